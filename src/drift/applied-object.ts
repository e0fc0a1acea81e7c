import { installationLabel, trackingAnnotation } from "../desired/tracking.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { asList, asObject } from "../kube/values.ts";
import { isList, readOwn } from "./equal-values.ts";
import { findOwnEntry, parseOwnedItem, readOwned } from "./own-entry.ts";
import { findOwned, isNamed, type Paths, removeFields, toPaths } from "./prune.ts";

/** `paths`: what is ignored of the desired side. `whole`: it is written by PUT or anew, so nothing may be missing. */
export type Respect = { readonly paths: Paths; readonly manager: string; readonly whole: boolean };

/**
 * Gives the object to apply under RespectIgnoreDifferences=true: ignored fields are as they are live. What somebody else owns is
 * left out, so that it stays theirs; what is ours alone keeps its live value, for an apply without it would delete it. A field
 * that is not live is applied as Git has it.
 */
export function toAppliedObject(desired: KubeObject, live: KubeObject, respect: Respect): KubeObject {
  const left: (readonly string[])[] = [];
  let present: JsonObject = desired;
  for (const path of flatten(respect.paths)) {
    const counterpart = findCounterpart({ desired, live }, path);
    if (counterpart === undefined) continue;
    if (respect.whole || isOursAlone(live, counterpart.path, respect.manager)) {
      present = setFields(present, path, counterpart.value);
    } else left.push(path);
  }
  const { apiVersion, kind, metadata } = desired;
  const rest = removeFields(present, toPaths(left));
  const kept = asObject(rest["metadata"]);
  return { ...rest, apiVersion, kind, metadata: withMarks({ ...kept, name: metadata.name }, metadata) };
}

/** Whose it is must be said, whatever is ignored. */
function withMarks(kept: KubeObject["metadata"], { labels, annotations }: KubeObject["metadata"]) {
  const label = labels?.[installationLabel];
  const id = annotations?.[trackingAnnotation];
  return {
    ...kept,
    ...(label === undefined ? {} : { labels: { ...kept.labels, [installationLabel]: label } }),
    ...(id === undefined ? {} : { annotations: { ...kept.annotations, [trackingAnnotation]: id } }),
  };
}

function flatten(paths: Paths, above: readonly string[] = []): readonly (readonly string[])[] {
  return [...paths].flatMap(([step, below]) =>
    below.size === 0 ? [[...above, step]] : flatten(below, [...above, step]),
  );
}

type Counterpart = { readonly value: Json; readonly path: readonly string[] };

/** Follows a path of the desired side in both; undefined: it leads nowhere in one of them. */
function findCounterpart(
  sides: { readonly desired: Json; readonly live: Json },
  path: readonly string[],
): Counterpart | undefined {
  let { desired, live }: { desired: Json | undefined; live: Json | undefined } = sides;
  const steps: string[] = [];
  for (const step of path) {
    const next: Step =
      isList(desired) && isList(live) ? findItems(desired, live, step) : findFields(desired, live, step);
    if (next.desired === undefined || next.live === undefined) return undefined;
    steps.push(next.step);
    desired = next.desired;
    live = next.live;
  }
  return live === undefined ? undefined : { value: live, path: steps };
}

type Step = { readonly desired: Json | undefined; readonly live: Json | undefined; readonly step: string };

function findFields(desired: Json | undefined, live: Json | undefined, step: string): Step {
  const read = (value: Json | undefined) => (isObject(value) ? readOwn(value, step) : undefined);
  return { desired: read(desired), live: read(live), step };
}

function findItems(desired: Json | undefined, live: Json | undefined, step: string): Step {
  const item = asList(desired)[findIndex(desired, step)];
  const key = /^[kv]:/.test(step) ? parseOwnedItem(step) : toKey(item);
  const index = key === undefined ? -1 : asList(live).findIndex((each) => isNamed(each, key));
  return { desired: item, live: asList(live)[index], step: String(index) };
}

/** An item is the one of the same name on the other side; one that has none is the one that is equal. */
function toKey(item: Json | undefined): Json | undefined {
  return isObject(item) && item["name"] !== undefined ? { name: item["name"] } : item;
}

function findIndex(value: Json | undefined, step: string): number {
  if (!/^[kv]:/.test(step)) return Number(step);
  const key = parseOwnedItem(step);
  return asList(value).findIndex((item) => isNamed(item, key));
}

/** Tells whether we own something there that nobody else does. */
function isOursAlone(live: KubeObject, path: readonly string[], manager: string): boolean {
  const own = findOwnEntry(live, manager);
  const ours = own?.fieldsV1 === undefined ? undefined : findOwned(own.fieldsV1, path, live);
  if (ours === undefined) return false;
  const others = (live.metadata.managedFields ?? []).filter((entry) => entry !== own);
  const theirs = others
    .map(({ fieldsV1 = {} }) => findOwned(fieldsV1, path, live))
    .filter((owned) => owned !== undefined);
  return !isCovered(ours, theirs);
}

function isCovered(ours: JsonObject, theirs: readonly JsonObject[]): boolean {
  const names = Object.keys(ours).filter((name) => name !== ".");
  if (names.length === 0) return theirs.length > 0;
  return names.every((name) => {
    const below = theirs.map((owned) => readOwned(owned, name)).filter((owned) => owned !== undefined);
    return isCovered(readOwned(ours, name) ?? {}, below);
  });
}

function setFields(object: JsonObject, [step = "", ...below]: readonly string[], value: Json): JsonObject {
  const next = below.length === 0 ? value : setValue(object[step], below, value);
  return { ...object, [step]: next };
}

function setValue(present: Json | undefined, path: readonly string[], value: Json): Json | undefined {
  if (isObject(present)) return setFields(present, path, value);
  if (!isList(present)) return present;
  const [step = "", ...below] = path;
  const index = findIndex(present, step);
  return present.map((item, each) => {
    if (each !== index) return item;
    return below.length === 0 ? value : (setValue(item, below, value) ?? item);
  });
}
