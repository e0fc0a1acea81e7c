const shownCharactersMax = 80;

/** Cuts a text of a person's to what fits in a message. */
export function clip(text: string): string {
  return text.length <= shownCharactersMax ? text : `${text.slice(0, shownCharactersMax)}…`;
}

/** Prints a value for a message: scalars as JSON, credentials in URLs masked, mappings and lists by what they are. */
export function showValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(clip(maskUserInfo(value)));
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "a mapping" : String(value);
}

const userInfo = /\/\/\S*@/g;

/** Replaces user names and passwords of URLs inside a text. */
export function maskUserInfo(text: string): string {
  return text.replaceAll(userInfo, "//***@");
}

/** Tells whether a URL holds a password; one that nobody can parse and that has an "@" may. */
export function holdsPassword(url: string): boolean {
  return URL.canParse(url) ? new URL(url).password !== "" : /\/\/.*@/s.test(url);
}

const editsMax = 3;
const nameLengthMax = 60;

/** Finds the known name that a mistyped one most likely meant; undefined where none is near. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > nameLengthMax) return undefined;
  // A third of the letters may be wrong: "prunne" means "prune", "foo" does not mean "info".
  const allowed = Math.min(editsMax, Math.ceil(name.length / 3));
  const near = known
    .map((candidate) => ({ candidate, edits: countEdits(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= allowed);
  near.sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}

/** Levenshtein's distance, row by row. */
function countEdits(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const present = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      present.push(Math.min(replace, (above[column] ?? 0) + 1, (present[column - 1] ?? 0) + 1));
    }
    above = present;
  }
  return above[b.length] ?? 0;
}

/** Says which known name was meant, ready to follow a message; empty where none is near. */
export function suggestName(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : `: did you mean ${nearest}`;
}
