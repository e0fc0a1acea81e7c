import { ReconcileError } from "../errors.ts";
import { isObject, type Json, readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { asText } from "../kube/values.ts";

/** One entry of status.conditions; a text that is absent is empty. */
export type StatusCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** The generation that it speaks of, where it says so. */
  readonly observedGeneration?: number;
};

/** Reads a number; undefined where it is absent or null. Throws MANIFEST_INVALID for anything else. */
export function readNumber(object: KubeObject, ...path: readonly string[]): number | undefined {
  const value = readField(object, ...path) ?? undefined;
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  throw malformed(path, "a number", value);
}

/** Reads a text; empty where it is absent or null. Throws MANIFEST_INVALID for anything else. */
export function readText(object: KubeObject, ...path: readonly string[]): string {
  const value = readField(object, ...path) ?? "";
  if (typeof value === "string") return value;
  throw malformed(path, "a text", value);
}

/** Reads a list; empty where it is absent or null. Throws MANIFEST_INVALID for anything else. */
export function readList(object: KubeObject, ...path: readonly string[]): readonly Json[] {
  const value = readField(object, ...path) ?? [];
  if (Array.isArray(value)) return value;
  throw malformed(path, "a list", value);
}

/** Reads status.conditions of a kind that has them by its schema. Throws MANIFEST_INVALID where it is no list. */
export function readConditions(object: KubeObject): readonly StatusCondition[] {
  return toConditions(readList(object, "status", "conditions"));
}

/** Takes the conditions out of a list, whoever wrote it: entries that are no objects are passed over. */
export function toConditions(list: readonly Json[]): readonly StatusCondition[] {
  return list.filter(isObject).map((entry) => ({
    type: asText(entry["type"]),
    status: asText(entry["status"]),
    reason: asText(entry["reason"]),
    message: asText(entry["message"]),
    ...(typeof entry["observedGeneration"] === "number"
      ? { observedGeneration: entry["observedGeneration"] }
      : {}),
  }));
}

function malformed(path: readonly string[], wanted: string, value: Json): ReconcileError {
  const present = Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
  return new ReconcileError(
    "MANIFEST_INVALID",
    `Cannot assess health: ${path.join(".")} should be ${wanted} and is ${present}`,
  );
}
