import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { goKindOf } from "../fields/print-go.ts";
import { changeAt, insertChild, readAt, removeChild, setChild, toTokens } from "./pointer.ts";

type Operation = {
  readonly path: readonly string[];
  readonly from: readonly string[] | undefined;
  readonly value: Json;
};
type Apply = (document: Json, operation: Operation) => Json | undefined;

/**
 * What each operation does; undefined: it cannot. Where RFC 6902 is stricter than the library of the API server
 * (github.com/evanphx/json-patch at v4), the library counts: a field that is absent is null.
 */
const operations: Readonly<Record<string, Apply>> = {
  add: (document, { path, value }) => changeAt(document, path, insertChild(value)),
  remove: (document, { path }) => changeAt(document, path, removeChild),
  replace: (document, { path, value }) =>
    path.length === 0 ? value : changeAt(document, path, setChild(value)),
  test: (document, { path, value }) => {
    const present = readAt(document, path);
    return present !== undefined && equalJson(present, value) ? document : undefined;
  },
  copy: (document, { path, from = [] }) => {
    const value = readAt(document, from);
    return value === undefined ? undefined : changeAt(document, path, insertChild(value));
  },
  move: (document, { path, from = [] }) => {
    const value = readAt(document, from);
    const left = value === undefined || value === null ? undefined : changeAt(document, from, removeChild);
    return left === undefined || value === undefined ? undefined : changeAt(left, path, insertChild(value));
  },
};

const withSource: ReadonlySet<string> = new Set(["copy", "move"]);

/** Applies the operations of a JSON patch (RFC 6902) one after the other; undefined: one of them does not fit. */
export function applyJsonPatch(document: Json, patch: readonly JsonObject[]): Json | undefined {
  let present: Json | undefined = document;
  for (const operation of patch) {
    if (present === undefined) return undefined;
    present = applyOperation(present, operation);
  }
  return present;
}

function applyOperation(document: Json, { op, path, from, value = null }: JsonObject): Json | undefined {
  const apply = operations[String(op)];
  const tokens = toTokens(path);
  const source = toTokens(from);
  if (apply === undefined || tokens === undefined) return undefined;
  if (withSource.has(String(op)) && source === undefined) return undefined;
  return apply(document, { path: tokens, from: source, value });
}

/** Gives a parsed body as a list of operations; a text says what it is instead, in the words of Go. */
export function toOperations(body: Json): readonly JsonObject[] | string {
  if (!Array.isArray(body))
    return `json: cannot unmarshal ${goKindOf(body)} into Go value of type []handlers.jsonPatchOp`;
  const odd = body.find((each) => !isObject(each));
  if (odd === undefined) return body.filter(isObject);
  return `json: cannot unmarshal ${goKindOf(odd)} into Go value of type handlers.jsonPatchOp`;
}
