import type { Json, JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asObject } from "../../kube/values.ts";
import type { Source } from "../decoding/strict-problems.ts";
import type { Owner } from "../ownership/managers.ts";
import type { Patch } from "../patch/patch-value.ts";
import { type ClusterState, readStored } from "./cluster.ts";
import { apiVersionOf, type Kind, storageOf } from "./kind.ts";
import { conflict, invalid, notFound } from "./object-errors.ts";
import { badRequest, StatusError } from "./status-error.ts";

/** One request for an object, or for a collection if `name` is empty. */
export type ObjectRequest = {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: string;
  /** The body, parsed. */
  readonly body: Json;
  /** In place of a body: how the present object is to be changed. */
  readonly patch?: Patch;
  /** The body as it came, for what parsing loses: keys that stand twice. */
  readonly source?: Source;
  /** Takes what the client is to be told of a request that succeeds. */
  readonly warn?: (text: string) => void;
};

/** Gives who a request writes as. */
export function toWriter(state: ClusterState, request: ObjectRequest): Omit<Owner, "fields" | "operation"> {
  const { kind, fieldManager: manager, subresource } = request;
  const writer = { manager, apiVersion: apiVersionOf(kind), time: formatTime(state.now()) };
  return subresource === "" ? writer : { ...writer, subresource };
}

/** An object as a request gives it, with the address that the request has. */
export type GivenObject = JsonObject & { readonly metadata: JsonObject };

/** Gives a decoded object the address of the URL; throws 400 where it has another, or none where it must have one. */
export function addressObject(request: ObjectRequest, object: JsonObject): GivenObject {
  const { kind, namespace, name } = request;
  const metadata: JsonObject = asObject(object["metadata"]);
  const given = metadata["name"] ?? "";
  if (name !== "" && given === "") {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (name !== "" && given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  }
  const space = metadata["namespace"] ?? "";
  if (kind.namespaced && space !== "" && space !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return { ...object, metadata: kind.namespaced ? { ...metadata, namespace } : metadata };
}

/** Reads the object a request is about; throws 404. */
export function requireObject(state: ClusterState, request: ObjectRequest): KubeObject {
  const object = readStored(state, request.kind, request);
  if (object === undefined) throw notFound(request);
  return object;
}

/** Throws what the server has for a body that names another version or uid than the object has. */
export function checkIdentity(request: ObjectRequest, metadata: JsonObject, before: KubeObject): void {
  const { uid } = metadata;
  const isOther = (uid ?? "") !== "" && uid !== before.metadata.uid;
  if (isOther && request.patch === undefined) throw otherUid(request, String(uid), before);
  checkVersion(request, metadata, before);
  if (isOther) throw immutable(request, "uid", uid);
  const { deletionTimestamp = null } = metadata;
  if (deletionTimestamp !== null && deletionTimestamp !== before.metadata.deletionTimestamp)
    throw immutable(request, "deletionTimestamp", deletionTimestamp);
}

/** The server validates metadata twice, and says so twice. */
function immutable(request: ObjectRequest, name: string, value: Json | undefined): StatusError {
  const message = `Invalid value: ${JSON.stringify(value)}: field is immutable`;
  const cause = { reason: "FieldValueInvalid", message, field: `metadata.${name}` };
  return invalid(request, [cause, cause]);
}

function checkVersion(request: ObjectRequest, { resourceVersion }: JsonObject, before: KubeObject): void {
  const version = String(resourceVersion ?? "");
  if (version === "" || version === "0") {
    if (needsVersion(request.kind)) throw withoutVersion(request);
    return;
  }
  if (!/^\d+$/.test(version)) {
    const why = `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`;
    throw new StatusError({ code: 500, reason: "" }, why);
  }
  if (version === before.metadata.resourceVersion) return;
  const why = "the object has been modified; please apply your changes to the latest version and try again";
  throw conflict(request, why);
}

function otherUid(request: ObjectRequest, uid: string, { metadata }: KubeObject): StatusError {
  const { kind, namespace, name } = request;
  const key = `/registry/${kind.plural}/${kind.namespaced ? `${namespace}/` : ""}${name}`;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  const head = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0`;
  return conflict(request, `${head}, AdditionalErrorMsg: ${why}`);
}

// AllowUnconditionalUpdate in the registry strategies: pkg/registry in https://github.com/kubernetes/kubernetes/tree/v1.35.0.
const versioned: ReadonlySet<string> = new Set([
  "admissionregistration.k8s.io/mutatingwebhookconfigurations",
  "admissionregistration.k8s.io/validatingadmissionpolicies",
  "admissionregistration.k8s.io/validatingadmissionpolicybindings",
  "admissionregistration.k8s.io/validatingwebhookconfigurations",
  "apiextensions.k8s.io/customresourcedefinitions",
  "apiregistration.k8s.io/apiservices",
  "coordination.k8s.io/leases",
  "flowcontrol.apiserver.k8s.io/flowschemas",
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations",
  "node.k8s.io/runtimeclasses",
  "policy/poddisruptionbudgets",
]);

function needsVersion(kind: Kind): boolean {
  return kind.typeName === undefined || versioned.has(storageOf(kind));
}

function withoutVersion({ kind, name }: ObjectRequest): StatusError {
  const message = "Invalid value: 0: must be specified for an update";
  const cause = { reason: "FieldValueInvalid", message, field: "metadata.resourceVersion" };
  const resource = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
  const group = kind.group === "" ? {} : { group: kind.group };
  return new StatusError(
    { code: 422, reason: "Invalid", details: { name, ...group, kind: kind.plural, causes: [cause] } },
    `${resource} "${name}" is invalid: metadata.resourceVersion: ${message}`,
  );
}
