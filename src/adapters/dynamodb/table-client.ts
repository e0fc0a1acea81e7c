import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { type HttpHandler, type HttpRequest, HttpResponse } from "@smithy/protocol-http";
import { limits } from "../../limits.ts";

/** One request to an embedded table and its answer, without HTTP between. */
export type TableRequest = { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };
export type TableAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
export type SendToTable = (request: TableRequest) => Promise<TableAnswer>;

const connection = {
  connectionTimeout: 2_000,
  requestTimeout: limits.tableRequestTimeoutMs,
  throwOnRequestTimeout: true,
};

/** Opens DynamoDB of AWS, or of `endpoint`; region and credentials come from the SDK's own chain where not given. */
export function openTableClient(
  options: Pick<DynamoDBClientConfig, "region" | "endpoint" | "credentials">,
): DynamoDBClient {
  const agent = { keepAlive: true, maxSockets: 64 };
  return new DynamoDBClient({
    ...options,
    maxAttempts: limits.tableAttemptsMax,
    requestHandler: { ...connection, httpAgent: new Agent(agent), httpsAgent: new TlsAgent(agent) },
  });
}

/**
 * Opens a table of this machine behind a function. Nothing is signed, since nobody would check: signing is a third of the CPU time
 * of a local request. No file or variable of the AWS SDK is read, and `send` alone decides what is tried again.
 */
export function openLocalTableClient(send: SendToTable): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint: "http://127.0.0.1",
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "unused" },
    maxAttempts: 1,
    retryMode: "standard",
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    accountIdEndpointMode: "disabled",
    endpointDiscoveryEnabled: false,
    userAgentAppId: "",
    requestHandler: toHandler(send),
  });
  for (const step of stepsForOthers) client.middlewareStack.remove(step);
  return client;
}

/** Steps of the SDK whose work nobody here would look at; with them a request takes a quarter longer. */
const stepsForOthers = [
  "loggerMiddleware",
  "getUserAgentMiddleware",
  "hostHeaderMiddleware",
  "recursionDetectionMiddleware",
  "retryMiddleware",
  "httpSigningMiddleware",
];

/** The emulator wants to see a signature's parts, whatever they say. */
const introduction = {
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=-, Signature=-",
  "x-amz-date": "-",
};

function toHandler(send: SendToTable): HttpHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle: async (request: HttpRequest) => {
      const introduced = { ...request.headers, ...introduction };
      const { status, headers, body } = await send({ headers: introduced, body: toBytes(request.body) });
      const response = new HttpResponse({
        statusCode: status,
        headers: { ...headers },
        body: Buffer.from(body),
      });
      return { response };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function toBytes(body: unknown): Uint8Array {
  return body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.length)
    : Buffer.from(String(body ?? ""));
}
