import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type ErrorCode, messageOf, ReconcileError } from "../../errors.ts";

/** Codes by the names of DynamoDB's and the SDK's errors; every other one is STATE_UNREACHABLE and tried again. */
const codes: ReadonlyMap<string, ErrorCode> = new Map([
  ["AccessDeniedException", "FORBIDDEN"],
  ["CredentialsProviderError", "CREDENTIALS_REFUSED"],
  ["ExpiredTokenException", "CREDENTIALS_REFUSED"],
  ["InvalidSignatureException", "CREDENTIALS_REFUSED"],
  ["UnrecognizedClientException", "CREDENTIALS_REFUSED"],
  ["ResourceNotFoundException", "CONFIG_INVALID"],
]);

/** Tells whether a write was refused by its condition: an expected outcome. */
export function isRefused(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof ConditionalCheckFailedException;
}

/** Wraps what the SDK threw; `action` completes "Cannot …". */
export function toTableError(error: unknown, action: string): ReconcileError {
  if (error instanceof ReconcileError) return error;
  const name = error instanceof Error ? error.name : "";
  const code = codes.get(name) ?? "STATE_UNREACHABLE";
  return new ReconcileError(code, `Cannot ${action}: the table answers "${messageOf(error)}"`, {
    cause: error,
  });
}
