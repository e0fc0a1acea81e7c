import type { MiddlewareObj } from "@middy/core";
import { type ErrorCode, ReconcileError } from "../../src/errors.ts";
import { type HttpAnswer, toHttpAnswer } from "./http-answer.ts";

/**
 * What a caller gets for an error that reached the edge. A code that is not here is none of the caller's affair, such as a
 * mistake in this installation's own settings: 500, and the log says more.
 */
const statusByCode: Partial<Record<ErrorCode, number>> = {
  APPLICATION_INVALID: 400,
  MANIFEST_INVALID: 400,
  UNSUPPORTED: 400,
  PROJECT_DENIED: 403,
  CONFLICT: 409,
  LEASE_LOST: 409,
  LIMIT_EXCEEDED: 413,
  CLUSTER_UNKNOWN: 422,
  KIND_MISSING: 422,
  PATH_NOT_FOUND: 422,
  RENDER_FAILED: 422,
  REVISION_NOT_FOUND: 422,
  // The cluster or the repository refuses us: the caller's own credentials are another matter.
  APPLY_REJECTED: 502,
  CREDENTIALS_REFUSED: 502,
  FORBIDDEN: 502,
  REPOSITORY_DENIED: 502,
  CLUSTER_BUSY: 503,
  CLUSTER_UNREACHABLE: 503,
  NAMESPACE_TERMINATING: 503,
  NOT_FOUND: 503,
  REPOSITORY_UNREACHABLE: 503,
  STATE_UNREACHABLE: 503,
  WEBHOOK_UNAVAILABLE: 503,
};

/** Answers whatever was thrown by the handler, or by a later middleware, with `{error, code, message}`. */
export function httpError(): MiddlewareObj {
  return {
    onError: (request) => {
      request.response = toHttpError(request.error);
    },
  };
}

/** Gives the answer to an error: ours with its status and message, any other without a word of what it was. */
export function toHttpError(error: unknown): HttpAnswer {
  const status = error instanceof ReconcileError ? statusByCode[error.code] : undefined;
  if (!(error instanceof ReconcileError) || status === undefined) return internal;
  return toHttpAnswer({ status, body: { error: error.message, code: error.code, message: error.message } });
}

const hidden = "Cannot answer: something failed here; the log of this installation says what";
const internal = toHttpAnswer({ status: 500, body: { error: hidden, code: "INTERNAL", message: hidden } });
