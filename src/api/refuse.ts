import { maskUserInfo } from "../declaration/message-text.ts";
import { type ErrorCode, nextMove, type ReconcileError } from "../errors.ts";
import type { JsonObject } from "../kube/json.ts";
import type { ApiAnswer } from "./api-request.ts";

/** Why the API itself refuses a request; beside these, answers hold the codes of errors.ts. */
type RefusalCode =
  | "ALREADY_EXISTS"
  | "ANSWER_TOO_LARGE"
  | "APPLICATION_INVALID"
  | "AUTOMATED"
  | "BAD_BODY"
  | "BAD_CURSOR"
  | "BAD_NAME"
  | "BAD_QUERY"
  | "BODY_TOO_LARGE"
  | "CONTENT_TYPE_UNSUPPORTED"
  | "DELETING"
  | "METHOD_NOT_ALLOWED"
  | "NOT_FOUND"
  | "NOT_PINNED"
  | "NO_HISTORY"
  | "NO_OPERATION"
  | "OPERATION_RUNNING"
  | "SYNC_WINDOW_CLOSED"
  | "UNAUTHENTICATED"
  | "UNSUPPORTED";

/** An answer that something was not done. */
export type Refusal = { readonly refusal: ApiAnswer };

const statuses: Readonly<Record<RefusalCode, number>> = {
  ALREADY_EXISTS: 409,
  ANSWER_TOO_LARGE: 422,
  APPLICATION_INVALID: 400,
  AUTOMATED: 400,
  BAD_BODY: 400,
  BAD_CURSOR: 400,
  BAD_NAME: 400,
  BAD_QUERY: 400,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  DELETING: 409,
  METHOD_NOT_ALLOWED: 405,
  NOT_FOUND: 404,
  NOT_PINNED: 400,
  NO_HISTORY: 400,
  NO_OPERATION: 400,
  OPERATION_RUNNING: 409,
  SYNC_WINDOW_CLOSED: 403,
  UNAUTHENTICATED: 401,
  UNSUPPORTED: 400,
};

/** Makes the answer that says why a request is refused. */
export function refuse(
  code: RefusalCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  return { refusal: { status: statuses[code], headers, body: toErrorBody(code, message) } };
}

const statusOfCode: Partial<Record<ErrorCode, number>> = {
  ACTION_REFUSED: 400,
  NOT_FOUND: 404,
  PROJECT_DENIED: 403,
  REVISION_NOT_FOUND: 404,
};

/**
 * Makes the answer to an error of ours that somebody can mend: whoever asks, or who owns the repository, the project or the
 * cluster. undefined: an outside is failing, which is for whoever runs this to see.
 */
export function refuseError({ code, message }: ReconcileError): ApiAnswer | undefined {
  const move = nextMove[code];
  const known = statusOfCode[code];
  if (known === undefined && (move === "retry" || code === "STATE_DAMAGED")) return undefined;
  const status = known ?? (move === "wait" ? 409 : 422);
  return { status, headers: {}, body: toErrorBody(code, message) };
}

/** Argo CD's clients read `error`, people and programs of ours `message` and `code`. */
function toErrorBody(code: string, message: string): JsonObject {
  const text = maskUserInfo(message);
  return { error: text, code, message: text };
}
