import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { asList } from "../kube/values.ts";

/** One thing a kustomization names: a path (or inline YAML, where kustomize takes both) and the field it stands in. */
export type Reference = { readonly field: string; readonly value: string };

/** A field of a kustomization that cannot be honoured here. */
export type Unsupported = { readonly field: string; readonly why: string };

const charts =
  "charts inside a kustomization are not supported; use a Helm source, or render the chart into the repository";
const unsupportedFields: Readonly<Record<string, string>> = {
  helmcharts: charts,
  helmchartinflationgenerator: charts,
  helmglobals: charts,
};
const listFields = ["resources", "bases", "components", "crds", "configurations", "patchesstrategicmerge"];
const pluginFields = ["generators", "transformers", "validators"];
const patchFields = ["patches", "patchesjson6902", "replacements"];
const generatorFields = ["configmapgenerator", "secretgenerator"];

/** Lists what a kustomization names outside itself. Field names count without case, as Go's JSON decoder reads them. */
export function listReferences(kustomization: JsonObject): readonly Reference[] {
  const fields = lowerNames(kustomization);
  return [
    ...listFields.flatMap((field) => toReferences(field, fields[field])),
    ...pluginFields.flatMap((field) => toReferences(field, fields[field])),
    ...patchFields.flatMap((field) => asList(fields[field]).flatMap((item) => pathsOf(field, item))),
    ...generatorFields.flatMap((field) => asList(fields[field]).flatMap((item) => sourcesOf(field, item))),
    ...pathsOf("openapi", fields["openapi"]).filter((reference) => reference.field !== "openapi"),
  ];
}

/** Lists the fields of a kustomization that cannot be honoured. */
export function listUnsupported(kustomization: JsonObject): readonly Unsupported[] {
  return Object.keys(kustomization).flatMap((field) => {
    const why = unsupportedFields[field.toLowerCase()];
    return why === undefined ? [] : [{ field, why }];
  });
}

/** Lists what the configuration of a generator, transformer or validator names; undefined: it is not one of kustomize's own. */
export function listPluginReferences(plugin: Json): readonly Reference[] | undefined {
  if (!isObject(plugin)) return [];
  const fields = lowerNames(plugin);
  if (fields["apiversion"] !== "builtin" || /^helm/i.test(String(fields["kind"]))) return undefined;
  const paths = toReferences("paths", fields["paths"]);
  const replacements = asList(fields["replacements"]).flatMap((item) => pathsOf("replacements", item));
  return [...pathsOf("plugin", plugin), ...paths, ...replacements, ...sourcesOf("plugin", plugin)];
}

/** Tells whether a field takes generators, transformers or validators. */
export function isPluginField(field: string): boolean {
  return pluginFields.includes(field);
}

/** Tells whether a field takes inline YAML as well as paths. */
export function takesInlineYaml(field: string): boolean {
  return isPluginField(field) || field === "patchesstrategicmerge" || field === "paths";
}

function lowerNames(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]));
}

function toReferences(field: string, value: Json | undefined): readonly Reference[] {
  return asList(value).flatMap((item) => (typeof item === "string" ? [{ field, value: item }] : []));
}

// An entry is `{path: …}`; `patches` was a list of paths once, which kustomize still reads.
function pathsOf(field: string, item: Json | undefined): readonly Reference[] {
  if (typeof item === "string") return [{ field, value: item }];
  if (!isObject(item)) return [];
  const path = lowerNames(item)["path"];
  return typeof path === "string" && path !== "" ? [{ field: `${field}.path`, value: path }] : [];
}

// `files` takes `name=path` too.
function sourcesOf(field: string, item: Json): readonly Reference[] {
  if (!isObject(item)) return [];
  const fields = lowerNames(item);
  const files = toReferences(`${field}.files`, fields["files"]);
  const env = pathsOf(`${field}.env`, typeof fields["env"] === "string" ? fields["env"] : undefined);
  return [
    ...files.map(({ field: name, value }) => ({ field: name, value: value.slice(value.indexOf("=") + 1) })),
    ...toReferences(`${field}.envs`, fields["envs"]),
    ...env.filter((reference) => reference.value !== ""),
  ];
}
