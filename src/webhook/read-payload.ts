/** The JSON value of a body; or what is wrong: not a media type that is read, or not JSON. */
export type Payload =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "media-type" }
  | { readonly kind: "malformed" };

const readers: Readonly<Record<string, (text: string) => string>> = {
  "application/json": (text) => text,
  // The other of the two content types that GitHub offers.
  "application/x-www-form-urlencoded": readFormPayload,
};

/** Reads the payload of a body by its content type. Never throws, however the bytes are. */
export function readPayload(body: Uint8Array, contentType: string | undefined): Payload {
  const mediaType = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const read = Object.hasOwn(readers, mediaType) ? readers[mediaType] : undefined;
  if (read === undefined) return { kind: "media-type" };
  try {
    // Without a reviver: the parser itself takes any depth, a walk over its result would not.
    return { kind: "json", value: JSON.parse(read(new TextDecoder("utf-8", { fatal: true }).decode(body))) };
  } catch {
    return { kind: "malformed" }; // its author knows what was sent; nobody else is told
  }
}

/** Looks for one field: a parser of forms takes seconds for a body of separators. */
function readFormPayload(text: string): string {
  const encoded = /(?:^|&)payload=([^&]*)/.exec(text)?.[1] ?? "";
  return decodeURIComponent(encoded.replaceAll("+", " "));
}
