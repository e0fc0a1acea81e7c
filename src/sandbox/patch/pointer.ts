import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { parsePointer } from "../../kube/json-patch.ts";
import { asObject } from "../../kube/values.ts";

type Container = JsonObject | readonly Json[];

/** Changes what a container has under its name or index; undefined: there is no such place. */
export type Change = (container: Container, token: string) => Json | undefined;

/** Splits a JSON pointer (RFC 6901); undefined: it is none. */
export function toTokens(pointer: Json | undefined): readonly string[] | undefined {
  return pointer === "" ? [] : parsePointer(pointer);
}

/** Reads a place: null for a field that its map lacks, undefined where there is no such place. */
export function readAt(value: Json, tokens: readonly string[]): Json | undefined {
  let present: Json | undefined = value;
  for (const token of tokens) present = isContainer(present) ? childOf(present, token) : undefined;
  return present;
}

/** Gives a copy of a value with one place changed; undefined: there is no such place. */
export function changeAt(value: Json, tokens: readonly string[], change: Change): Json | undefined {
  const [token, ...rest] = tokens;
  if (token === undefined || !isContainer(value)) return undefined;
  if (rest.length === 0) return change(value, token);
  const child = childOf(value, token);
  const changed = child === undefined ? undefined : changeAt(child, rest, change);
  return changed === undefined ? undefined : setChild(changed)(value, token);
}

/** Puts a value there: in a list before the item that is there now, or behind all. */
export function insertChild(value: Json): Change {
  return (container, token) => {
    if (!Array.isArray(container)) return { ...container, [token]: value };
    const index = token === "-" ? container.length : toIndex(token, container.length + 1);
    return index === undefined ? undefined : container.toSpliced(index, 0, value);
  };
}

/** Puts a value in place of the one that is there. */
export function setChild(value: Json): Change {
  return (container, token) => {
    if (!Array.isArray(container)) return { ...container, [token]: value };
    const index = toIndex(token, container.length);
    return index === undefined ? undefined : container.with(index, value);
  };
}

/** Takes a field or an item out. */
export function removeChild(container: Container, token: string): Json | undefined {
  if (Array.isArray(container)) {
    const index = toIndex(token, container.length);
    return index === undefined ? undefined : container.toSpliced(index, 1);
  }
  const { [token]: gone, ...others } = asObject(container);
  return gone === undefined ? undefined : others;
}

function childOf(container: Container, token: string): Json | undefined {
  if (!Array.isArray(container)) return asObject(container)[token] ?? null;
  const index = toIndex(token, container.length);
  return index === undefined ? undefined : container[index];
}

/** A negative index counts from the end. */
function toIndex(token: string, length: number): number | undefined {
  if (!/^-?\d+$/.test(token)) return undefined;
  const index = Number(token) < 0 ? Number(token) + length : Number(token);
  return index >= 0 && index < length ? index : undefined;
}

function isContainer(value: Json | undefined): value is Container {
  return Array.isArray(value) || isObject(value);
}
