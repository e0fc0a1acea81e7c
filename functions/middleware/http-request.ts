import * as z from "zod";
import { ReconcileError } from "../../src/errors.ts";

export type HttpRequest = {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As they came. */
  readonly body: Uint8Array;
};

/**
 * Makes the schema of an event of API Gateway (payload format 2.0) or of a function URL. It gives headers and the body's
 * bytes; it throws LIMIT_EXCEEDED for a body over the cap, which is then not decoded.
 */
export function httpRequest(options: { readonly bodyBytesMax: number }) {
  return z
    .object({
      headers: z.record(z.string(), z.string().optional()).nullish(),
      body: z.string().nullish(),
      isBase64Encoded: z.boolean().nullish(),
    })
    .transform(({ headers, body, isBase64Encoded }): HttpRequest => {
      const encoding = isBase64Encoded === true ? "base64" : "utf8";
      return { headers: headers ?? {}, body: toBytes(body ?? "", encoding, options.bodyBytesMax) };
    });
}

function toBytes(body: string, encoding: "base64" | "utf8", bytesMax: number): Uint8Array {
  if (Buffer.byteLength(body, encoding) <= bytesMax) return Buffer.from(body, encoding);
  throw new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot read this request: its body has more than ${bytesMax} bytes; send less at once`,
  );
}
