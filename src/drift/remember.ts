import type { DesiredObject } from "../desired/desired-object.ts";
import { canonicalJson, sortNames } from "../kube/canonical-json.ts";
import type { KeyedHash } from "../kube/hash.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Remembered } from "../live/remembered.ts";
import { isList, readOwn } from "./equal-values.ts";
import { type IgnoreContext, type Ignored, toIgnored } from "./ignore-rules.ts";
import { toKeyText } from "./list-keys.ts";
import { findOwnEntry, indexOwnedItems, readOwned, toOwnedKeys, toOwnedShape } from "./own-entry.ts";
import { removeFields, removeOwned } from "./prune.ts";

/** What it takes to remember an object: our field manager's name, the ignore rules, the installation's hash. */
export type RememberContext = IgnoreContext & {
  readonly manager: string;
  readonly hash: KeyedHash;
  readonly serverSideDiff?: boolean;
};

/**
 * Gives what to remember of an object after an apply or a confirmed dry-run; undefined: we own nothing of it. It changes
 * with our fields, their values and the order of our list items; foreign fields, other managers and status do not matter.
 * The rules that ignore fields are part of it: what was Synced under them need not be without them.
 */
export function rememberOf(
  desired: DesiredObject,
  live: KubeObject,
  context: RememberContext,
): Remembered | undefined {
  const ignored = toIgnored(context, desired.ref, { desired: desired.object, live });
  const desiredHash = toDesiredHash(desired, ignored, context);
  const ownedHash = toOwnedHash(live, ignored, context);
  return ownedHash === undefined ? undefined : { desiredHash, ownedHash };
}

/** Tells whether the object is as it was when it was remembered: Synced, without a schema and without a request. */
export function isAsRemembered(
  desired: DesiredObject,
  live: KubeObject,
  context: RememberContext & { readonly remembered?: Remembered },
): boolean {
  const { remembered } = context;
  if (remembered === undefined) return false;
  const ignored = toIgnored(context, desired.ref, { desired: desired.object, live });
  if (toDesiredHash(desired, ignored, context) !== remembered.desiredHash) return false;
  return toOwnedHash(live, ignored, context) === remembered.ownedHash;
}

function toDesiredHash(
  { hash }: DesiredObject,
  ignored: Ignored | undefined,
  context: RememberContext,
): string {
  const texts = ignored?.texts ?? [];
  // What a local verdict found is not what the API server would have said.
  if (context.serverSideDiff === true) return context.hash([hash, texts, "ServerSideDiff"]);
  return ignored === undefined ? hash : context.hash([hash, texts]);
}

function toOwnedHash(
  live: KubeObject,
  ignored: Ignored | undefined,
  context: RememberContext,
): string | undefined {
  const fields = findOwnEntry(live, context.manager)?.fieldsV1;
  if (fields === undefined) return undefined;
  if (ignored === undefined) return context.hash(projectOwned(live, fields));
  const paths = ignored.pathsOf(live);
  const owned = removeOwned(fields, paths, live);
  return context.hash(projectOwned(removeFields(live, paths), owned));
}

/**
 * Writes what we own of a value as text: equal texts, equal fields, values and order. Names and texts are preceded by their
 * length, so that no value can look like another; it runs for every object at every tick, and escaping costs more.
 */
function projectOwned(live: Json | undefined, owned: JsonObject): string {
  const shape = toOwnedShape(owned);
  if (typeof live === "string" && shape === "leaf") return toSized(live);
  if (shape === "fields" && isObject(live)) return projectFields(live, owned);
  if ((shape === "keyed" || shape === "set") && isList(live)) return projectItems(live, owned);
  return shape === "leaf" ? canonicalJson(live) : `${canonicalJson(live)}!${canonicalJson(owned)}`;
}

function toSized(text: string): string {
  return `${text.length}'${text}`;
}

function projectFields(live: JsonObject, owned: JsonObject): string {
  let text = "{";
  for (const entry of sortNames(Object.keys(owned))) {
    const value = readOwn(live, entry.slice(2));
    // Absent is not null here: it is what is left of a value that somebody removed.
    text += toSized(entry) + (value === undefined ? "!" : projectOwned(value, readOwned(owned, entry) ?? {}));
  }
  return `${text}}`;
}

function projectItems(live: readonly Json[], owned: JsonObject): string {
  const keys = toOwnedKeys(owned);
  const items = indexOwnedItems(owned);
  const seen = new Set<string>();
  let text = "[";
  for (const item of live) {
    const name = toKeyText(item, keys, undefined) ?? "";
    const child = items.get(name);
    if (child === undefined) continue;
    seen.add(name);
    text += toSized(name) + projectOwned(item, child);
  }
  const missing = [...items.keys()].filter((name) => !seen.has(name)).sort();
  return `${text}]${missing.map(toSized).join("")}`;
}
