import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { badRequest, StatusError } from "../cluster/status-error.ts";
import { printGo } from "../fields/print-go.ts";

/** The names that make a field of a patch a directive. */
export const names = {
  marker: "$patch",
  retainKeys: "$retainKeys",
  orderPrefix: "$setElementOrder/",
  deletionPrefix: "$deleteFromPrimitiveList/",
} as const;
const { marker, retainKeys, orderPrefix, deletionPrefix } = names;

/** Gives what `$patch` in a map makes of the map. Throws 500 for a directive that there is not. */
export function followDirective(patch: JsonObject): JsonObject {
  const { [marker]: directive, ...others } = patch;
  if (directive === "replace") return others;
  if (directive === "delete") return {};
  throw unknownDirective(patch);
}

/** 500: `$patch` has a value that it cannot have here. */
export function unknownDirective(patch: JsonObject): StatusError {
  return failure(`unknown patch type: ${printGo(patch[marker])} in map: ${printGo(patch)}`);
}

/** 500 with a message alone, as the server answers to patches that contradict themselves. */
export function failure(message: string): StatusError {
  return new StatusError({ code: 500, reason: "" }, message);
}

/** Gives the fields of a map that `$retainKeys` leaves. Throws 400 where the patch itself has others. */
export function retain(original: JsonObject, patch: JsonObject): JsonObject {
  const wanted = patch[retainKeys];
  if (wanted === undefined) return original;
  const kept = new Set(Array.isArray(wanted) ? wanted.map(String) : []);
  const isStray = ([name, value]: [string, Json | undefined]) =>
    value !== null && name !== retainKeys && !isParallel(name) && !kept.has(name);
  if (!Array.isArray(wanted) || Object.entries(patch).some(isStray))
    throw badRequest("invalid patch format of retainKeys");
  return Object.fromEntries(Object.entries(original).filter(([name]) => kept.has(name)));
}

function isParallel(name: string): boolean {
  return name.startsWith(orderPrefix) || name.startsWith(deletionPrefix);
}

/** Gives a part of a patch that meets nothing to be merged with: without nulls and directives, and what these stand in. */
export function toPlain(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.map(toPlain).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (value[marker] !== undefined) return undefined;
  const fields = Object.entries(value).flatMap(([name, entry]) => {
    const plain = name.startsWith("$") || entry === null || entry === undefined ? undefined : toPlain(entry);
    return plain === undefined ? [] : [[name, plain] as const];
  });
  return Object.fromEntries(fields);
}
