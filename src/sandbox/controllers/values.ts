import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObject, asObjects, asText } from "../../kube/values.ts";

/** Reads a number below a value; undefined where there is none. */
export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = readField(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** Reads a text below a value; "" where there is none. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  return asText(readField(value, ...path));
}

/** Reads an object below a value; an empty one where there is none. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  return asObject(readField(value, ...path));
}

/** Reads the objects of a list below a value; none where there is no list. */
export function objectsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  return asObjects(readField(value, ...path));
}

/** Reads the texts of a map below a value, such as labels. */
export function textsAt(
  value: Json | undefined,
  ...path: readonly string[]
): Readonly<Record<string, string>> {
  const entries = Object.entries(objectAt(value, ...path));
  return Object.fromEntries(
    entries.flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : [])),
  );
}

/** Leaves zeros out, as the server does with the counts of most statuses. */
export function withoutZeros(counts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

/** Resolves a number or a share such as `25%` of a total. */
export function toCount(value: Json | undefined, total: number, round: (share: number) => number): number {
  if (typeof value === "number") return value;
  const percent = /^(\d+)%$/.exec(asText(value))?.[1];
  return percent === undefined ? 0 : round((Number(percent) * total) / 100);
}
