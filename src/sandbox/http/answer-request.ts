import { type ClusterState, findKind } from "../cluster/cluster.ts";
import { deprecationOf } from "../cluster/deprecation.ts";
import { hasSubresource, type Kind } from "../cluster/kind.ts";
import { discoveredKinds } from "../cluster/kinds.ts";
import { StatusError } from "../cluster/status-error.ts";
import { toWarnings } from "../decoding/strict-problems.ts";
import { type Answer, textAnswer } from "./answer.ts";
import { answerDelete, answerDeleteCollection } from "./answer-delete.ts";
import { answerObject } from "./answer-object.ts";
import { answerSubresource } from "./answer-subresource.ts";
import { answerCollection } from "./collection-answer.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { checkAccept, errorAnswer } from "./object-answer.ts";
import type { ObjectPlace } from "./object-place.ts";
import { parseRoute, type Route } from "./route.ts";
import { answerDocument } from "./server-documents.ts";
import { answerUnstored } from "./unstored-kinds.ts";

/** Answers one request; every failure is an answer too. */
export function answerRequest(state: ClusterState, call: IncomingCall): Answer {
  const warnings: string[] = [];
  return withWarnings(answerSafely(state, call, warnings), warnings);
}

function answerSafely(state: ClusterState, call: IncomingCall, warnings: string[]): Answer {
  try {
    return (
      answerDocument(state, call) ??
      answerUnstored(state, call, (text) => warnings.push(text)) ??
      answerStored(state, call, warnings)
    );
  } catch (error) {
    const status = error instanceof StatusError ? error : toInternalError(error);
    return errorAnswer(status, call);
  }
}

function withWarnings(answer: Answer, warnings: readonly string[]): Answer {
  if (warnings.length === 0) return answer;
  return { ...answer, headers: { ...answer.headers, warning: toWarnings([...new Set(warnings)]) } };
}

function answerStored(state: ClusterState, call: IncomingCall, warnings: string[]): Answer {
  const route = parseRoute(call.path);
  const kind = route === undefined ? undefined : findKind(state, route);
  if (route === undefined || kind === undefined) return answerUnknown(call);
  const isInside = route.namespace !== undefined;
  if (isInside !== kind.namespaced && (isInside || route.name !== "")) throw noResource();
  const verb = verbOf(call.method, route);
  const deprecated = deprecationOf(kind);
  if (deprecated !== undefined) warnings.push(deprecated);
  checkVerb(kind, route, verb);
  checkAccept(call);
  const place = { state, kind, route, call, warn: (text: string) => warnings.push(text) };
  return answers[verb]?.(place) ?? notAllowed();
}

const answers: Readonly<Record<string, (place: ObjectPlace) => Answer>> = {
  list: ({ state, kind, route, call }) => answerCollection(state, { kind, route, call }),
  watch: ({ state, kind, route, call }) => answerCollection(state, { kind, route, call }),
  deletecollection: answerDeleteCollection,
  delete: (place) => (place.route.subresource === "" ? answerDelete(place) : answerSubresource(place)),
  create: answerObjectOrPart,
  get: answerObjectOrPart,
  patch: answerObjectOrPart,
  update: answerObjectOrPart,
};

/** What is written through these is the object itself, or its status. */
const whole: ReadonlySet<string> = new Set(["", "approval", "ephemeralcontainers", "resize", "status"]);

function answerObjectOrPart(place: ObjectPlace): Answer {
  return whole.has(place.route.subresource) ? answerObject(place) : answerSubresource(place);
}

const verbs: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

function verbOf(method: string, { name, isWatch }: Route): string {
  if (isWatch && method === "GET") return "watch";
  if (name !== "") return verbs[method] ?? "";
  return { GET: "list", POST: "create", DELETE: "deletecollection" }[method] ?? "";
}

/** Throws 404 for a subresource that there is not, and 405 for what cannot be done at this path. */
function checkVerb(kind: Kind, { namespace, name, subresource }: Route, verb: string): void {
  if (subresource !== "" && !hasSubresource(kind, subresource)) throw noResource();
  const isForAll =
    kind.namespaced && namespace === undefined && (verb === "create" || verb === "deletecollection");
  const isNamed = name !== "" && subresource === "" && verb === "create";
  if (isForAll || isNamed || !verbsOf(kind, subresource).includes(verb)) notAllowed();
}

/** A definition on its way out is shown with fewer verbs, but only new objects are refused, and in other words. */
function verbsOf(kind: Kind, subresource: string): readonly string[] {
  if (subresource !== "") return kind.subresources.find(({ name }) => name === subresource)?.verbs ?? [];
  return kind.typeName === undefined ? [...kind.verbs, "create", "patch", "update"] : kind.verbs;
}

/** A group that is not there has no handler at all, and so a text; a resource that is not there has a Status. */
function answerUnknown({ path }: IncomingCall): Answer {
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return textAnswer(400, "400 Bad Request");
  const [, root, name = ""] = path.split("/");
  const isGroup = root === "apis" && name !== "" && discoveredKinds.some(({ group }) => group === name);
  const isKnown = isGroup || (root === "api" && name === "v1");
  if (isKnown) throw noResource();
  return textAnswer(404, "404 page not found\n");
}

function notAllowed(): never {
  throw new StatusError(
    { code: 405, reason: "MethodNotAllowed", details: {} },
    "the server does not allow this method on the requested resource",
  );
}

function noResource(): StatusError {
  const status = { code: 404, reason: "NotFound", details: {} };
  return new StatusError(status, "the server could not find the requested resource");
}

function toInternalError(error: unknown): StatusError {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StatusError({ code: 500, reason: "InternalError" }, `the sandbox failed: ${message}`);
}
