import { type ObjectRef, versionOf } from "../../kube/key.ts";
import type { ObjectFilter } from "../parse-query.ts";

/** Tells whether an object is one of those that are asked for. */
export function isAskedFor({ apiVersion, ...key }: ObjectRef, filter: ObjectFilter): boolean {
  const fields = { ...key, version: versionOf(apiVersion) };
  return Object.entries(fields).every(
    ([name, value]) => isAny(filter, name) || Reflect.get(filter, name) === value,
  );
}

/** As in Argo CD, an empty text asks for nothing in particular. */
function isAny(filter: ObjectFilter, name: string): boolean {
  return (Reflect.get(filter, name) ?? "") === "";
}
