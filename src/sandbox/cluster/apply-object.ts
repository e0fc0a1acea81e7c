import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asObject } from "../../kube/values.ts";
import { joinProblems, toRepeatedTexts } from "../decoding/strict-problems.ts";
import { toDefaulted } from "../defaults/defaults.ts";
import { check } from "../fields/check.ts";
import { type Applied, type ApplyInput, apply } from "../ownership/apply.ts";
import { allowedByLastApplied, toLastApplied } from "../ownership/last-applied.ts";
import { type Owners, toOwners } from "../ownership/managers.ts";
import { update } from "../ownership/update.ts";
import { emptyValue } from "../schema/empty-value.ts";
import { type ClusterState, readStored } from "./cluster.ts";
import { commit } from "./commit.ts";
import { apiVersionOf, formatGvk, type Kind } from "./kind.ts";
import { applyConflict, conflict, invalid, notFound } from "./object-errors.ts";
import { withoutOwners } from "./owners-after.ts";
import { addressObject, checkIdentity, type GivenObject, type ObjectRequest, toWriter } from "./request.ts";
import { badRequest, StatusError } from "./status-error.ts";
import { toStatusWrite, unwritableOf } from "./subresource-fields.ts";
import type { Written } from "./write-object.ts";

/** Answers a server-side apply. Throws the server's StatusError. */
export function applyObject(state: ClusterState, request: ObjectRequest): Written {
  const { kind, dryRun, subresource } = request;
  if (request.fieldManager === "") throw withoutManager(kind);
  const before = readStored(state, kind, request);
  const config = toConfig(request, before);
  checkPreconditions(request, config.metadata, before);
  checkTyped(request, config);
  const isStatus = subresource === "status";
  const applied = applyAs(request, {
    live: before === undefined ? emptyOf(request) : withoutOwners(before),
    config,
    type: kind.type,
    owners: ownersOf(state, request, before),
    applier: toWriter(state, request),
    force: request.force,
    withoutStatus: false,
    unwritable: unwritableOf(kind, subresource),
  });
  if (applied.conflicts.length > 0) throw applyConflict(applied.conflicts);
  checkRepeated(request);
  const value = toDefaulted(kind, asObject(applied.value), request.body);
  const after = isStatus && before !== undefined ? toStatusWrite(kind, before, value) : value;
  const object = commit(state, { kind, before, after, owners: applied.owners, dryRun, isStatus });
  return { object, isNew: before === undefined };
}

/** Keys that stand twice are refused in strict validation, and else told. */
function checkRepeated({ fieldValidation, source, warn }: ObjectRequest): void {
  if (source === undefined || fieldValidation === "Ignore") return;
  const repeated = toRepeatedTexts(source);
  if (repeated.length > 0 && fieldValidation === "Strict")
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${joinProblems(repeated)}`);
  for (const text of repeated) warn?.(text);
}

/** The configuration that a request applies: of its kind and version, without owners; a new object has its name in it. */
function toConfig(request: ObjectRequest, before: KubeObject | undefined): GivenObject {
  const { kind, name, body } = request;
  const object: JsonObject = asObject(body);
  if (object["kind"] !== kind.kind || object["apiVersion"] !== apiVersionOf(kind)) {
    throw badRequest(`invalid object type: ${formatGvk(object)}`);
  }
  const metadata: JsonObject = asObject(object["metadata"]);
  const known = before === undefined ? metadata : { ...metadata, name: metadata["name"] ?? name };
  const config = addressObject(request, { ...object, metadata: known });
  if ((metadata["managedFields"] ?? null) !== null) throw badRequest("metadata.managedFields must be nil");
  return config;
}

const beforeFirstApply = "before-first-apply";

/** Where nobody is known to own anything, the first apply finds everything owned by `before-first-apply`. */
function ownersOf(state: ClusterState, request: ObjectRequest, before: KubeObject | undefined): Owners {
  const owners = toOwners(before);
  if (before === undefined || owners.size > 0) return owners;
  return update({
    before: emptyValue(request.kind.type),
    after: withoutOwners(before),
    type: request.kind.type,
    owners,
    writer: {
      manager: beforeFirstApply,
      apiVersion: apiVersionOf(request.kind),
      time: formatTime(state.now()),
      ...(request.subresource === "" ? {} : { subresource: request.subresource }),
    },
    withoutStatus: false,
    unwritable: unwritableOf(request.kind, request.subresource),
  });
}

/** kubectl may take over what it applied by its own client before, and keeps its annotation of that up to date. */
function applyAs({ fieldManager }: ObjectRequest, input: ApplyInput): Applied {
  const applied = apply(input);
  if (fieldManager !== "kubectl") return applied;
  const taken = applied.conflicts.length === 0 ? applied : takeOver(input, applied);
  return taken.conflicts.length > 0 ? taken : { ...taken, value: toLastApplied(taken.value, input.config) };
}

function takeOver(input: ApplyInput, applied: Applied): Applied {
  const left = allowedByLastApplied(input, applied.conflicts);
  return left.length > 0 ? { ...applied, conflicts: left } : apply({ ...input, force: true });
}

function checkPreconditions(
  request: ObjectRequest,
  metadata: JsonObject,
  before: KubeObject | undefined,
): void {
  if (before !== undefined) {
    const resourceVersion = metadata["resourceVersion"] ?? before.metadata.resourceVersion;
    checkIdentity(request, { ...metadata, resourceVersion }, before);
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
  const subject = `${namespace}/${name}; ${formatType(kind)}`;
  const list = problems.length === 1 ? problems[0] : `errors:\n  ${problems.join("\n  ")}`;
  throw new StatusError(
    { code: 500, reason: "" },
    `failed to create typed patch object (${subject}): ${list}`,
  );
}

function formatType({ group, version, kind }: Kind): string {
  return `${group}/${version}, Kind=${kind}`;
}

function emptyOf({ kind }: ObjectRequest): { readonly [name: string]: Json } {
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: {} };
}

function withoutManager(kind: Kind): StatusError {
  const options = { ...kind, group: "meta.k8s.io", kind: "PatchOptions" };
  const message = "Required value: is required for apply patch";
  return invalid({ kind: options, name: "" }, [
    { reason: "FieldValueRequired", message, field: "fieldManager" },
  ]);
}
