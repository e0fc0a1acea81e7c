import { isObject, type Json } from "../kube/json.ts";

/** Of these an empty one is a map in every kind, whether the object at hand has one or not. */
const mapNames = [
  ...["metadata", "labels", "annotations", "spec", "status", "data"],
  ...["emptyDir", "resources", "securityContext", "podSelector", "namespaceSelector"],
];

/**
 * Gives a new object that a script made with its empty maps as maps: a script knows one empty table only, and there is no object
 * before it to tell which it was. A field is a map where a field of its name is one in the object that it was made of.
 */
export function restoreNamed(source: Json, made: Json): Json {
  const names = new Set(mapNames);
  collectMaps(source, names);
  return restore(made, names);
}

function collectMaps(value: Json | undefined, names: Set<string>): void {
  if (Array.isArray(value)) for (const each of value) collectMaps(each, names);
  if (!isObject(value)) return;
  for (const [name, each] of Object.entries(value)) {
    if (isObject(each)) names.add(name);
    collectMaps(each, names);
  }
}

function restore(value: Json, names: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map((each) => restore(each, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      if (each === undefined) return [];
      const isEmptyMap = Array.isArray(each) && each.length === 0 && names.has(name);
      return [[name, isEmptyMap ? {} : restore(each, names)]];
    }),
  );
}
