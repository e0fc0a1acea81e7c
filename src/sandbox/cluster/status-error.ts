import type { JsonObject } from "../../kube/json.ts";
/** Why one field is refused. */
export type Cause = { readonly reason: string; readonly message: string; readonly field: string };

/** An answer other than success, as the API server gives it: a meta/v1 Status. */
export class StatusError extends Error {
  override name = "StatusError";
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;
  /** Metadata of the answer: the token with which an expired list goes on. */
  readonly metadata: JsonObject;

  constructor(
    status: {
      readonly code: number;
      readonly reason: string;
      readonly details?: JsonObject;
      readonly metadata?: JsonObject;
    },
    message: string,
  ) {
    super(message);
    this.code = status.code;
    this.reason = status.reason;
    this.details = status.details;
    this.metadata = status.metadata ?? {};
  }
}

/** Writes an error as the body of an answer. */
export function toStatus(error: StatusError): JsonObject {
  const { code, reason, message, details, metadata } = error;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata,
    status: "Failure",
    message,
    ...(reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** 400. */
export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: "BadRequest" }, message);
}
