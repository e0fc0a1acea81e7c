/** An event of an HTTP API (payload format 2.0), in the fields that a function may look at. */
export type HttpEvent = {
  readonly version: "2.0";
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: { readonly http: { readonly method: string; readonly path: string } };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
};

/** Makes the event of a POST; a gateway encodes what is no text, and forms. */
export function toPost(
  path: string,
  request: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Uint8Array | string;
  },
): HttpEvent {
  const { headers, body } = request;
  const named = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    version: "2.0",
    rawPath: path,
    headers: Object.fromEntries(named),
    requestContext: { http: { method: "POST", path } },
    body: typeof body === "string" ? body : Buffer.from(body).toString("base64"),
    isBase64Encoded: typeof body !== "string",
  };
}
