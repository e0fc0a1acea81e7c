/** One key of a JSON text that stands in its object for a second time or more. */
export type RepeatedKey = {
  /** `spec.ports[0].name`. */
  readonly path: string;
  readonly offset: number;
};

/** Lists the keys of a JSON text that an object repeats, in their order; the text must be JSON. */
export function findRepeatedKeys(text: string): readonly RepeatedKey[] {
  const repeated: RepeatedKey[] = [];
  walk(text, (key, keys) => {
    if (keys.has(key.name)) repeated.push({ path: join(key.path, key.name), offset: key.offset });
    keys.add(key.name);
  });
  return repeated;
}

/** Tells where in a JSON text each field stands for the first time, by its path. */
export function findOffsets(text: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  walk(text, ({ path, name, offset }) => {
    const place = join(path, name);
    if (!offsets.has(place)) offsets.set(place, offset);
  });
  return offsets;
}

type Key = { readonly path: string; readonly name: string; readonly offset: number };
type OnKey = (key: Key, keysOfObject: Set<string>) => void;

/** An object or a list that is open; `index` counts the items of a list. */
type Frame = { readonly path: string; readonly keys: Set<string> | undefined; index: number; name: string };

const quote = 34;
const backslash = 92;

/** Goes through a text once, from brace to brace; only strings need care, since they may hold anything. */
function walk(text: string, onKey: OnKey): void {
  const frames: Frame[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = readString(text, at, { frames, onKey });
    else if (code === 123) frames.push({ path: placeOf(frames), keys: new Set(), index: 0, name: "" });
    else if (code === 91) frames.push({ path: placeOf(frames), keys: undefined, index: 0, name: "" });
    else if (code === 125 || code === 93) frames.pop();
    else if (code === 44) advance(frames.at(-1));
  }
}

/** A comma: the next item of a list, or the next key of an object. */
function advance(frame: Frame | undefined): void {
  if (frame === undefined) return;
  frame.index += 1;
  frame.name = "";
}

type Reading = { readonly frames: readonly Frame[]; readonly onKey: OnKey };

/** Reads a string, and gives where it ends; in an object, the first one since the last comma is a key. */
function readString(text: string, start: number, { frames, onKey }: Reading): number {
  const end = endOfString(text, start);
  const frame = frames.at(-1);
  if (frame?.keys === undefined || frame.name !== "") return end;
  const literal = text.slice(start, end + 1);
  const name: string = literal.includes("\\") ? JSON.parse(literal) : literal.slice(1, -1);
  onKey({ path: frame.path, name, offset: start }, frame.keys);
  frame.name = name === "" ? "\0" : name;
  return end;
}

/** Every apply comes through here, so strings are passed over quote by quote: those behind an odd number of backslashes stay in. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let at = end;
    while (text.charCodeAt(at - 1) === backslash) at -= 1;
    if ((end - at) % 2 === 0) return end;
  }
  return text.length;
}

function placeOf(frames: readonly Frame[]): string {
  const frame = frames.at(-1);
  if (frame === undefined) return "";
  return frame.keys === undefined ? `${frame.path}[${frame.index}]` : join(frame.path, frame.name);
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
