import { type ErrorCode, ReconcileError } from "../../errors.ts";
import { isObject, type Json, type JsonObject, parseJson, readField } from "../../kube/json.ts";
import { asList, asText } from "../../kube/values.ts";
import { limits } from "../../limits.ts";
import { toSecretMessage } from "./secret-message.ts";
import type { HttpAnswer } from "./transport.ts";

/** What was asked for: `action` begins the message ("apply"), `subject` is a printed key or path. */
export type Asked = {
  readonly action: string;
  readonly subject: string;
  readonly kind: string;
  /** Who is impersonated. */
  readonly as?: string | undefined;
};

/** The parts of a meta/v1 Status that decide what an answer means. */
type Status = {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly body: JsonObject;
};

/** Gives the JSON object of a successful answer; throws the error that any other one means. */
export function parseAnswer(answer: HttpAnswer, asked: Asked): JsonObject {
  if (answer.status >= 300) throw toError(answer, asked);
  const body = parseBody(answer.text);
  if (body !== undefined) return body;
  throw new ReconcileError(
    "CLUSTER_UNREACHABLE",
    `Cannot ${asked.action} ${asked.subject}: the server's answer is no JSON object; check that the address is an API server's`,
  );
}

/**
 * Turns an answer of an API server into our error. Its message is quoted, except for a Secret, where it may hold values
 * (the API server prints what it could not understand).
 */
export function toError(answer: HttpAnswer, asked: Asked): ReconcileError {
  const status = readStatus(answer);
  const text = asked.kind === "Secret" ? toSecretMessage(status.body, status.message) : status.message;
  // Of a Secret the server's own words, which name the user, are left out.
  const who = status.code === 403 && asked.as !== undefined ? ` as ${asked.as}` : "";
  const message = `Cannot ${asked.action} ${asked.subject}${who}: ${shorten(text)} (${status.code})`;
  return new ReconcileError(toCode(status), message);
}

/** Gives the API server's own words; of a Secret they are for programs only, since they may hold values. */
export function readMessage(answer: HttpAnswer): string {
  return readStatus(answer).message;
}

/** Tells whether an answer carries this reason of meta/v1 Status. */
export function hasReason(answer: HttpAnswer, reason: string): boolean {
  return readStatus(answer).reason === reason;
}

/** Tells whether the state that a list was to be of is compacted away (410), or not there yet after a wait (504). */
export function isOutOfReach(answer: HttpAnswer): boolean {
  if (answer.status === 410) return true;
  return answer.status === 504 && hasCause(readStatus(answer).body, "ResourceVersionTooLarge");
}

const codes: ReadonlyMap<number, ErrorCode> = new Map([
  [400, "APPLY_REJECTED"],
  [401, "CREDENTIALS_REFUSED"],
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [405, "UNSUPPORTED"],
  [409, "CONFLICT"],
  [413, "LIMIT_EXCEEDED"],
  [415, "UNSUPPORTED"],
  [422, "APPLY_REJECTED"],
  [429, "CLUSTER_BUSY"],
]);

// Server-side apply answers 500 to objects that its schema does not fit: duplicate list keys, unknown fields, wrong types.
const rejected = /failed to create typed|failed to convert new object|unable to convert unstructured/;
const webhookDown = /failed calling webhook|conversion webhook for .* failed/;

// Phrases of the API server's own validation of updates; a rule of a CRD may say it in words of its own.
const immutable =
  /immutable|may not change once set|cannot change roleRef|updates to .+ (?:are|is) forbidden|updates may not change fields/;

function toCode(status: Status): ErrorCode {
  const { code, message, body } = status;
  if (code === 403 && hasCause(body, "NamespaceTerminating")) return "NAMESPACE_TERMINATING";
  // A path that the server does not know gets a plain text; an object that is missing gets a Status with details.
  if (code === 404 && readField(body, "details", "name") === undefined) return "KIND_MISSING";
  // An apply that names the uid of an object that was replaced: 409 where there is none now, 422 where there is another.
  if (code === 422 && hasCauseAt(body, "metadata.uid")) return "CONFLICT";
  if (code === 422 && immutable.test(message)) return "IMMUTABLE";
  if (code >= 500 && webhookDown.test(message)) return "WEBHOOK_UNAVAILABLE";
  if (code >= 500 && rejected.test(message)) return "APPLY_REJECTED";
  return codes.get(code) ?? "CLUSTER_UNREACHABLE";
}

function hasCause(body: JsonObject, reason: string): boolean {
  return readCauses(body).some((cause) => readField(cause, "reason") === reason);
}

function hasCauseAt(body: JsonObject, field: string): boolean {
  return readCauses(body).some((cause) => readField(cause, "field") === field);
}

function readCauses(body: JsonObject): readonly Json[] {
  return asList(readField(body, "details", "causes"));
}

function readStatus(answer: HttpAnswer): Status {
  const body = parseBody(answer.text) ?? {};
  const { reason, message } = body;
  return {
    code: answer.status,
    reason: asText(reason),
    message: typeof message === "string" && message !== "" ? message : answer.text.trim() || "no message",
    body,
  };
}

function parseBody(text: string): JsonObject | undefined {
  try {
    const body = parseJson(text);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined; // plain text, as for an unknown path
  }
}

function shorten(message: string): string {
  const oneLine = message.replace(/\s+/g, " ").trim();
  return oneLine.length <= limits.apiMessageCharsMax
    ? oneLine
    : `${oneLine.slice(0, limits.apiMessageCharsMax)}…`;
}
