import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Owner } from "../ownership/managers.ts";
import { type ClusterState, readStored } from "./cluster.ts";
import { toTime } from "./commit.ts";
import { apiVersionOf, type Kind } from "./kind.ts";
import { conflict, invalid, notFound } from "./object-errors.ts";
import { badRequest } from "./status-error.ts";

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
};

/** Gives who a request writes as. */
export function toWriter(state: ClusterState, request: ObjectRequest): Omit<Owner, "fields" | "operation"> {
  const { kind, fieldManager: manager, subresource } = request;
  const writer = { manager, apiVersion: apiVersionOf(kind), time: toTime(state.now()) };
  return subresource === "" ? writer : { ...writer, subresource };
}

/** Gives the body of a request as an object of its kind with the address of the URL; throws 400 where they differ. */
export function toBodyObject(request: ObjectRequest): JsonObject & { readonly metadata: JsonObject } {
  const { kind, namespace, name, body } = request;
  if (!isObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind})`);
  const metadata: JsonObject = isObject(body["metadata"]) ? body["metadata"] : {};
  if (body["kind"] !== kind.kind || body["apiVersion"] !== apiVersionOf(kind)) {
    throw badRequest(`invalid object type: ${formatGvk(body)}`);
  }
  const given = metadata["name"] ?? "";
  if (name !== "" && given !== "" && given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  }
  if ((metadata["namespace"] ?? namespace) !== namespace && kind.namespaced) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  const place = { ...(name === "" ? {} : { name }), ...(kind.namespaced ? { namespace } : {}) };
  return { ...body, metadata: { ...metadata, ...place } };
}

function formatGvk(body: JsonObject): string {
  const [version = "", group = ""] = String(body["apiVersion"] ?? "")
    .split("/")
    .reverse();
  return `${group}/${version}, Kind=${body["kind"] ?? ""}`;
}

/** Reads the object a request is about; throws 404. */
export function requireObject(state: ClusterState, request: ObjectRequest): KubeObject {
  const object = readStored(state, request.kind, request);
  if (object === undefined) throw notFound(request);
  return object;
}

/** Throws 409 or 422 where a body names another version or uid than the object has. */
export function checkIdentity(request: ObjectRequest, metadata: JsonObject, before: KubeObject): void {
  const { resourceVersion, uid } = metadata;
  if ((resourceVersion ?? "") !== "" && resourceVersion !== before.metadata.resourceVersion) {
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    throw conflict(request, why);
  }
  if ((uid ?? "") === "" || uid === before.metadata.uid) return;
  const message = `Invalid value: ${JSON.stringify(uid)}: field is immutable`;
  throw invalid(request, [{ reason: "FieldValueInvalid", message, field: "metadata.uid" }]);
}
