import { randomBytes } from "node:crypto";
import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { check } from "../fields/check.ts";
import { normalize } from "../fields/normalize.ts";
import { type Owners, toOwners } from "../ownership/managers.ts";
import { update } from "../ownership/update.ts";
import { emptyValue } from "../schema/empty-value.ts";
import { withoutOwners } from "./apply-object.ts";
import { type ClusterState, readStored } from "./cluster.ts";
import { commit } from "./commit.ts";
import { apiVersionOf, type Kind } from "./kind.ts";
import { alreadyExists } from "./object-errors.ts";
import { checkIdentity, type ObjectRequest, requireObject, toBodyObject, toWriter } from "./request.ts";
import { badRequest, StatusError } from "./status-error.ts";

/** Answers a POST of an object; `generateName` gets five random letters. Throws the server's StatusError. */
export function createObject(state: ClusterState, request: ObjectRequest): KubeObject {
  const { kind, namespace } = request;
  const given = toBodyObject(request);
  checkDecoded(request, given);
  const name = String(given.metadata["name"] ?? "") || generate(given.metadata["generateName"]);
  if (readStored(state, kind, { namespace, name }) !== undefined) throw alreadyExists({ kind, name });
  const { resourceVersion: _, ...metadata } = given.metadata;
  return write(state, { request, before: undefined, after: { ...given, metadata: { ...metadata, name } } });
}

/** Answers a PUT. Throws the server's StatusError. */
export function replaceObject(state: ClusterState, request: ObjectRequest): KubeObject {
  const after = toBodyObject(request);
  checkDecoded(request, after);
  const before = requireObject(state, request);
  checkIdentity(request, after.metadata, before);
  return write(state, { request, before, after });
}

/** Answers a merge patch (RFC 7396). Throws the server's StatusError. */
export function mergePatchObject(state: ClusterState, request: ObjectRequest): KubeObject {
  const before = requireObject(state, request);
  const patched = mergePatch(before, request.body);
  const after = toBodyObject({ ...request, body: patched });
  checkPatched(request, after);
  checkIdentity(request, after.metadata, before);
  return write(state, { request, before, after });
}

/** A patch that leads to an object the kind cannot hold is invalid itself: 422 instead of 400. */
function checkPatched(request: ObjectRequest, after: JsonObject): void {
  try {
    checkDecoded(request, after);
  } catch (error) {
    const why = error instanceof StatusError ? error.message : String(error);
    throw new StatusError({ code: 422, reason: "Invalid" }, ` "" is invalid: patch: Invalid value: ${why}`);
  }
}

type Change = {
  readonly request: ObjectRequest;
  readonly before: KubeObject | undefined;
  readonly after: JsonObject;
};

function write(state: ClusterState, { request, before, after }: Change): KubeObject {
  const { kind, dryRun } = request;
  const isStatus = request.subresource === "status";
  const owners = ownersAfter(state, { request, before, after });
  return commit(state, { kind, before, after, owners, dryRun, isStatus });
}

function ownersAfter(state: ClusterState, { request, before, after }: Change): Owners {
  const { kind } = request;
  const isStatus = request.subresource === "status";
  const given = readField(after, "metadata", "managedFields");
  // A list of one empty entry is how a client gives up the fields of all managers.
  if (isReset(given)) return new Map();
  const metadata: Json = {
    ...(isObject(after["metadata"]) ? after["metadata"] : {}),
    managedFields: undefined,
  };
  const ownedBy =
    Array.isArray(given) && given.length > 0 ? toOwners(toKubeObject(kind, after)) : toOwners(before);
  const base = before === undefined ? emptyValue(kind.type) : withoutOwners(before);
  const changed = isStatus && before !== undefined ? { ...before, status: after["status"], metadata } : after;
  return update({
    before: base,
    after: normalize({ ...changed, metadata }, kind.type),
    type: kind.type,
    owners: ownedBy,
    writer: toWriter(state, request),
    withoutStatus: kind.hasStatus && !isStatus,
  });
}

function toKubeObject(kind: Kind, object: JsonObject): KubeObject {
  const metadata = { name: "", ...(isObject(object["metadata"]) ? object["metadata"] : {}) };
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { ...metadata, name: String(metadata.name) },
  };
}

function isReset(managedFields: Json | undefined): boolean {
  if (!Array.isArray(managedFields) || managedFields.length !== 1) return false;
  return isObject(managedFields[0]) && Object.keys(managedFields[0]).length === 0;
}

/** Unknown fields are refused where the request asks for it, and else dropped; wrong types never pass. */
function checkDecoded({ kind, fieldValidation }: ObjectRequest, object: JsonObject): void {
  const problems = check(object, kind.type);
  const subject = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  const wrong = problems.find((problem) => problem.kind === "type");
  if (wrong !== undefined) throw badRequest(`${subject}: json: ${wrong.path.slice(1)}: ${wrong.message}`);
  const unknown = problems.filter((problem) => problem.kind === "unknown");
  if (unknown.length === 0 || fieldValidation !== "Strict") return;
  const list = unknown.map(({ path }) => `unknown field "${path.slice(1)}"`).join(", ");
  throw badRequest(`${subject}: strict decoding error: ${list}`);
}

/** Merges a patch by RFC 7396: null removes, maps merge, all else replaces. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: { [name: string]: Json | undefined } = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

function generate(prefix: Json | undefined): string {
  if (typeof prefix !== "string" || prefix === "") return "";
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  return prefix + [...randomBytes(5)].map((byte) => letters[byte % letters.length]).join("");
}
