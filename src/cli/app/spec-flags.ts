import { ReconcileError } from "../../errors.ts";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asList, asObject, asTexts } from "../../kube/values.ts";
import { splitPair } from "./sync-body.ts";

/** The flags of `app set` and `app create` that change a spec; Argo CD's. */
export type SpecFlags = Readonly<Record<string, SpecFlagValue | undefined>>;
type SpecFlagValue = string | boolean | number | readonly string[];

type Path = readonly string[];

/** Flags whose value stands in the spec as it is, by the option's name in this program. */
const plain: Readonly<Record<string, Path>> = {
  project: ["project"],
  repo: ["source", "repoURL"],
  path: ["source", "path"],
  revision: ["source", "targetRevision"],
  destServer: ["destination", "server"],
  destName: ["destination", "name"],
  destNamespace: ["destination", "namespace"],
  directoryRecurse: ["source", "directory", "recurse"],
  directoryInclude: ["source", "directory", "include"],
  directoryExclude: ["source", "directory", "exclude"],
  releaseName: ["source", "helm", "releaseName"],
  helmNamespace: ["source", "helm", "namespace"],
  helmKubeVersion: ["source", "helm", "kubeVersion"],
  helmSkipCrds: ["source", "helm", "skipCrds"],
  helmSkipTests: ["source", "helm", "skipTests"],
  helmSkipSchemaValidation: ["source", "helm", "skipSchemaValidation"],
  ignoreMissingValueFiles: ["source", "helm", "ignoreMissingValueFiles"],
  values: ["source", "helm", "valueFiles"],
  nameprefix: ["source", "kustomize", "namePrefix"],
  namesuffix: ["source", "kustomize", "nameSuffix"],
  kustomizeNamespace: ["source", "kustomize", "namespace"],
  autoPrune: ["syncPolicy", "automated", "prune"],
  selfHeal: ["syncPolicy", "automated", "selfHeal"],
  allowEmpty: ["syncPolicy", "automated", "allowEmpty"],
  syncRetryLimit: ["syncPolicy", "retry", "limit"],
  syncRetryBackoffDuration: ["syncPolicy", "retry", "backoff", "duration"],
  syncRetryBackoffMaxDuration: ["syncPolicy", "retry", "backoff", "maxDuration"],
  syncRetryBackoffFactor: ["syncPolicy", "retry", "backoff", "factor"],
  syncRetryRefresh: ["syncPolicy", "retry", "refresh"],
  revisionHistoryLimit: ["revisionHistoryLimit"],
};

type Change = (spec: JsonObject, texts: readonly string[]) => readonly (readonly [Path, Json])[];

/** Flags that change a list, or several fields. */
const special: Readonly<Record<string, Change>> = {
  syncPolicy: (spec, [policy = ""]) => [[["syncPolicy", "automated"], toAutomated(spec, policy)]],
  syncOption: (spec, texts) => [[["syncPolicy", "syncOptions"], toOptions(spec, texts)]],
  parameter: (spec, texts) => [[parameters, withParameters(spec, texts, false)]],
  helmSet: (spec, texts) => [[parameters, withParameters(spec, texts, false)]],
  helmSetString: (spec, texts) => [[parameters, withParameters(spec, texts, true)]],
  kustomizeImage: (spec, texts) => [[images, withImages(spec, texts)]],
  kustomizeCommonLabel: (_spec, texts) => texts.map((text) => toPairChange("commonLabels", text)),
  kustomizeCommonAnnotation: (_spec, texts) => texts.map((text) => toPairChange("commonAnnotations", text)),
};

const parameters = ["source", "helm", "parameters"];
const images = ["source", "kustomize", "images"];

/**
 * Makes the merge patch of a spec that flags ask for; undefined: they ask for nothing. Lists are laid over those that are there,
 * so they are given whole.
 */
