import { formatApplicationName } from "../../application/application.ts";
import { nameOf } from "../../application/read-application.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../../kube/json.ts";
import { mergePatch } from "../../kube/merge-patch.ts";
import { asObject } from "../../kube/values.ts";
import { limits } from "../../limits.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { toNameChecks } from "../operations/parse-sync-request.ts";
import { isDeeper } from "../parse-body.ts";
import { refuseFields } from "../parse-fields.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { findApplication } from "./find-application.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { saveChanged } from "./save-application.ts";

/** Patches an Application as it is stored: `patch` is a text, a JSON patch unless `patchType` is merge. Its name stays. */
export async function patchApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const refused = refuseFields(call.body, { ...toNameChecks(call, found.manifest), ...checks }, "patch");
  if (refused !== undefined) return refused.refusal;
  const patched = toPatched(found.manifest, call);
  return "refusal" in patched ? patched.refusal : await saveChanged(patched.manifest, found.manifest, ports);
}

const types: readonly Json[] = ["json", "merge", ""];
const checks = {
  patch: (value: Json) => typeof value === "string",
  patchType: (value: Json) => types.includes(value),
};

function toPatched(
  manifest: JsonObject,
  { body, name }: ApiCall,
): { readonly manifest: JsonObject } | Refusal {
  const title = formatApplicationName(name);
  const fail = (why: string) => refuse("BAD_BODY", `Cannot patch ${title}: ${why}`);
  const patch = readPatch(body["patch"]);
  if (patch === undefined)
    return fail(`patch is no text that holds JSON of at most ${limits.documentDepthMax} levels`);
  const patched = body["patchType"] === "merge" ? merge(manifest, patch) : applyJsonPatch(manifest, patch);
  if (typeof patched === "string") return fail(patched);
  const after = nameOf(patched);
  if (after === undefined || formatApplicationName(after) !== title)
    return fail("its name cannot be changed");
  const isMarked = (object: JsonObject) =>
    isObject(object["metadata"]) && object["metadata"]["deletionTimestamp"];
  if (isMarked(patched) !== isMarked(manifest)) return fail("a deletion is asked for by DELETE, and stays");
  return { manifest: patched };
}

function merge(manifest: JsonObject, patch: Json): JsonObject | string {
  return isObject(patch) ? asObject(mergePatch(manifest, patch)) : "a merge patch is an object";
}

/** Reads the JSON of a patch; undefined: there is none. The parser's message quotes the text, so it is not told. */
export function readPatch(text: Json | undefined): Json | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const patch = parseJson(text);
    return isDeeper(patch, limits.documentDepthMax) ? undefined : patch;
  } catch {
    return undefined;
  }
}
