/** A pattern that was understood. */
export type Glob = (text: string) => boolean;

/**
 * The two dialects of Argo CD's projects: `urls` is gobwas/glob with `/` as separator, `names` the same without (`*`
 * crosses everything), `kinds` is Go's filepath.Match, which has no `**` and no braces.
 */
export type GlobDialect = "urls" | "names" | "kinds";

type Test = (character: string) => boolean;

type Part =
  | { readonly form: "one"; readonly test: Test }
  | { readonly form: "many"; readonly test: Test }
  | { readonly form: "either"; readonly choices: readonly (readonly Part[])[] };

type Cursor = { readonly pattern: string; readonly dialect: GlobDialect; index: number };

const patternLengthMax = 1_000;
const anything: Test = () => true;
const notSlash: Test = (character) => character !== "/";

/**
 * Compiles a pattern; undefined where it is malformed. Matching takes time in proportion to pattern times text, whatever
 * the pattern: all places where a part may end are followed at once, nothing is tried twice.
 */
export function parseGlob(pattern: string, dialect: GlobDialect): Glob | undefined {
  if (pattern.length > patternLengthMax) return undefined;
  const cursor = { pattern, dialect, index: 0 };
  const parts = parseParts(cursor, false);
  if (parts === undefined || cursor.index < pattern.length) return undefined;
  return (text) => follow(parts, text, new Set([0])).has(text.length);
}

/** Compiles a pattern of names; one that is malformed matches nothing, so that no rule leaves more aside than was meant. */
export function toNameTest(pattern: string): Glob {
  return parseGlob(pattern, "names") ?? (() => false);
}

/** Parses up to the end, or up to the `,` or `}` that ends a choice. */
function parseParts(cursor: Cursor, inside: boolean): Part[] | undefined {
  const parts: Part[] = [];
  while (cursor.index < cursor.pattern.length) {
    const character = cursor.pattern[cursor.index] ?? "";
    if (inside && (character === "," || character === "}")) return parts;
    cursor.index += 1;
    const part = parsePart(character, cursor);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return inside ? undefined : parts;
}

function parsePart(character: string, cursor: Cursor): Part | undefined {
  const inName = cursor.dialect === "names" ? anything : notSlash;
  if (character === "*") return { form: "many", test: takeSecondStar(cursor) ? anything : inName };
  if (character === "?") return { form: "one", test: inName };
  if (character === "[") return parseClass(cursor);
  if (character === "{" && cursor.dialect !== "kinds") return parseChoices(cursor);
  return character === "\\" ? parseEscaped(cursor) : { form: "one", test: (other) => other === character };
}

function takeSecondStar(cursor: Cursor): boolean {
  if (cursor.dialect === "kinds" || cursor.pattern[cursor.index] !== "*") return false;
  cursor.index += 1;
  return true;
}

function parseEscaped(cursor: Cursor): Part | undefined {
  const literal = cursor.pattern[cursor.index];
  cursor.index += 1;
  return literal === undefined ? undefined : { form: "one", test: (other) => other === literal };
}

const classText = /^(?<not>[!^]?)(?<members>[^\]]+)\]/;
const classMember = /\\?([\s\S])-\\?([\s\S])|\\?([\s\S])/g;

function parseClass(cursor: Cursor): Part | undefined {
  const match = classText.exec(cursor.pattern.slice(cursor.index));
  if (match === null) return undefined;
  const { not = "", members = "" } = match.groups ?? {};
  cursor.index += match[0].length;
  const sign = cursor.dialect === "kinds" ? "^" : "!";
  const ranges = [...(not === sign ? members : not + members).matchAll(classMember)].map(
    ([, low, high, single = ""]) => ({ low: low ?? single, high: high ?? single }),
  );
  const isMember: Test = (character) => ranges.some(({ low, high }) => low <= character && character <= high);
  return { form: "one", test: not === sign ? (character) => !isMember(character) : isMember };
}

function parseChoices(cursor: Cursor): Part | undefined {
  const choices: Part[][] = [];
  while (true) {
    const choice = parseParts(cursor, true);
    if (choice === undefined) return undefined;
    choices.push(choice);
    const end = cursor.pattern[cursor.index];
    cursor.index += 1;
    if (end === "}") return { form: "either", choices };
  }
}

/** Gives the places where the parts may end, of those where they may begin. */
function follow(parts: readonly Part[], text: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  return parts.reduce((places, part) => followPart(part, text, places), starts);
}

function followPart(part: Part, text: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  if (part.form === "many") return followMany(part.test, text, starts);
  if (part.form === "either")
    return new Set(part.choices.flatMap((choice) => [...follow(choice, text, starts)]));
  return new Set(
    [...starts]
      .filter((place) => place < text.length && part.test(text[place] ?? ""))
      .map((place) => place + 1),
  );
}

function followMany(test: Test, text: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  const ends = new Set<number>();
  let reached = false;
  for (let place = 0; place <= text.length; place++) {
    reached ||= starts.has(place);
    if (reached) ends.add(place);
    reached &&= test(text[place] ?? "");
  }
  return ends;
}
