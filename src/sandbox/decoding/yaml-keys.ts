/** One key that a mapping of a YAML text repeats. */
export type RepeatedLine = { readonly key: string; readonly line: number };

type Frame = { readonly indent: number; readonly keys: Set<string> };
type Reader = { readonly frames: Frame[]; readonly repeated: RepeatedLine[]; textIndent: number };

const dash = /^-(\s+|$)/;
const keyed = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#{}[\]&*!|>%@`,-][^:#]*?|-[^\s:#][^:#]*?))\s*:(?:\s|$)/;
const opensText = /[|>][+-]?\d?[+-]?\s*(?:#.*)?$/;

/**
 * Lists the keys that a block mapping of a YAML text repeats, with their lines from 1. It reads lines and their indents, as
 * manifests are written: what stands in flow style is not looked into.
 */
export function findRepeatedLines(text: string): readonly RepeatedLine[] {
  const reader: Reader = { frames: [], repeated: [], textIndent: -1 };
  for (const [index, line] of text.split("\n").entries()) readLine(reader, line.trimEnd(), index + 1);
  return reader.repeated;
}

function readLine(reader: Reader, line: string, number: number): void {
  const body = line.trimStart();
  const start = line.length - body.length;
  if (body === "") return;
  // Lines of a block scalar are deeper than its key.
  if (reader.textIndent >= 0 && start > reader.textIndent) return;
  reader.textIndent = -1;
  if (body.startsWith("#")) return;
  const { indent, rest } = enterItems(reader.frames, start, body);
  const match = keyed.exec(rest);
  const key = match?.[1] ?? match?.[2] ?? match?.[3];
  if (key !== undefined && addKey(reader.frames, indent, key)) reader.repeated.push({ key, line: number });
  if (opensText.test(rest)) reader.textIndent = key === undefined ? start : indent;
}

/** `- - a: 1`: every dash begins an item, whose mapping is as deep as what follows the dash. */
function enterItems(frames: Frame[], start: number, body: string): { indent: number; rest: string } {
  let [indent, rest] = [start, body];
  for (let match = dash.exec(rest); match !== null; match = dash.exec(rest)) {
    leave(frames, indent);
    indent += match[0].length;
    rest = rest.slice(match[0].length);
  }
  return { indent, rest };
}

function leave(frames: Frame[], indent: number): void {
  while ((frames.at(-1)?.indent ?? -1) > indent) frames.pop();
}

/** Tells whether the mapping at this indent has the key already. */
function addKey(frames: Frame[], indent: number, key: string): boolean {
  leave(frames, indent);
  const present = frames.at(-1);
  const frame = present?.indent === indent ? present : { indent, keys: new Set<string>() };
  if (frame !== present) frames.push(frame);
  const isKnown = frame.keys.has(key);
  frame.keys.add(key);
  return isKnown;
}
