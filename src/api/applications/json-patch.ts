import { equalJson } from "../../kube/canonical-json.ts";
import { formatJson, isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { parsePointer } from "../../kube/json-patch.ts";

const operationsMax = 1_000;
/** A copy of a copy of a copy doubles each time. */
const copiedCharactersMax = 1_000_000;

type Container = JsonObject | readonly Json[];
type Change = (container: Container, token: string) => Json | undefined;
type Step = { readonly path: readonly string[]; readonly from: readonly string[]; readonly value: Json };
type Operate = (document: Json, step: Step) => Json | undefined;

/** What each operation of RFC 6902 does; undefined: it does not fit the document. */
const operations: ReadonlyMap<string, Operate> = new Map<string, Operate>([
  ["add", (document, { path, value }) => changeAt(document, path, insert(value))],
  ["remove", (document, { path }) => changeAt(document, path, remove)],
  ["replace", (document, { path, value }) => changeAt(document, path, replace(value))],
  [
    "test",
    (document, { path, value }) => {
      const present = readAt(document, path);
      return present !== undefined && equalJson(present, value) ? document : undefined;
    },
  ],
  [
    "copy",
    (document, { path, from }) => {
      const value = readAt(document, from);
      return value === undefined ? undefined : changeAt(document, path, insert(value));
    },
  ],
  [
    "move",
    (document, { path, from }) => {
      const value = readAt(document, from);
      const left = changeAt(document, from, remove);
      return value === undefined || left === undefined ? undefined : changeAt(left, path, insert(value));
    },
  ],
]);

/** Applies a JSON patch (RFC 6902) to an object; a text says which operation does not fit. */
export function applyJsonPatch(document: JsonObject, patch: Json): JsonObject | string {
  if (!Array.isArray(patch)) return "a JSON patch is a list of operations";
  if (patch.length > operationsMax) return `${patch.length} operations, at most ${operationsMax} are applied`;
  let present: Json = document;
  let copied = 0;
  for (const [index, operation] of patch.entries()) {
    copied += sizeOfCopy(present, operation);
    const next: Json | undefined = copied > copiedCharactersMax ? undefined : operate(present, operation);
    if (next === undefined) return `operation ${index} (${nameOf(operation)}) does not fit`;
    present = next;
  }
  return isObject(present) ? present : "nothing would be left of the object";
}

function operate(document: Json, operation: Json): Json | undefined {
  if (!isObject(operation)) return undefined;
  const { op, value = null } = operation;
  const path = parsePointer(operation["path"]);
  const from = op === "copy" || op === "move" ? parsePointer(operation["from"]) : [];
  if (path === undefined || path.length === 0 || from === undefined) return undefined;
  return operations.get(String(op))?.(document, { path, from, value });
}

function sizeOfCopy(document: Json, operation: Json): number {
  if (!isObject(operation) || operation["op"] !== "copy") return 0;
  const value = readAt(document, parsePointer(operation["from"]) ?? []);
  return value === undefined ? 0 : formatJson(value).length;
}

function nameOf(operation: Json): string {
  const op = isObject(operation) ? operation["op"] : undefined;
  return operations.has(String(op)) ? String(op) : "unknown";
}

function readAt(document: Json, path: readonly string[]): Json | undefined {
  let present: Json | undefined = document;
  for (const token of path) present = childOf(present, token);
  return present;
}

function changeAt(value: Json, [token, ...rest]: readonly string[], change: Change): Json | undefined {
  if (token === undefined || !isContainer(value)) return undefined;
  if (rest.length === 0) return change(value, token);
  const child = childOf(value, token);
  const changed = child === undefined ? undefined : changeAt(child, rest, change);
  return changed === undefined ? undefined : replace(changed)(value, token);
}

function childOf(value: Json | undefined, token: string): Json | undefined {
  if (Array.isArray(value)) return value[toIndex(token, value.length) ?? value.length];
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

function insert(value: Json): Change {
  return (container, token) => {
    if (!Array.isArray(container)) return withField(container, token, value);
    const index = token === "-" ? container.length : toIndex(token, container.length + 1);
    return index === undefined ? undefined : container.toSpliced(index, 0, value);
  };
}

function replace(value: Json): Change {
  return (container, token) => {
    if (childOf(container, token) === undefined) return undefined;
    if (!Array.isArray(container)) return withField(container, token, value);
    return container.with(toIndex(token, container.length) ?? 0, value);
  };
}

function remove(container: Container, token: string): Json | undefined {
  if (childOf(container, token) === undefined) return undefined;
  if (Array.isArray(container)) return container.toSpliced(toIndex(token, container.length) ?? 0, 1);
  return Object.fromEntries(Object.entries(container).filter(([name]) => name !== token));
}

/** As entries, so that a field called `__proto__` is one like any other. */
function withField(container: Container, token: string, value: Json): JsonObject {
  const others = Object.entries(container).filter(([name]) => name !== token);
  return Object.fromEntries([...others, [token, value]]);
}

function toIndex(token: string, length: number): number | undefined {
  if (!/^(0|[1-9][0-9]{0,8})$/.test(token)) return undefined;
  const index = Number(token);
  return index < length ? index : undefined;
}

function isContainer(value: Json): value is Container {
  return Array.isArray(value) || isObject(value);
}
