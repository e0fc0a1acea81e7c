import { isObject, type Json, type JsonObject, parseJson } from "../../kube/json.ts";
import { mergePatch } from "../../kube/merge-patch.ts";
import { badRequest, StatusError } from "../cluster/status-error.ts";
import { goKindOf } from "../fields/print-go.ts";
import type { FieldType } from "../schema/field-type.ts";
import { toJsonError } from "./go-json-error.ts";
import { applyJsonPatch, toOperations } from "./json-patch.ts";
import { strategicMerge } from "./strategic-merge.ts";

/** A patch as it came; it is decoded once its object is known to be there. */
export type Patch = { readonly type: "apply" | "json" | "merge" | "strategic"; readonly text: string };

/** What a patch leads to, and the patch itself. */
export type Patched = { readonly patched: Json; readonly patch: Json };

/** Patches a value of a type. Throws 400 for a malformed patch, 422 for one that does not fit. */
export function patchValue(value: JsonObject, { type, text }: Patch, fields: FieldType): Patched {
  return patches[type](value, text, fields);
}

type Apply = (before: JsonObject, text: string, type: FieldType) => Patched;

const patches: Readonly<Record<Patch["type"], Apply>> = {
  json: patchByOperations,
  merge(before, text) {
    const patch = parsePatch(text, "error decoding patch: ");
    if (patch === null) throw badRequest("Invalid JSON Patch");
    return { patched: mergePatch(before, requireMap(patch, "error decoding patch: ")), patch };
  },
  strategic(before, text, type) {
    const patch = parsePatch(text, "");
    const changes = patch === null ? {} : requireMap(patch, "");
    return { patched: strategicMerge(before, changes, type), patch: changes };
  },
  apply: () => {
    throw new Error("An apply is no patch of the present object");
  },
};

// apiserver pkg/endpoints/handlers/patch.go, maxJSONPatchOperations.
const operationsMax = 10_000;

function patchByOperations(before: JsonObject, text: string): Patched {
  const patch = parsePatch(text, "error decoding patch: ");
  const operations = toOperations(patch);
  if (typeof operations === "string") throw badRequest(`error decoding patch: ${operations}`);
  if (operations.length > operationsMax) {
    const count = `The allowed maximum operations in a JSON patch is ${operationsMax}, got ${operations.length}`;
    throw new StatusError(
      { code: 413, reason: "RequestEntityTooLarge" },
      `Request entity too large: ${count}`,
    );
  }
  const patched = applyJsonPatch(before, operations);
  if (patched !== undefined) return { patched, patch };
  const why = "the server rejected our request due to an error in our request";
  throw new StatusError({ code: 422, reason: "Invalid", details: {} }, why);
}

function parsePatch(text: string, head: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw badRequest(head + toJsonError(text));
  }
}

function requireMap(patch: Json, head: string): JsonObject {
  if (isObject(patch)) return patch;
  throw badRequest(
    `${head}json: cannot unmarshal ${goKindOf(patch)} into Go value of type map[string]interface {}`,
  );
}
