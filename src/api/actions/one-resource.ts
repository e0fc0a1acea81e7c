/**
 * One live object of an application over the API, at Argo CD's paths: a patch or a deletion by a person. Git stays as it is, so an
 * application that heals itself takes a patch back.
 */
import { maskPair } from "../../drift/mask.ts";
import { isSecret } from "../../kube/fold.ts";
import { formatJson, isObject, type Json } from "../../kube/json.ts";
import { mergePatch } from "../../kube/merge-patch.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import { limits } from "../../limits.ts";
import { markAndWake } from "../../moves/wake.ts";
import { deleteOwnObject, type ObjectChange, patchOwnObject } from "../../touch/touch-object.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { findApplication } from "../applications/find-application.ts";
import { applyJsonPatch } from "../applications/json-patch.ts";
import { readPatch } from "../applications/patch-application.ts";
import { maskRepositories } from "../mask-repositories.ts";
import { toNameChecks } from "../operations/parse-sync-request.ts";
import { refuseFields } from "../parse-fields.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { parseQueryTarget } from "./parse-target.ts";

/** Patches an object: the body is the patch, a text or `{patch}`. Gives the object as it then is, values of a Secret masked. */
export async function patchResource(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const checks = { ...toNameChecks(call, found.manifest), patch: (value: Json) => typeof value === "string" };
  const parsed = refuseFields(call.body, checks, "patch") ?? parseQueryTarget(call);
  if ("refusal" in parsed) return parsed.refusal;
  const change = parseChange(call);
  if ("refusal" in change) return change.refusal;
  const object = await patchOwnObject(parsed.target, change.apply, ports);
  await markAndWake([call.name], ports);
  const manifest = toText(object, ports.settings.comparison.maskedAnnotations);
  return { status: 200, headers: {}, body: { manifest } };
}

type Apply = (patch: Json) => ObjectChange;

const merge: Apply = (patch) => (object) =>
  isObject(patch) ? asObject(mergePatch(object, patch)) : "a merge patch is an object";
const json: Apply = (patch) => (object) => applyJsonPatch(object, patch);

/** Argo CD's names, which are those of Kubernetes, and the short ones of `app patch`. */
const types: ReadonlyMap<string, Apply> = new Map([
  ["", merge],
  ["merge", merge],
  ["application/merge-patch+json", merge],
  ["json", json],
  ["application/json-patch+json", json],
]);

function parseChange({ body, query }: ApiCall): { readonly apply: ObjectChange } | Refusal {
  const apply = types.get(query.patchType ?? "");
  if (apply === undefined)
    return refuse("UNSUPPORTED", "Cannot patch: patchType must be merge or json; rewrite the patch as one");
  const patch = readPatch(body["patch"]);
  if (patch !== undefined) return { apply: apply(patch) };
  const depth = `of at most ${limits.documentDepthMax} levels`;
  return refuse("BAD_BODY", `Cannot patch: patch is no text that holds JSON ${depth}`);
}

function toText(object: KubeObject, annotations: readonly string[]): string {
  const shown = isSecret(object) ? maskPair({ desired: undefined, live: object }, annotations).live : object;
  return formatJson(maskRepositories(shown ?? {}));
}

/** Deletes an object: with what it owns before it, `force` at once, `orphan` without what it owns; of both `orphan` counts. */
export async function deleteResource(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const parsed = parseQueryTarget(call);
  if ("refusal" in parsed) return parsed.refusal;
  await deleteOwnObject(parsed.target, toDeletion(call), ports);
  await markAndWake([call.name], ports);
  return { status: 200, headers: {}, body: {} };
}

function toDeletion({ query }: ApiCall): Parameters<typeof deleteOwnObject>[1] {
  if (query.orphan) return { propagation: "orphan" };
  return query.force ? { propagation: "background", graceSeconds: 0 } : { propagation: "foreground" };
}
