import { isObject, parseJson } from "../kube/json.ts";

/** What a cursor goes on after; one of another list is no cursor here. */
export type CursorKind = "applications" | "records";

const cursorText = /^[A-Za-z0-9_-]{1,1000}$/;

/** Makes the text with which a list goes on after an item; to clients it means nothing. */
export function toCursor(kind: CursorKind, after: string): string {
  return Buffer.from(JSON.stringify({ [kind]: after })).toString("base64url");
}

/** Reads what a cursor goes on after; undefined: it is none of this list. */
export function parseCursor(kind: CursorKind, text: string): string | undefined {
  if (!cursorText.test(text)) return undefined;
  try {
    const value = parseJson(Buffer.from(text, "base64url").toString("utf8"));
    const after = isObject(value) && Object.hasOwn(value, kind) ? value[kind] : undefined;
    return typeof after === "string" && toCursor(kind, after) === text ? after : undefined;
  } catch {
    return undefined; // no JSON: somebody made it up
  }
}
