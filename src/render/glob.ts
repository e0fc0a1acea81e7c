import { ReconcileError } from "../errors.ts";

type Token = "star" | "any" | { readonly chars: string; readonly negated: boolean };

const alternativesMax = 256;
const patternCharsMax = 2_048;

/**
 * Makes the test of a glob in the dialect of gobwas/glob without separators, which Argo CD uses for include and exclude: `*`, `**`
 * and `?` cross `/`; `[abc]`, `[a-z]`, `[!abc]`, `{a,b}` (nested) and `\` work. Time is at most pattern × path for each
 * alternative, so no pattern is slow. Throws LIMIT_EXCEEDED for a pattern with too many alternatives.
 */
export function toGlobTest(pattern: string): (path: string) => boolean {
  if (pattern.length > patternCharsMax) throw tooLarge(pattern);
  const alternatives = expandBraces(pattern).map(toTokens);
  return (path) => alternatives.some((tokens) => matches(tokens, path));
}

function tooLarge(pattern: string): ReconcileError {
  const start = pattern.slice(0, 60);
  return new ReconcileError("LIMIT_EXCEEDED", `Cannot use the glob "${start}…": it is too large, split it`);
}

/** Writes `{a,b}` out, innermost last. An unclosed brace is an ordinary character. */
function expandBraces(pattern: string): readonly string[] {
  let pending = [pattern];
  const expanded: string[] = [];
  while (pending.length > 0) {
    const next: string[] = [];
    for (const text of pending) {
      const choices = expandFirstBrace(text);
      if (choices === undefined) expanded.push(text);
      else next.push(...choices);
    }
    if (next.length + expanded.length > alternativesMax) throw tooLarge(pattern);
    pending = next;
  }
  return expanded;
}

function expandFirstBrace(text: string): readonly string[] | undefined {
  const open = indexOfUnescaped(text, "{", 0);
  if (open < 0) return undefined;
  const cuts = [open];
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    const char = text[index];
    if (char === "\\") index += 1;
    else if (char === "{") depth += 1;
    else if (char === "," && depth === 1) cuts.push(index);
    else if (char === "}") depth -= 1;
    if (char === "}" && depth === 0) return toChoices(text, [...cuts, index]);
  }
  return undefined;
}

function toChoices(text: string, cuts: readonly number[]): readonly string[] {
  const before = text.slice(0, cuts[0]);
  const after = text.slice((cuts.at(-1) ?? 0) + 1);
  return cuts.slice(0, -1).map((cut, index) => before + text.slice(cut + 1, cuts[index + 1]) + after);
}

function indexOfUnescaped(text: string, wanted: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === wanted) return index;
  }
  return -1;
}

const tokenText = /\\(?<escaped>.)|\[(?<not>!?)(?<set>[^\]]+)\]|(?<star>\*+)|(?<any>\?)|(?<plain>.)/gs;

function toTokens(pattern: string): readonly Token[] {
  return [...pattern.matchAll(tokenText)].map(({ groups = {} }) => {
    if (groups["star"] !== undefined) return "star";
    if (groups["any"] !== undefined) return "any";
    if (groups["set"] !== undefined) return { chars: toChars(groups["set"]), negated: groups["not"] === "!" };
    return { chars: groups["escaped"] ?? groups["plain"] ?? "", negated: false };
  });
}

function toChars(set: string): string {
  return set.replace(/(.)-(.)/gs, (_all, low: string, high: string) => toRange(low, high));
}

function toRange(low: string, high: string): string {
  const first = low.charCodeAt(0);
  const count = Math.max(0, high.charCodeAt(0) - first + 1);
  return String.fromCharCode(...Array.from({ length: Math.min(count, 1_000) }, (_, index) => first + index));
}

// Greedy with one point to return to: after a later star, an earlier one never needs another try.
function matches(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let retryToken = -1;
  let retryChar = 0;
  let char = 0;
  while (char < text.length) {
    if (tokens[token] === "star") {
      retryToken = token;
      retryChar = char;
      token += 1;
    } else if (fits(tokens[token], text[char] ?? "")) {
      token += 1;
      char += 1;
    } else if (retryToken >= 0) {
      retryChar += 1;
      char = retryChar;
      token = retryToken + 1;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === "star");
}

function fits(token: Token | undefined, char: string): boolean {
  if (token === undefined || token === "star") return false;
  return token === "any" || token.chars.includes(char) !== token.negated;
}
