import { randomBytes } from "node:crypto";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { toDefaulted } from "../defaults/defaults.ts";
import { type Patch, patchValue } from "../patch/patch-value.ts";
import { type ClusterState, readStored } from "./cluster.ts";
import { commit } from "./commit.ts";
import { decodeObject, decodePatched } from "./decode-object.ts";
import { inVersion } from "./in-version.ts";
import { storageOf } from "./kind.ts";
import { notFound } from "./object-errors.ts";
import { ownersAfter } from "./owners-after.ts";
import {
  addressObject,
  checkIdentity,
  type GivenObject,
  type ObjectRequest,
  requireObject,
} from "./request.ts";
import { StatusError } from "./status-error.ts";
import { toStatusWrite, unwritableOf } from "./subresource-fields.ts";

/** Answers a POST of an object; `generateName` gets five random letters. Throws the server's StatusError. */
export function createObject(state: ClusterState, request: ObjectRequest): KubeObject {
  return create(state, request, addressObject(request, decodeObject(request)));
}

function create(state: ClusterState, request: ObjectRequest, given: GivenObject): KubeObject {
  const { resourceVersion, managedFields: _, ...metadata } = given.metadata;
  const name = String(metadata["name"] ?? "") || generate(metadata["generateName"]);
  const isVersioned = (resourceVersion ?? "") !== "" && resourceVersion !== "0";
  return write(state, {
    request,
    before: undefined,
    after: { ...given, metadata: { ...metadata, name } },
    ...(isVersioned ? { refusal: versionOnCreate } : {}),
  });
}

const versionOnCreate = new StatusError(
  { code: 500, reason: "" },
  "resourceVersion should not be set on objects to be created",
);

/** An object that was written, and whether it is new. */
export type Written = { readonly object: KubeObject; readonly isNew: boolean };

/** Answers a PUT, which makes an object of some kinds where there is none. Throws the server's StatusError. */
export function putObject(state: ClusterState, request: ObjectRequest): Written {
  const given = addressObject(request, decodeObject(request));
  const before = readStored(state, request.kind, request);
  if (before !== undefined)
    return { object: replace(state, { request, before, after: given }), isNew: false };
  if (request.subresource !== "" || !puttable.has(storageOf(request.kind))) throw notFound(request);
  return { object: create(state, request, given), isNew: true };
}

// AllowCreateOnUpdate in the registry strategies: pkg/registry in https://github.com/kubernetes/kubernetes/tree/v1.35.0.
const puttable: ReadonlySet<string> = new Set([
  "/endpoints",
  "/events",
  "/limitranges",
  "/services",
  "coordination.k8s.io/leases",
  "node.k8s.io/runtimeclasses",
  "rbac.authorization.k8s.io/clusterrolebindings",
  "rbac.authorization.k8s.io/clusterroles",
  "rbac.authorization.k8s.io/rolebindings",
  "rbac.authorization.k8s.io/roles",
]);

/** Answers a PUT of an object that is there. Throws the server's StatusError. */
export function replaceObject(state: ClusterState, request: ObjectRequest): KubeObject {
  const after = addressObject(request, decodeObject(request));
  return replace(state, { request, before: requireObject(state, request), after });
}

function replace(state: ClusterState, change: Replacement): KubeObject {
  checkIdentity(change.request, change.after.metadata, change.before);
  return write(state, change);
}

/** Answers a patch other than an apply. Throws the server's StatusError. */
export function patchObject(state: ClusterState, request: ObjectRequest): KubeObject {
  const before = requireObject(state, request);
  const { patched, patch } = patchValue(
    inVersion(request.kind, before),
    request.patch ?? noPatch,
    request.kind.type,
  );
  const after = addressObject(request, decodePatched(request, patched, patch));
  return replace(state, { request, before, after });
}

const noPatch: Patch = { type: "merge", text: "{}" };

type Replacement = {
  readonly request: ObjectRequest;
  readonly before: KubeObject;
  readonly after: GivenObject;
};

type Change = {
  readonly request: ObjectRequest;
  readonly before: KubeObject | undefined;
  readonly after: JsonObject;
  /** Thrown in place of storing it, should nothing else be wrong. */
  readonly refusal?: StatusError;
};

function write(state: ClusterState, change: Change): KubeObject {
  const { request, before, refusal } = change;
  const { kind, dryRun, subresource } = request;
  const isStatus = statusLike.has(subresource);
  const given = toDefaulted(kind, change.after);
  const after = isStatus && before !== undefined ? toStatusWrite(kind, before, given) : given;
  const owners = ownersAfter(state, {
    request,
    before,
    after,
    given: readField(change.after, "metadata", "managedFields"),
    unwritable: unwritableOf(kind, subresource),
  });
  return commit(state, {
    kind,
    before,
    after,
    owners,
    dryRun,
    isStatus,
    ...(refusal === undefined ? {} : { refusal }),
  });
}

/** Subresources that write nothing but the status. */
const statusLike: ReadonlySet<string> = new Set(["approval", "status"]);

// apiserver pkg/storage/names/generate.go: a name fits into a label with its random end.
const prefixLengthMax = 58;
const letters = "bcdfghjklmnpqrstvwxz2456789";

function generate(prefix: Json | undefined): string {
  if (typeof prefix !== "string" || prefix === "") return "";
  const end = [...randomBytes(5)].map((byte) => letters[byte % letters.length]).join("");
  return prefix.slice(0, prefixLengthMax) + end;
}
