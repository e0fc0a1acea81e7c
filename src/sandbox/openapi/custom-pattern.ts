import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Kind } from "../cluster/kind.ts";
import { parseArchived } from "./archive.ts";
import type { OpenApiForm } from "./custom-schema.ts";

/** What documents say of one custom kind: its paths, and its types without their fields. */
export type KindDocument = { readonly paths: JsonObject; readonly types: JsonObject };

/** Fills a real server's documents of a pattern kind with the names of another. */
export function fillPattern(kind: Kind, form: OpenApiForm): KindDocument {
  const prefix = kind.namespaced ? "ns" : "cs";
  const filled: Json = JSON.parse(replaceTokens(patternOf(prefix, form), kind, prefix));
  if (!isObject(filled)) return { paths: {}, types: {} };
  return { paths: withoutAbsent(asObject(filled["paths"]), kind), types: asObject(filled["types"]) };
}

/** Names a kind's type in the documents: `com.example.v1.Widget`. */
export function typeNameOf({ group, version, kind }: Kind): string {
  return `${group.split(".").reverse().join(".")}.${version}.${kind}`;
}

/** Gives what a kind's lists are called. */
export function listKindOf({ kind, definition }: Kind): string {
  const spec = asObject(definition?.crd["spec"]);
  const { listKind } = asObject(spec["names"]);
  return typeof listKind === "string" && listKind !== "" ? listKind : `${kind}List`;
}

const patterns = new Map<string, string>();

function patternOf(prefix: string, form: OpenApiForm): string {
  const known = patterns.get(prefix + form);
  if (known !== undefined) return known;
  const document = parseArchived(`pattern/${form}`);
  const components = asObject(document["components"]);
  const types = asObject(form === "v2" ? document["definitions"] : components["schemas"]);
  const own = { paths: select(document["paths"], prefix), types: select(types, prefix) };
  const text = JSON.stringify(own);
  patterns.set(prefix + form, text);
  return text;
}

/** Paths hold the plural, types the kind. */
function select(entries: Json | undefined, prefix: string): JsonObject {
  const words = [`/${prefix}pluraltokens`, `.${capitalize(prefix)}kindtoken`];
  const own = Object.entries(asObject(entries)).filter(([name]) => words.some((word) => name.includes(word)));
  return Object.fromEntries(own);
}

function replaceTokens(pattern: string, kind: Kind, prefix: string): string {
  const camel = toCamel(kind.group);
  const tokens: readonly (readonly [string, string])[] = [
    ["grouptoken.example", kind.group],
    ["example.grouptoken", kind.group.split(".").reverse().join(".")],
    ["grouptokenExample", camel],
    ["GrouptokenExample", capitalize(camel)],
    ["versiontoken", kind.version],
    ["Versiontoken", capitalize(kind.version)],
    [`${prefix}pluraltokens`, kind.plural],
    [`${capitalize(prefix)}kindtokenList`, listKindOf(kind)],
    [`${capitalize(prefix)}kindtoken`, kind.kind],
  ];
  return tokens.reduce((text, [token, name]) => text.replaceAll(token, name), pattern);
}

/** `a-docs.example.com` is aDocsExampleCom. */
function toCamel(group: string): string {
  const [first = "", ...rest] = group.split(/[.-]/);
  return [first, ...rest.map(capitalize)].join("");
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The pattern has every subresource. */
function withoutAbsent(paths: JsonObject, kind: Kind): JsonObject {
  const absent = ["status", "scale"].filter((name) => kind.subresources.every((each) => each.name !== name));
  const kept = Object.entries(paths).filter(([path]) => !absent.some((name) => path.endsWith(`}/${name}`)));
  return Object.fromEntries(kept);
}
