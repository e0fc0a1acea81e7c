import { compareText } from "../../kube/json.ts";
import { findOffsets, findRepeatedKeys } from "./json-keys.ts";
import { findRepeatedLines } from "./yaml-keys.ts";

/** A body as it came. */
export type Source = { readonly text: string; readonly contentType: string };

/**
 * Lists what a strict decoder refuses, and a lax one warns about, in the server's words and order: keys that stand twice,
 * and unknown fields. `unknown` has their paths. An applied body is always read as YAML, even where it is JSON. YAML and
 * patches are made into JSON with sorted keys before their fields are looked at; so are custom resources, metadata first.
 */
export function toStrictProblems(
  source: Source | undefined,
  unknown: readonly string[],
  isCustom = false,
): readonly string[] {
  const repeated = source === undefined ? [] : toRepeatedTexts(source);
  if (repeated.length === 0 && unknown.length === 0) return repeated;
  const isOrdered = source !== undefined && isJson(source) && !source.contentType.includes("patch");
  if (isOrdered && !isCustom) return inOrder(source.text, unknown);
  const isMeta = (path: string) => isCustom && path.startsWith("metadata.");
  const sorted = unknown.toSorted((a, b) => Number(isMeta(b)) - Number(isMeta(a)) || compareText(a, b));
  return [...repeated, ...sorted.map((path) => `unknown field "${path}"`)];
}

/** Lists the keys that a body repeats, in the words of the decoder of its type. */
export function toRepeatedTexts(source: Source): readonly string[] {
  const { text, contentType } = source;
  if (isJson(source)) {
    const prefix = contentType.startsWith("application/json-patch") ? "json patch " : "";
    const paths = new Set(findRepeatedKeys(text).map(({ path }) => path));
    return [...paths].map((path) => `${prefix}duplicate field "${path}"`);
  }
  return toLines(text).map(({ key, line }) => `line ${line}: key "${key}" already set in map`);
}

function isJson({ contentType }: Source): boolean {
  return !contentType.includes("yaml");
}

function toLines(text: string) {
  if (!text.trimStart().startsWith("{")) return findRepeatedLines(text);
  return findRepeatedKeys(text).map(({ path, offset }) => {
    return { key: path.slice(path.lastIndexOf(".") + 1), line: text.slice(0, offset).split("\n").length };
  });
}

/** The decoder meets unknown fields and repeated ones as they stand in the text. */
function inOrder(text: string, unknown: readonly string[]): readonly string[] {
  const offsets = findOffsets(text);
  const found = [
    ...unknown.map((path) => ({ text: `unknown field "${path}"`, offset: offsets.get(path) ?? 0 })),
    ...findRepeatedKeys(text).map(({ path, offset }) => ({ text: `duplicate field "${path}"`, offset })),
  ];
  const texts = found.toSorted((a, b) => a.offset - b.offset).map((each) => each.text);
  return [...new Set(texts)];
}

/** Joins problems as a Status tells them; the lines of YAML stand together. */
export function joinProblems(problems: readonly string[]): string {
  const lines = problems.filter((problem) => problem.startsWith("line "));
  if (lines.length === 0) return problems.join(", ");
  const yaml = `yaml: unmarshal errors:\n${lines.map((line) => `  ${line}`).join("\n")}`;
  return [yaml, ...problems.filter((problem) => !problem.startsWith("line "))].join(", ");
}

/** Writes problems as values of the header `Warning`. */
export function toWarnings(problems: readonly string[]): string[] {
  return problems.map((problem) => `299 - ${JSON.stringify(problem)}`);
}
