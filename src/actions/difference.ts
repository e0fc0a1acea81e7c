import { equalJson } from "../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { type PatchOperation, toPointer } from "../kube/json-patch.ts";
import type { KubeObject } from "../kube/object.ts";
import { asObject } from "../kube/values.ts";

/** Gives the merge patch (RFC 7386) that makes one object of another; undefined: they are equal. */
export function toMergePatch(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes = [...names].flatMap((name): (readonly [string, Json])[] => {
    const [from, to] = [before[name], after[name]];
    if (to === undefined) return from === undefined ? [] : [[name, null]];
    if (isObject(from) && isObject(to)) {
      const inner = toMergePatch(from, to);
      return inner === undefined ? [] : [[name, inner]];
    }
    return from !== undefined && equalJson(from, to) ? [] : [[name, to]];
  });
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

/**
 * Gives what a script made of a value with its empty maps as maps and its empty lists as lists: a script knows one empty
 * table only. `before` says which it was; what is new and empty is a list.
 */
export function restoreEmpty(before: Json | undefined, after: Json): Json {
  if (Array.isArray(after)) {
    if (after.length === 0) return isObject(before) ? {} : after;
    return after.map((each, index) => restoreEmpty(Array.isArray(before) ? before[index] : undefined, each));
  }
  if (!isObject(after)) return after;
  const was = asObject(before);
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, each]) =>
      each === undefined ? [] : [[name, restoreEmpty(was[name], each)]],
    ),
  );
}

/**
 * Writes a merge patch as a JSON patch of the object that it was made for. It begins with a test of the object's version, so that a
 * change of somebody else's in between is told and not overwritten.
 */
export function toOperations(before: KubeObject, patch: JsonObject): readonly PatchOperation[] {
  const { resourceVersion } = before.metadata;
  const path = toPointer("metadata", "resourceVersion");
  const guard: readonly PatchOperation[] =
    resourceVersion === undefined ? [] : [{ op: "test", path, value: resourceVersion }];
  return [...guard, ...walk(before, patch, [])];
}

function walk(before: JsonObject, patch: JsonObject, steps: readonly string[]): readonly PatchOperation[] {
  return Object.entries(patch).flatMap(([name, to]): readonly PatchOperation[] => {
    const from = before[name];
    const path = toPointer(...steps, name);
    if (to === null || to === undefined) return from === undefined ? [] : [{ op: "remove", path }];
    if (isObject(from) && isObject(to)) return walk(from, to, [...steps, name]);
    return [{ op: "add", path, value: to }];
  });
}
