/** One document of a file: its text and the line of the file it starts at, from 1. */
export type YamlDocument = { readonly text: string; readonly line: number };

const separator = /^---(?=\s|$)/;
const content = /^\s*[^\s#]/;

/**
 * Splits a file at its `---` lines, as Kubernetes' own reader does, so that a broken document does not hide the others.
 * `line` is the first line that is neither blank nor a comment; documents without one are left out.
 */
export function splitDocuments(text: string): readonly YamlDocument[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const documents: YamlDocument[] = [];
  let start = 0;
  for (let index = 0; index <= lines.length; index += 1) {
    const line = lines[index];
    if (line !== undefined && !separator.test(line)) continue;
    documents.push(...toDocument(lines.slice(start, index), start + 1));
    // What follows the separator on its own line belongs to the document; spaces keep the columns.
    if (line !== undefined) lines[index] = line.replace(separator, "   ");
    start = index;
  }
  return documents;
}

function toDocument(lines: readonly string[], firstLine: number): YamlDocument[] {
  const skipped = lines.findIndex((line) => content.test(line));
  return skipped < 0 ? [] : [{ text: lines.slice(skipped).join("\n"), line: firstLine + skipped }];
}
