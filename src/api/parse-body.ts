import { isObject, type Json, type JsonObject, parseJson } from "../kube/json.ts";
import { limits } from "../limits.ts";
import type { ApiRequest } from "./api-request.ts";
import { type Refusal, refuse } from "./refuse.ts";

const jsonType = /^application\/json\s*(?:;|$)/i;

/**
 * Parses the body of a request that changes something: a JSON object, or nothing; where `textField` is given, a JSON text is that
 * field of it. A form of a web page can send neither its
 * content type nor our token, so no page of a stranger makes a browser act here.
 */
export function parseBody(
  { headers, body }: ApiRequest,
  textField?: string,
): { readonly body: JsonObject } | Refusal {
  if (!jsonType.test(headers["content-type"] ?? ""))
    return refuse("CONTENT_TYPE_UNSUPPORTED", "Cannot read the body: send it as application/json");
  if (body.byteLength > limits.apiBodyBytesMax) {
    const size = `it has ${body.byteLength} bytes, at most ${limits.apiBodyBytesMax} are read`;
    return refuse("BODY_TOO_LARGE", `Cannot read the body: ${size}`);
  }
  if (body.byteLength === 0) return { body: {} };
  const read = readJson(body);
  const value = typeof read === "string" && textField !== undefined ? { [textField]: read } : read;
  if (value === undefined) return refuse("BAD_BODY", "Cannot read the body: it is no JSON in UTF-8");
  if (!isObject(value)) return refuse("BAD_BODY", "Cannot read the body: it must be a JSON object");
  if (isDeeper(value, limits.documentDepthMax))
    return refuse(
      "BAD_BODY",
      `Cannot read the body: it is nested deeper than ${limits.documentDepthMax} levels`,
    );
  return { body: value };
}

function readJson(body: Uint8Array): Json | undefined {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined; // the parser's message quotes the text, which may hold a password
  }
}

/** Tells whether a value is nested deeper; level by level, so that no nesting is too deep to be measured. */
export function isDeeper(value: Json, depthMax: number): boolean {
  let level: readonly (Json | undefined)[] = [value];
  for (let depth = 0; depth <= depthMax; depth += 1) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}
