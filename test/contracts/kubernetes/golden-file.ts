import { fileURLToPath } from "node:url";
import { isObject, type Json } from "../../../src/kube/json.ts";

/** Names a text that the real server wrote; `vitest run -u` on its side renews it. */
export function goldenFile(name: string): string {
  return fileURLToPath(new URL(`../../cases/kubernetes/${name}.json`, import.meta.url));
}

/** Prints a value for such a file, with sorted keys. */
export function printSorted(value: Json | undefined): string {
  return `${JSON.stringify(toSortedKeys(value), null, 1)}\n`;
}

function toSortedKeys(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((each) => toSortedKeys(each) ?? null);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, toSortedKeys(value[name])]));
}
