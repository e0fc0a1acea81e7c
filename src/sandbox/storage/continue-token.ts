import { type Json, parseJson } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";

/** Where a list goes on: after which key, in the state of which version; -1: in the newest. */
export type ContinueToken = { readonly after: string; readonly version: number };

const encoding = "meta.k8s.io/v1";

/**
 * Writes a token as a real server does: base64url of JSON, whose key is relative to the collection and ends in NUL.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apiserver/pkg/storage/continue.go
 */
export function formatToken({ after, version }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: encoding, rv: version, start: `/${after}\0` })).toString(
    "base64url",
  );
}

/** Reads a token; a text says why it is none. */
export function parseToken(token: string): ContinueToken | string {
  const wrong = token.search(/[^\w-]/);
  if (wrong !== -1) return `illegal base64 data at input byte ${wrong}`;
  const parsed = parse(token);
  if (typeof parsed === "string") return parsed;
  const { v, rv, start } = asObject(parsed);
  if (v !== encoding) return `server does not recognize this encoded version ${v ?? ""}`;
  if (typeof rv === "string")
    return "json: cannot unmarshal string into Go struct field continueToken.rv of type int64";
  if (typeof rv !== "number" || rv === 0)
    return `incorrect encoded start resourceVersion (version ${encoding})`;
  if (typeof start !== "string" || start === "") return `encoded start key empty (version ${encoding})`;
  if (start.split("/").includes("..")) return start;
  return { after: start.replace(/^\//, "").replace(/\0$/, ""), version: rv };
}

function parse(token: string): Json {
  const text = Buffer.from(token, "base64url").toString("utf8");
  try {
    return parseJson(text);
  } catch {
    return text === "" ? "unexpected end of JSON input" : "invalid character looking for beginning of value";
  }
}
