import * as z from "zod";
import type { ApiRequest } from "./api-request.ts";

// API Gateway's payload format 2.0, as far as it is read.
const eventSchema = z.object({
  rawPath: z.string(),
  rawQueryString: z.string().default(""),
  headers: z.record(z.string(), z.unknown()).default({}),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z.unknown().optional(),
  }),
});

const iamSchema = z.object({ iam: z.object({ userArn: z.string().startsWith("arn:") }) });

/** The headers that the API reads; what is not kept cannot leak. */
const keptHeaders = ["authorization", "content-type"];

/**
 * Reads an event of an HTTP API; undefined: it is none. `trustsAuthorizer`: the event comes from AWS, where nobody but API Gateway
 * says who the caller is; an emulator may let anybody say so.
 */
export function toRequest(
  event: unknown,
  { trustsAuthorizer }: { readonly trustsAuthorizer: boolean },
): ApiRequest | undefined {
  const { data } = eventSchema.safeParse(event);
  if (data === undefined) return undefined;
  const { requestContext, body } = data;
  const isIam = trustsAuthorizer && iamSchema.safeParse(requestContext.authorizer).success;
  return {
    method: requestContext.http.method,
    path: data.rawPath,
    query: toQuery(data.rawQueryString),
    headers: toHeaders(data.headers),
    body: Buffer.from(body ?? "", data.isBase64Encoded ? "base64" : "utf8"),
    caller: isIam ? "iam" : "anonymous",
  };
}

function toQuery(text: string): ApiRequest["query"] {
  const entries = [...new URLSearchParams(text)];
  const grouped = Map.groupBy(entries, ([name]) => name);
  return Object.fromEntries([...grouped].map(([name, group]) => [name, group.map(([, value]) => value)]));
}

function toHeaders(headers: Readonly<Record<string, unknown>>): ApiRequest["headers"] {
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    return keptHeaders.includes(lower) && typeof value === "string" ? [[lower, value] as const] : [];
  });
  return Object.fromEntries(kept);
}