export function toSpecPatch(spec: JsonObject, flags: SpecFlags): JsonObject | undefined {
  refuseManual(spec, flags);
  let patch: JsonObject = {};
  let changed: JsonObject = spec;
  for (const [name, value] of Object.entries(flags)) {
    for (const [path, next] of toChanges(changed, name, value)) {
      patch = withField(patch, path, next);
      changed = withField(changed, path, next);
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function toChanges(
  spec: JsonObject,
  name: string,
  value: SpecFlagValue | undefined,
): readonly (readonly [Path, Json])[] {
  if (value === undefined) return [];
  const path = Object.hasOwn(plain, name) ? plain[name] : undefined;
  // A cluster is named one way or the other.
  if (name === "destServer")
    return [
      [["destination", "server"], toJson(value)],
      [["destination", "name"], null],
    ];
  if (name === "destName")
    return [
      [["destination", "name"], toJson(value)],
      [["destination", "server"], null],
    ];
  if (path !== undefined) return [[path, toJson(value)]];
  const change = Object.hasOwn(special, name) ? special[name] : undefined;
  return change?.(spec, [value].flat().map(String)) ?? [];
}

function toJson(value: SpecFlagValue): Json {
  return typeof value === "object" ? [...value] : value;
}

/** --auto-prune and the like say how an automated sync works; they do not switch one on. */
function refuseManual(spec: JsonObject, flags: SpecFlags): void {
  const isNamed = ["autoPrune", "selfHeal", "allowEmpty"].some((name) => flags[name] !== undefined);
  const before = readField(spec, "syncPolicy", "automated") ?? null;
  const policy = flags["syncPolicy"];
  const isAutomated = policy === undefined ? before !== null : automatedWords.includes(String(policy));
  if (!isNamed || isAutomated) return;
  const message =
    "Cannot set how an automated sync works: the application syncs by hand; add --sync-policy automated";
  throw new ReconcileError("CONFIG_INVALID", message);
}

const automatedWords = ["automated", "auto", "automatic"];
const manualWords = ["manual", "none"];

function toAutomated(spec: JsonObject, policy: string): Json {
  if (manualWords.includes(policy)) return null;
  if (automatedWords.includes(policy)) return readField(spec, "syncPolicy", "automated") ?? {};
  const message = `Cannot set --sync-policy ${JSON.stringify(policy)}: write manual or automated`;
  throw new ReconcileError("CONFIG_INVALID", message);
}

/** An option takes the place of the one of the same name; with ! before it, it goes. */
function toOptions(spec: JsonObject, texts: readonly string[]): readonly string[] {
  const nameOf = (option: string) => option.split("=", 1)[0];
  return texts.reduce(
    (options, text) => {
      if (text.startsWith("!")) return options.filter((option) => option !== text.slice(1));
      return [...options.filter((option) => nameOf(option) !== nameOf(text)), text];
    },
    textsAt(spec, ["syncPolicy", "syncOptions"]),
  );
}

function withParameters(spec: JsonObject, texts: readonly string[], forceString: boolean): Json {
  const present = readField(spec, ...parameters);
  const list: readonly Json[] = asList(present);
  return texts.reduce((known, text) => {
    const [name, value] = splitPair(text, "a parameter");
    const others = known.filter((each) => readField(each, "name") !== name);
    return [...others, { name, value, ...(forceString ? { forceString } : {}) }];
  }, list);
}

/** One image of a name: `name=other:tag`, `name:tag`, `name@digest`. */
function withImages(spec: JsonObject, texts: readonly string[]): readonly string[] {
  const nameOf = (image: string) => image.split(/[=@]|:(?=[^/]*$)/, 1)[0];
  return texts.reduce(
    (known, text) => [...known.filter((image) => nameOf(image) !== nameOf(text)), text],
    textsAt(spec, images),
  );
}

function toPairChange(field: string, text: string): readonly [Path, Json] {
  const [name, value] = splitPair(text, "a label or annotation");
  return [["source", "kustomize", field, name], value];
}

function textsAt(spec: JsonObject, path: Path): readonly string[] {
  return asTexts(readField(spec, ...path));
}

function withField(object: JsonObject, [name = "", ...rest]: Path, value: Json): JsonObject {
  if (rest.length === 0) return { ...object, [name]: value };
  const child = object[name];
  return { ...object, [name]: withField(asObject(child), rest, value) };
}
