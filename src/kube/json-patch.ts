import type { Json } from "./json.ts";

/** One operation of a JSON patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string };

/** Writes the steps to a field as a JSON pointer (RFC 6901). */
export function toPointer(...steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Splits a JSON pointer to a field or item (RFC 6901); undefined: it is none. */
export function parsePointer(pointer: Json | undefined): readonly string[] | undefined {
  if (typeof pointer !== "string" || !pointer.startsWith("/")) return undefined;
  const steps = pointer.slice(1).split("/");
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
