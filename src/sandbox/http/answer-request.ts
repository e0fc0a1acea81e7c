import type { KubeObject } from "../../kube/object.ts";
import { applyObject } from "../cluster/apply-object.ts";
import { type ClusterState, findKind, kindsOf } from "../cluster/cluster.ts";
import { deleteObject } from "../cluster/delete-object.ts";
import { apiVersionOf, groupOfKind, type Kind } from "../cluster/kind.ts";
import { listObjects } from "../cluster/list-objects.ts";
import { type ObjectRequest, requireObject } from "../cluster/request.ts";
import { StatusError, toStatus } from "../cluster/status-error.ts";
import { createObject, mergePatchObject, replaceObject } from "../cluster/write-object.ts";
import { type Answer, jsonAnswer, textAnswer } from "./answer.ts";
import { answerDiscovery, serverVersion } from "./discovery.ts";
import { toListForm } from "./list-form.ts";
import { answerOpenApi } from "./openapi-documents.ts";
import { parseBody } from "./parse-body.ts";
import { parseRoute, type Route } from "./route.ts";

/** One request as it came over HTTP. */
export type IncomingCall = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly accept: string;
  readonly userAgent: string;
  readonly body: string;
};

/** Answers one request; every failure is an answer too. */
export function answerRequest(state: ClusterState, call: IncomingCall): Answer {
  try {
    return answerDocument(state, call) ?? answerObjects(state, call);
  } catch (error) {
    const status = error instanceof StatusError ? error : toInternalError(error);
    return jsonAnswer(status.code, toStatus(status));
  }
}

function answerDocument(state: ClusterState, { method, path, accept }: IncomingCall): Answer | undefined {
  if (method !== "GET") return undefined;
  if (path === "/version") return jsonAnswer(200, serverVersion);
  if (path === "/healthz" || path === "/readyz" || path === "/livez") return textAnswer(200, "ok");
  const isKinds = path.startsWith("/openapi/v3") || path.split("/").length <= 4;
  if (!isKinds) return undefined;
  const kinds = kindsOf(state);
  return answerDiscovery(path, accept, kinds) ?? answerOpenApi(path, kinds);
}

function answerObjects(state: ClusterState, call: IncomingCall): Answer {
  const route = parseRoute(call.path);
  const kind = route === undefined ? undefined : findKind(state, route);
  if (route === undefined || kind === undefined) return unknownPath(state, route);
  const isElsewhere = kind.namespaced
    ? route.namespace === undefined && route.name !== ""
    : route.namespace !== undefined;
  if (isElsewhere || !["", "status"].includes(route.subresource)) throw noResource();
  if (route.name === "" && call.method === "GET")
    return jsonAnswer(200, toListForm(listObjects(state, toListQuery(kind, route, call)), call.accept));
  return answerObject(state, call, toRequest(kind, route, call));
}

/** A group that is not there has no handler at all, and so a text; a resource that is not there has a Status. */
function unknownPath(state: ClusterState, route: Route | undefined): Answer {
  const isKnown = kindsOf(state).some(
    ({ group, version }) => group === route?.group && version === route.version,
  );
  if (isKnown) throw noResource();
  return textAnswer(404, "404 page not found\n");
}

function answerObject(state: ClusterState, call: IncomingCall, request: ObjectRequest): Answer {
  const { method, contentType } = call;
  const { kind, name } = request;
  const isOne = name !== "";
  if (method === "GET") return jsonAnswer(200, inVersion(kind, requireObject(state, request)));
  if (method === "POST" && !isOne) return jsonAnswer(201, inVersion(kind, createObject(state, request)));
  if (method === "PUT" && isOne) return jsonAnswer(200, inVersion(kind, replaceObject(state, request)));
  if (method === "DELETE" && isOne) return answerDelete(state, request);
  if (method !== "PATCH" || !isOne) {
    throw new StatusError(
      { code: 405, reason: "MethodNotAllowed", details: {} },
      "the server does not allow this method on the requested resource",
    );
  }
  if (contentType.startsWith("application/apply-patch+")) {
    const { object, isNew } = applyObject(state, request);
    return jsonAnswer(isNew ? 201 : 200, inVersion(kind, object));
  }
  if (contentType.startsWith("application/merge-patch+json")) {
    return jsonAnswer(200, inVersion(kind, mergePatchObject(state, request)));
  }
  throw new StatusError(
    { code: 415, reason: "UnsupportedMediaType", details: {} },
    "415: Unsupported Media Type",
  );
}

function answerDelete(state: ClusterState, request: ObjectRequest): Answer {
  const { kind, name } = request;
  const { uid } = requireObject(state, request).metadata;
  const left = deleteObject(state, request);
  if (left !== undefined) return jsonAnswer(200, inVersion(kind, left));
  const details = { name, ...groupOfKind(kind), kind: kind.plural, uid };
  return jsonAnswer(200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details });
}

function toRequest(kind: Kind, route: Route, call: IncomingCall): ObjectRequest {
  const { query } = call;
  // A writer without a name is known by the first part of its user agent.
  const agent = call.userAgent.split("/", 1)[0] ?? "";
  const isApply = call.contentType.startsWith("application/apply-patch+");
  return {
    kind,
    namespace: route.namespace ?? "",
    name: route.name,
    subresource: route.subresource,
    dryRun: query.get("dryRun") === "All",
    force: query.get("force") === "true",
    fieldManager: query.get("fieldManager") ?? (isApply ? "" : agent || "unknown"),
    fieldValidation: query.get("fieldValidation") ?? "Warn",
    body: call.method === "GET" ? null : parseBody(call.body, call.contentType),
  };
}

function toListQuery(kind: Kind, route: Route, { query }: IncomingCall) {
  return {
    kind,
    namespace: route.namespace,
    labelSelector: query.get("labelSelector") ?? "",
    fieldSelector: query.get("fieldSelector") ?? "",
    limit: Math.max(0, Number.parseInt(query.get("limit") ?? "0", 10) || 0),
    token: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    resourceVersionMatch: query.get("resourceVersionMatch") ?? "",
  };
}

/** Versions of a kind differ in nothing here but their name. */
function inVersion(kind: Kind, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(kind);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

function noResource(): StatusError {
  const status = { code: 404, reason: "NotFound", details: {} };
  return new StatusError(status, "the server could not find the requested resource");
}

function toInternalError(error: unknown): StatusError {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StatusError({ code: 500, reason: "InternalError" }, `the sandbox failed: ${message}`);
}
