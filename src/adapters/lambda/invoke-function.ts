import type { LambdaClient } from "@aws-sdk/client-lambda";
import { type ErrorCode, messageOf, ReconcileError } from "../../errors.ts";

export type FunctionAddress = {
  readonly functionName: string;
  /** From the SDK's own chain where not given. */
  readonly region?: string;
  /** Another address of Lambda's API than the region's; nothing is signed then. */
  readonly endpoint?: string;
  readonly timeoutMs: number;
};

/** What a function answered; `failure`: it failed instead, and this is the type of its error. */
export type Invoked = { readonly text: string } | { readonly failure: string };

/** Codes by the names of Lambda's and the SDK's errors; every other one is STATE_UNREACHABLE and tried again. */
const codes: ReadonlyMap<string, ErrorCode> = new Map([
  ["AccessDeniedException", "FORBIDDEN"],
  ["CredentialsProviderError", "CREDENTIALS_REFUSED"],
  ["ExpiredTokenException", "CREDENTIALS_REFUSED"],
  ["InvalidSignatureException", "CREDENTIALS_REFUSED"],
  ["UnrecognizedClientException", "CREDENTIALS_REFUSED"],
  ["RequestTooLargeException", "LIMIT_EXCEEDED"],
  ["ResourceNotFoundException", "CONFIG_INVALID"],
]);
const attemptsMax = 3;

/** Makes the call of one Lambda function that waits for its answer. */
export function openFunction(address: FunctionAddress): (payload: string) => Promise<Invoked> {
  let client: Promise<LambdaClient> | undefined;
  return async (payload) => {
    client ??= openClient(address);
    return await invoke(await client, address, payload);
  };
}

/** Loads the SDK at need: a tenth of a second that a run with nothing to render does not have to pay. */
async function openClient({ endpoint, region }: FunctionAddress): Promise<LambdaClient> {
  const { LambdaClient } = await import("@aws-sdk/client-lambda");
  const shared = { maxAttempts: attemptsMax, requestHandler: { connectionTimeout: 2_000 } };
  if (endpoint === undefined) return new LambdaClient(region === undefined ? shared : { ...shared, region });
  return new LambdaClient({
    ...shared,
    endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "unused" },
    signer: { sign: (request) => Promise.resolve(request) },
  });
}

async function invoke(client: LambdaClient, address: FunctionAddress, payload: string): Promise<Invoked> {
  const { InvokeCommand } = await import("@aws-sdk/client-lambda");
  const { functionName, timeoutMs } = address;
  const command = new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(payload) });
  const signal = AbortSignal.timeout(timeoutMs); // of all attempts together
  try {
    const { FunctionError, Payload } = await client.send(command, { abortSignal: signal });
    const text = Buffer.from(Payload ?? []).toString("utf8"); // null where the answer has no body
    return FunctionError === undefined ? { text } : { failure: toErrorType(text) };
  } catch (error) {
    const code = codes.get(error instanceof Error ? error.name : "") ?? "STATE_UNREACHABLE";
    const reason = signal.aborted ? `no answer in ${timeoutMs / 1_000} s` : messageOf(error);
    throw new ReconcileError(code, `Cannot invoke function ${functionName}: ${reason}`, { cause: error });
  }
}

/** Of a failed function's answer only the type of its error is known to hold nothing that is not for everybody's eyes. */
function toErrorType(text: string): string {
  return /"errorType"\s*:\s*"([\w.]{1,80})"/.exec(text.slice(0, 10_000))?.[1] ?? "Unknown";
}
