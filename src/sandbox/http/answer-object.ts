import { applyObject } from "../cluster/apply-object.ts";
import type { Kind } from "../cluster/kind.ts";
import { checkNotAhead, checkReadVersion } from "../cluster/list-version.ts";
import { type ObjectRequest, requireObject } from "../cluster/request.ts";
import { StatusError } from "../cluster/status-error.ts";
import { createObject, patchObject, putObject, type Written } from "../cluster/write-object.ts";
import type { Source } from "../decoding/strict-problems.ts";
import type { Patch } from "../patch/patch-value.ts";
import type { Answer } from "./answer.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { objectAnswer } from "./object-answer.ts";
import { type ObjectPlace, toRead } from "./object-place.ts";
import { parseApplied, parseBody } from "./parse-body.ts";
import { parseWriteOptions } from "./write-options.ts";

/** Answers a GET, POST, PUT or PATCH of an object or of its status. Throws the server's StatusError. */
export function answerObject(place: ObjectPlace): Answer {
  const { state, kind, call } = place;
  if (call.method === "GET" || call.method === "HEAD") {
    const version = call.query.get("resourceVersion") ?? "";
    checkReadVersion(version);
    checkNotAhead(state.store, version);
    return objectAnswer(200, requireObject(state, toRead(place)), { kind, call });
  }
  const request = call.method === "PATCH" ? toPatchRequest(place) : toWrite(place);
  if (call.body.length > storedBytesMax) refuseSize(place, request);
  const { object, isNew } = write(place, request);
  return objectAnswer(isNew ? 201 : 200, object, { kind, call });
}

// etcd's default limit of a request; what is larger is refused last of all.
const storedBytesMax = 1_572_864;

function refuseSize(place: ObjectPlace, request: ObjectRequest): void {
  const { object } = write(place, { ...request, dryRun: true });
  if (request.dryRun || Buffer.byteLength(JSON.stringify(object)) <= storedBytesMax) return;
  throw new StatusError({ code: 500, reason: "" }, "etcdserver: request is too large");
}

function write({ state, call }: ObjectPlace, request: ObjectRequest): Written {
  if (call.method === "POST") return { object: createObject(state, request), isNew: true };
  if (call.method === "PUT") return putObject(state, request);
  if (request.patch?.type === "apply") return applyObject(state, request);
  return { object: patchObject(state, request), isNew: false };
}

/** Reads a POST or PUT, whose body is of the kind that is given. Throws 400, 415 and 422. */
export function toWrite(place: ObjectPlace, bodyKind = place.kind): ObjectRequest {
  const { call, kind } = place;
  const body = parseBody(call.body, call.contentType, bodyKind.kind);
  return { ...toRead(place), ...parseWriteOptions(call, kind, false), body, source: sourceOf(place) };
}

/** Reads a PATCH. Throws 400, 415 and 422. */
export function toPatchRequest(place: ObjectPlace): ObjectRequest {
  const { call, kind } = place;
  const type = patchTypeOf(kind, call);
  const isApply = type === "apply";
  const options = parseWriteOptions(call, kind, isApply);
  const body = isApply ? parseApplied(call.body) : null;
  return { ...toRead(place), ...options, body, patch: { type, text: call.body }, source: sourceOf(place) };
}

function sourceOf({ call }: ObjectPlace): Source {
  return { text: call.body, contentType: call.contentType };
}

const patchTypes: Readonly<Record<string, Patch["type"]>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

/** Custom resources have no strategic merge patch, and say so with the types that they have. */
function patchTypeOf(kind: Kind, { contentType }: IncomingCall): Patch["type"] {
  const [type = ""] = contentType.split(";", 1);
  const found = patchTypes[type.trim()];
  const isCustom = kind.typeName === undefined;
  if (found !== undefined && !(isCustom && found === "strategic")) return found;
  const known = Object.keys(patchTypes).filter((each) => !each.includes("strategic"));
  const why = "the body of the request was in an unknown format - accepted media types include";
  throw isCustom
    ? new StatusError({ code: 415, reason: "UnsupportedMediaType" }, `${why}: ${known.join(", ")}`)
    : new StatusError(
        { code: 415, reason: "UnsupportedMediaType", details: {} },
        "415: Unsupported Media Type",
      );
}
