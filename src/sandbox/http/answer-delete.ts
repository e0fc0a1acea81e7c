import { isObject, type Json } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { deleteObject } from "../cluster/delete-object.ts";
import { apiVersionOf, groupOfKind, storageOf } from "../cluster/kind.ts";
import { listObjects } from "../cluster/list-objects.ts";
import { type ObjectRequest, requireObject } from "../cluster/request.ts";
import { badRequest } from "../cluster/status-error.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import { listAnswer } from "./list-answer.ts";
import { parseListOptions } from "./list-options.ts";
import { objectAnswer } from "./object-answer.ts";
import { type ObjectPlace, toRead } from "./object-place.ts";
import { parseOptions } from "./parse-body.ts";
import { toDeletion } from "./write-options.ts";

/** Answers a DELETE of one object. Throws the server's StatusError. */
export function answerDelete(place: ObjectPlace): Answer {
  const { state, kind, call } = place;
  const request = toDelete(place);
  const { uid } = requireObject(state, request).metadata;
  const left = deleteObject(state, request);
  if (left !== undefined) return objectAnswer(200, left, { kind, call });
  const details = { name: request.name, ...groupOfKind(kind), kind: kind.plural, uid };
  return jsonAnswer(200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details });
}

/** Answers a DELETE of what a selector selects with the list of it. Throws the server's StatusError. */
export function answerDeleteCollection(place: ObjectPlace): Answer {
  const { state, kind, route, call } = place;
  const request = toDelete(place);
  const options = parseListOptions(call.query, false);
  const list = listObjects(state, { ...options, kind, namespace: route.namespace });
  const answer = listAnswer(list, { kind, call });
  for (const object of list.objects) deleteOne(place, request, object);
  return answer;
}

/** The deletion of one may have taken another along. */
function deleteOne({ state, kind }: ObjectPlace, request: ObjectRequest, { metadata }: KubeObject): void {
  const { name, namespace = "", uid } = metadata;
  if (state.store.read(storageOf(kind), namespace, name)?.metadata.uid !== uid) return;
  deleteObject(state, { ...request, name, namespace });
}

function toDelete(place: ObjectPlace): ObjectRequest {
  const { call, kind } = place;
  const given = parseOptions(call.body, call.contentType);
  checkHead(given, apiVersionOf(kind));
  const seconds = call.query.get("gracePeriodSeconds");
  if (given === undefined && seconds !== null && !/^-?\d+$/.test(seconds)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(seconds)}: invalid syntax`);
  }
  const { dryRun, ...body } = toDeletion(given, call, kind);
  return { ...toRead(place), dryRun, body };
}

/** The options have their kind in every group version that the server serves. */
function checkHead(body: Json | undefined, own: string): void {
  if (!isObject(body)) return;
  const { kind = "DeleteOptions", apiVersion = "meta.k8s.io/v1" } = body;
  if (kind === "DeleteOptions" || kind === "") return;
  const version = apiVersion === own ? own : String(apiVersion);
  throw badRequest(
    `no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`,
  );
}
