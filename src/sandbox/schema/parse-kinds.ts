/** A subresource of a table, or what stands in for one: bodies are of `kind` in `group` and `version`. */
export type SubresourceLine = {
  readonly name: string;
  readonly verbs: readonly string[];
  readonly group: string;
  readonly version: string;
  readonly kind: string;
};

/** One kind of a table: what discovery says of it, and the name of its type. */
export type KindLine = {
  readonly groupVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly typeName: string;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly SubresourceLine[];
};

/**
 * Parses the kinds of a table. A line is `<groupVersion> <kind> <plural> <singular> <scope> <type> <verbs>` with
 * `short:a,b`, `in:<categories>` and subresources `/name=<verbs>[@[<groupVersion>/]<kind>]` behind it; a verb is its first
 * letter, `D` deletes a collection.
 */
export function parseKinds(table: string): readonly KindLine[] {
  const lines = table.split("\n").filter((line) => line !== "");
  return lines.map((line) => parseKind(line.split(" ")));
}

function parseKind(words: readonly string[]): KindLine {
  const [groupVersion = "", kind = "", plural = "", singular = "", scope, typeName = "", verbs = ""] = words;
  const marks = words.slice(7);
  const subresources = marks.filter((mark) => mark.startsWith("/"));
  return {
    groupVersion,
    kind,
    plural,
    singular,
    namespaced: scope === "namespaced",
    typeName,
    verbs: parseVerbs(verbs),
    shortNames: listOf(marks, "short:"),
    categories: listOf(marks, "in:"),
    subresources: subresources.map((mark) => parseSubresource(mark, kind)),
  };
}

function listOf(marks: readonly string[], prefix: string): readonly string[] {
  const mark = marks.find((each) => each.startsWith(prefix));
  return mark === undefined ? [] : mark.slice(prefix.length).split(",");
}

function parseSubresource(mark: string, owner: string): SubresourceLine {
  const [, name = "", verbs = "", path = owner] = /^\/([^=]+)=([^@]*)(?:@(.*))?$/.exec(mark) ?? [];
  const [kind = "", version = "", group = ""] = path.split("/").reverse();
  return { name, verbs: parseVerbs(verbs), group, version, kind };
}

const verbsByLetter: Readonly<Record<string, string>> = {
  c: "create",
  d: "delete",
  D: "deletecollection",
  g: "get",
  l: "list",
  p: "patch",
  u: "update",
  w: "watch",
};

function parseVerbs(letters: string): readonly string[] {
  return [...letters].flatMap((letter) => verbsByLetter[letter] ?? []);
}
