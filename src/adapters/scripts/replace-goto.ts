/*
 * Argo CD's Lua is 5.1 with `goto` of 5.2, which scripts use in one way: `goto continue`, with `::continue::` as the last thing
 * of a loop. Lua 5.1 says the same by a loop within the loop that runs once and is left by `break`.
 */

type Token = { readonly text: string; readonly start: number; readonly end: number };

const tokenPattern =
  /--\[(=*)\[[\s\S]*?\]\1\]|--[^\n]*|\[(=*)\[[\s\S]*?\]\2\]|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|::|[A-Za-z_]\w*|[^\s]/g;
const openers: ReadonlySet<string> = new Set(["do", "then", "function", "repeat"]);

/** Rewrites `goto` to a label at the end of a loop; every line stays where it is. Other uses of `goto` are left to fail. */
export function replaceGoto(script: string): string {
  if (!/\bgoto\b/.test(script)) return script;
  const tokens = toTokens(script);
  const edits = tokens.flatMap((token, index) =>
    token.text === "::" && tokens[index + 2]?.text === "::" ? toEdits(tokens, index) : [],
  );
  let text = script;
  for (const edit of edits.toSorted((a, b) => b.start - a.start)) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }
  return text;
}

function toTokens(script: string): readonly Token[] {
  return [...script.matchAll(tokenPattern)]
    .filter(([text]) => !text.startsWith("--"))
    .map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
}

/** Gives the edits for the label at a place; none where it is not the last thing of a loop, or the loop has a `break`. */
function toEdits(tokens: readonly Token[], labelAt: number): readonly Token[] {
  const label = tokens[labelAt + 1]?.text;
  const closing = tokens[labelAt + 3];
  const doAt = findOpener(tokens, labelAt);
  const opening = doAt === undefined ? undefined : tokens[doAt];
  if (doAt === undefined || opening?.text !== "do" || closing?.text !== "end") return [];
  const body = tokens.slice(doAt + 1, labelAt);
  if (body.some(({ text }) => text === "break")) return [];
  const jumps = body.flatMap((token, index) => {
    const target = body[index + 1];
    if (token.text !== "goto" || target === undefined || target.text !== label) return [];
    return [{ start: token.start, end: target.end, text: "break" }];
  });
  const first = tokens[labelAt];
  const last = tokens[labelAt + 2];
  if (jumps.length === 0 || first === undefined || last === undefined) return [];
  return [
    { text: "do repeat", start: opening.start, end: opening.end },
    ...jumps,
    { text: "until true", start: first.start, end: last.end },
  ];
}

/** Walks back to what opened the block that a place is in. */
function findOpener(tokens: readonly Token[], from: number): number | undefined {
  let depth = 0;
  for (let index = from - 1; index >= 0; index -= 1) {
    const text = tokens[index]?.text ?? "";
    if (text === "end" || text === "until") depth += 1;
    if (!openers.has(text) || isAlternative(tokens, index)) continue;
    if (depth === 0) return index;
    depth -= 1;
  }
  return undefined;
}

/** `elseif … then` opens nothing of its own: the `if` before it has one `end` for all. */
function isAlternative(tokens: readonly Token[], thenAt: number): boolean {
  if (tokens[thenAt]?.text !== "then") return false;
  for (let index = thenAt - 1; index >= 0; index -= 1) {
    const text = tokens[index]?.text;
    if (text === "elseif") return true;
    if (text === "if") return false;
  }
  return false;
}
