import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObjects } from "../../kube/values.ts";

/** Reads a text by its dotted path; an absent or empty one is `absent`. */
export function textAt(object: Json | undefined, path: string, absent = ""): string {
  const value = readField(object, ...path.split("."));
  if (value === undefined || value === null || value === "" || typeof value === "object") return absent;
  return String(value);
}

/** Reads a number by its dotted path; an absent one is 0. */
export function numberAt(object: Json | undefined, path: string, absent = 0): number {
  const value = readField(object, ...path.split("."));
  return typeof value === "number" ? value : absent;
}

/** Reads a list of objects by its dotted path. */
export function itemsAt(object: Json | undefined, path: string): readonly JsonObject[] {
  return asObjects(readField(object, ...path.split(".")));
}

/** Reads a list of texts by its dotted path. */
export function textsAt(object: Json | undefined, path: string): readonly string[] {
  const value = readField(object, ...path.split("."));
  return Array.isArray(value) ? value.map(String) : [];
}

/** Counts the entries of a map or list by its dotted path. */
export function countAt(object: Json | undefined, path: string): number {
  const value = readField(object, ...path.split("."));
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

/** Prints the first few of a list: `a,b,c + 2 more...`. */
export function firstOf(
  texts: readonly string[],
  { max = 3, absent, total = texts.length }: FirstOptions,
): string {
  if (texts.length === 0) return absent;
  const shown = texts.slice(0, max).join(",");
  return total > max ? `${shown} + ${total - max} more...` : shown;
}

type FirstOptions = { readonly max?: number; readonly absent: string; readonly total?: number };

/** Gives the two cells that name a pod template's containers and their images. */
export function containerCells(podSpec: Json | undefined): readonly [string, string] {
  const containers = itemsAt(podSpec, "containers");
  const join = (field: string) => containers.map((container) => textAt(container, field)).join(",");
  return [join("name"), join("image")];
}
