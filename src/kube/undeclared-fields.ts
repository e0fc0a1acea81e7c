import { isObject, type Json, parseJson } from "./json.ts";
import type { KubeObject } from "./object.ts";

/** A step of a path as server-side apply prints it: a field, a position, or the keys of a list item. */
type Step = string | number | ReadonlyMap<string, Json>;

const line = /^\.\S.*(?=: field not declared in schema$)/;
const steps = /\.([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[((?:[\w-]+=(?:"(?:[^"\\]|\\.)*"|[^,\]]+),?)+)\]/gy;
const keyValue = /([\w-]+)=("(?:[^"\\]|\\.)*"|[^,\]]+)/g;

/**
 * Gives an object without the fields that server-side apply says it does not know. undefined: the message complains of something
 * else too, or of nothing that the object has. https://github.com/kubernetes-sigs/structured-merge-diff prints these messages.
 */
export function withoutUndeclared(object: KubeObject, message: string): KubeObject | undefined {
  const [, complaint = ""] = /failed to create typed patch object \([^)]*\): ([\s\S]*)$/.exec(message) ?? [];
  const lines = complaint
    .replace(/^errors:\s*/, "")
    .split("\n")
    .map((text) => text.trim());
  const paths = lines.map((text) => toSteps(line.exec(text)?.[0] ?? ""));
  if (paths.some((path) => path.length === 0)) return undefined;
  const copy = structuredClone(object);
  const removed = paths.filter((path) => remove(copy, path));
  return removed.length === 0 ? undefined : copy;
}

function toSteps(path: string): readonly Step[] {
  const found = [...path.matchAll(steps)];
  const isWhole = found.reduce((length, [text]) => length + text.length, 0) === path.length;
  return isWhole ? found.map(([, field, position, keys]) => field ?? toItem(position, keys)) : [];
}

function toItem(position: string | undefined, keys = ""): Step {
  if (position !== undefined) return Number(position);
  return new Map([...keys.matchAll(keyValue)].map(([, name = "", value = ""]) => [name, parseJson(value)]));
}

/** Removes a field from a copy; tells whether it was there. */
function remove(root: Json, path: readonly Step[]): boolean {
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<Json | undefined>(follow, root);
  if (!isObject(parent) || typeof last !== "string" || !Object.hasOwn(parent, last)) return false;
  return Reflect.deleteProperty(parent, last);
}

function follow(value: Json | undefined, step: Step): Json | undefined {
  if (typeof step === "string") return isObject(value) ? value[step] : undefined;
  if (!Array.isArray(value)) return undefined;
  return typeof step === "number" ? value[step] : value.find((item) => hasKeys(item, step));
}

/** A key that the object leaves to its default is printed with that default. */
function hasKeys(item: Json, keys: ReadonlyMap<string, Json>): boolean {
  return isObject(item) && [...keys].every(([name, value]) => (item[name] ?? value) === value);
}
