import type { JsonObject } from "../kube/json.ts";

/**
 * Gives the paths of an object that a jq expression names, as jq's `path(...)`; a number is a place in a list. An expression
 * that is wrong, fails or takes too long gives a problem, a sentence that names it.
 */
export type JqPaths = (expression: string, object: JsonObject) => JqAnswer;

/** What came of one expression. */
export type JqAnswer =
  | { readonly paths: readonly (readonly (string | number)[])[] }
  | { readonly problem: string };
