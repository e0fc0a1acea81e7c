/** Says why a text is no JSON, in the words of Go's encoding/json. */
export function toJsonError(text: string): string {
  const why = reasonOf(text);
  const at = positionOf(why, text);
  const character = text[at];
  if (character === undefined || why.startsWith("Unterminated") || why.startsWith("Unexpected end")) {
    return "unexpected end of JSON input";
  }
  const context = contexts.find(([pattern]) => pattern.test(why))?.[1] ?? "looking for beginning of value";
  return `invalid character ${quote(character)} ${context}`;
}

/** What V8 says, and what Go says in its place. */
const contexts: readonly (readonly [RegExp, string])[] = [
  [/after property value/, "after object key:value pair"],
  [/after array element/, "after array element"],
  [/':' after property name/, "after object key"],
  [/^Expected (property name|double-quoted)/, "looking for beginning of object key string"],
  [/after JSON/, "after top-level value"],
  [/control character/, "in string literal"],
];

function reasonOf(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** V8 gives the position where the text is long, and else the character. */
function positionOf(why: string, text: string): number {
  const position = /at position (\d+)/.exec(why)?.[1];
  if (position !== undefined) return Number(position);
  const token = /^Unexpected token '(.+?)'/.exec(why)?.[1];
  return token === undefined ? text.length : text.indexOf(token);
}

function quote(character: string): string {
  const shown = JSON.stringify(character).slice(1, -1);
  return character === "'" ? "'\\''" : `'${shown.replace('\\"', '"')}'`;
}
