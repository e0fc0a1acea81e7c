import { type ErrorCode, messageOf, ReconcileError } from "../../errors.ts";

/** Codes by the names of SQS's and the SDK's errors; every other one is STATE_UNREACHABLE and tried again. */
const codes: ReadonlyMap<string, ErrorCode> = new Map([
  ["AccessDenied", "FORBIDDEN"],
  ["AccessDeniedException", "FORBIDDEN"],
  ["CredentialsProviderError", "CREDENTIALS_REFUSED"],
  ["ExpiredToken", "CREDENTIALS_REFUSED"],
  ["ExpiredTokenException", "CREDENTIALS_REFUSED"],
  ["InvalidClientTokenId", "CREDENTIALS_REFUSED"],
  ["InvalidSignatureException", "CREDENTIALS_REFUSED"],
  ["UnrecognizedClientException", "CREDENTIALS_REFUSED"],
  ["AWS.SimpleQueueService.NonExistentQueue", "CONFIG_INVALID"],
  ["InvalidAddress", "CONFIG_INVALID"],
  ["QueueDoesNotExist", "CONFIG_INVALID"],
]);

/** Wraps what the SDK threw while it sent to a queue. */
export function toQueueError(error: unknown, queueUrl: string): ReconcileError {
  const code = codes.get(error instanceof Error ? error.name : "") ?? "STATE_UNREACHABLE";
  return new ReconcileError(code, `Cannot send to queue ${nameOfQueue(queueUrl)}: ${messageOf(error)}`, {
    cause: error,
  });
}

/** Makes the error of messages that a queue did not take, however often they were sent. */
export function toRefusedError(queueUrl: string, count: number, reason: string): ReconcileError {
  const message = `Cannot send to queue ${nameOfQueue(queueUrl)}: it refused ${count} messages: ${reason}; they are sent again at a later tick`;
  return new ReconcileError("STATE_UNREACHABLE", message);
}

function nameOfQueue(url: string): string {
  return JSON.stringify(url.split("/").at(-1));
}
