import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { commit } from "../cluster/commit.ts";
import { decodeObject, decodePatched } from "../cluster/decode-object.ts";
import { apiVersionOf, formatGvk, type Kind } from "../cluster/kind.ts";
import { applyConflict, invalid } from "../cluster/object-errors.ts";
import { withoutOwners } from "../cluster/owners-after.ts";
import { addressObject, checkIdentity, type ObjectRequest, requireObject } from "../cluster/request.ts";
import { badRequest, type Cause } from "../cluster/status-error.ts";
import { apply } from "../ownership/apply.ts";
import { type Owners, toOwners } from "../ownership/managers.ts";
import { update } from "../ownership/update.ts";
import { withoutPaths } from "../ownership/writable.ts";
import { patchValue } from "../patch/patch-value.ts";
import type { Field, FieldType } from "../schema/field-type.ts";
import { scalePathsOf, toScale, withReplicas } from "./scale-form.ts";

/** Answers a PUT or PATCH of `/scale`: the Scale as it is then. Throws the server's StatusError. */
export function writeScale(state: ClusterState, request: ObjectRequest): JsonObject {
  const { kind, dryRun } = request;
  const before = requireObject(state, request);
  const wanted = toWanted(request, before);
  checkReplicas(request, wanted);
  const after = withReplicas(kind, before, readField(wanted, "spec", "replicas") ?? 0);
  const owners =
    request.patch?.type === "apply" ? applied(request, before, after) : updated(request, before, after);
  const object = commit(state, {
    kind,
    before,
    after: withoutOwners(after),
    owners,
    dryRun,
    isStatus: false,
  });
  return toScale(kind, object);
}

function toWanted(request: ObjectRequest, before: KubeObject): JsonObject {
  const { kind, patch } = request;
  const asScale = { ...request, kind: toScaleKind(kind) };
  if (patch?.type === "apply") return toApplied(asScale);
  const present = toScale(kind, before);
  const patched = patch === undefined ? undefined : patchValue(present, patch, scaleType);
  const decoded =
    patched === undefined ? decodeObject(asScale) : decodePatched(asScale, patched.patched, patched.patch);
  const { metadata, ...wanted } = addressObject(asScale, decoded);
  const resourceVersion = metadata["resourceVersion"] ?? before.metadata.resourceVersion;
  checkIdentity(request, { ...metadata, resourceVersion }, before);
  return wanted;
}

function toApplied(request: ObjectRequest): JsonObject {
  const body: JsonObject = asObject(request.body);
  if (body["kind"] === "Scale" && body["apiVersion"] === "autoscaling/v1") return body;
  throw badRequest(`invalid object type: ${formatGvk(body)}`);
}

function checkReplicas({ kind, name }: ObjectRequest, wanted: JsonObject): void {
  const replicas = readField(wanted, "spec", "replicas") ?? 0;
  if (typeof replicas === "number" && replicas >= 0) return;
  const isCustom = kind.typeName === undefined;
  const path = isCustom ? `.${scalePathsOf(kind).replicas.join(".")}` : "spec.replicas";
  const why = isCustom ? "should be a non-negative integer" : "must be greater than or equal to 0";
  const message = `Invalid value: ${replicas}: ${why}`;
  const cause: Cause = { reason: "FieldValueInvalid", message, field: path };
  throw invalid({ kind: isCustom ? kind : toScaleKind(kind), name }, [cause]);
}

type Writer = { readonly manager: string; readonly apiVersion: string; readonly subresource: string };

/** Entries of scale have no time: pkg/registry/apps/deployment/storage/storage.go makes them anew at each write. */
function toWriter({ kind, fieldManager: manager }: ObjectRequest): Writer {
  return { manager, apiVersion: apiVersionOf(kind), subresource: "scale" };
}

function updated(request: ObjectRequest, before: KubeObject, after: KubeObject): Owners {
  const { kind } = request;
  const owners = update({
    before: withoutOwners(before),
    after: withoutOwners(after),
    type: kind.type,
    owners: toOwners(before),
    writer: toWriter(request),
    withoutStatus: false,
  });
  const { replicas } = scalePathsOf(kind);
  // No replicas are a Scale without the field, which nobody owns.
  const isNone = readField(after, ...replicas) === 0 && readField(before, ...replicas) !== 0;
  return isNone ? withoutReplicas(owners, replicas) : owners;
}

function withoutReplicas(owners: Owners, path: readonly string[]): Owners {
  const element = path.map((name) => `f:${name}`);
  return new Map(
    [...owners].flatMap(([key, owner]) => {
      const fields = withoutPaths(owner.fields, [element]);
      return fields === undefined ? [] : [[key, { ...owner, fields }] as const];
    }),
  );
}

function applied(request: ObjectRequest, before: KubeObject, after: KubeObject): Owners {
  const { kind, name } = request;
  const { replicas } = scalePathsOf(kind);
  const head: KubeObject = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name } };
  const value: Json = readField(after, ...replicas) ?? 0;
  const { owners, conflicts } = apply({
    live: withoutOwners(before),
    config: withReplicas(kind, head, value),
    type: kind.type,
    owners: toOwners(before),
    applier: toWriter(request),
    force: request.force,
    withoutStatus: false,
  });
  if (conflicts.length > 0) throw applyConflict(conflicts);
  return owners;
}

function toScaleKind(kind: Kind): Kind {
  const { shortNames, categories, verbs, subresources, namespaced, hasGeneration } = kind;
  const names = {
    group: "autoscaling",
    version: "v1",
    kind: "Scale",
    plural: kind.plural,
    singular: "scale",
  };
  const lists = { shortNames, categories, verbs, subresources };
  return {
    ...names,
    ...lists,
    namespaced,
    hasGeneration,
    hasStatus: true,
    type: scaleType,
    typeName: "Scale",
  };
}

const integer: FieldType = { kind: "scalar", scalar: "integer" };
const text: FieldType = { kind: "scalar", scalar: "string" };
const open: FieldType = { kind: "any", atomic: false };

function toStruct(name: string, types: Readonly<Record<string, FieldType>>): FieldType {
  const fields: ReadonlyMap<string, Field> = new Map(
    Object.entries(types).map(([field, type]) => [field, { type, isAlways: false }]),
  );
  return { kind: "map", name, atomic: false, fields: () => fields, values: undefined };
}

const scaleType = toStruct("api.autoscaling.v1.Scale", {
  apiVersion: text,
  kind: text,
  metadata: open,
  spec: toStruct("api.autoscaling.v1.ScaleSpec", { replicas: integer }),
  status: toStruct("api.autoscaling.v1.ScaleStatus", { replicas: integer, selector: text }),
});
