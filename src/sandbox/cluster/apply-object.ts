import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { check } from "../fields/check.ts";
import { apply } from "../ownership/apply.ts";
import { toOwners } from "../ownership/managers.ts";
import { type ClusterState, readStored } from "./cluster.ts";
import { commit } from "./commit.ts";
import { apiVersionOf, type Kind } from "./kind.ts";
import { applyConflict, conflict, invalid, notFound } from "./object-errors.ts";
import { checkIdentity, type ObjectRequest, toBodyObject, toWriter } from "./request.ts";
import { badRequest, StatusError } from "./status-error.ts";

export type Written = { readonly object: KubeObject; readonly isNew: boolean };

/** Answers a server-side apply. Throws the server's StatusError. */
export function applyObject(state: ClusterState, request: ObjectRequest): Written {
  const { kind, force, dryRun, subresource } = request;
  if (request.fieldManager === "") throw withoutManager(kind);
  const config = toBodyObject(request);
  if (readField(config, "metadata", "managedFields") != null)
    throw badRequest("metadata.managedFields must be nil");
  const before = readStored(state, kind, request);
  checkPreconditions(request, config.metadata, before);
  checkTyped(request, config);
  const isStatus = subresource === "status";
  const applied = apply({
    live: before === undefined ? emptyOf(request) : withoutOwners(before),
    config,
    type: kind.type,
    owners: toOwners(before),
    applier: toWriter(state, request),
    force,
    withoutStatus: kind.hasStatus && !isStatus,
  });
  if (applied.conflicts.length > 0) throw applyConflict(applied.conflicts);
  const after = applied.value as JsonObject;
  const object = commit(state, { kind, before, after, owners: applied.owners, dryRun, isStatus });
  return { object, isNew: before === undefined };
}

function checkPreconditions(
  request: ObjectRequest,
  metadata: JsonObject,
  before: KubeObject | undefined,
): void {
  if (before !== undefined) {
    checkIdentity(request, metadata, before);
    return;
  }
  if (request.subresource !== "") throw notFound(request);
  const { uid } = metadata;
  if ((uid ?? "") === "") return;
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  throw conflict(request, why);
}

/** Server-side apply answers 500 to what its schema does not fit, whatever fieldValidation says. */
function checkTyped({ kind, body }: ObjectRequest, config: JsonObject): void {
  const problems = check(config, kind.type).map(({ path, message }) => `${path}: ${message}`);
  if (problems.length === 0) return;
  const namespace = readField(body, "metadata", "namespace") ?? "";
  const name = readField(config, "metadata", "name") ?? "";
  const subject = `${namespace}/${name}; ${kind.group}/${kind.version}, Kind=${kind.kind}`;
  const list = problems.length === 1 ? problems[0] : `errors:\n  ${problems.join("\n  ")}`;
  throw new StatusError(
    { code: 500, reason: "" },
    `failed to create typed patch object (${subject}): ${list}`,
  );
}

function emptyOf({ kind }: ObjectRequest): JsonObject {
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: {} };
}

/** Gives an object without managedFields, as the fields of a write are compared. */
export function withoutOwners(object: KubeObject): JsonObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withoutManager(kind: Kind): StatusError {
  const options = { ...kind, group: "meta.k8s.io", kind: "PatchOptions" };
  const message = "Required value: is required for apply patch";
  return invalid({ kind: options, name: "" }, [
    { reason: "FieldValueRequired", message, field: "fieldManager" },
  ]);
}
