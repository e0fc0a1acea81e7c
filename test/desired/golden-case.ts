import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../src/kube/object.ts";

/** One situation: a sentence, then sections headed `-- name --`; the last one is `want`. */
export type GoldenCase = {
  /** Path under test/cases/<room>, without its ending. */
  readonly name: string;
  readonly file: string;
  readonly sentence: string;
  section(name: string): string;
};

/** Reads all golden cases of a room, sorted by path. */
export function readCases(room: string): readonly GoldenCase[] {
  const folder = `test/cases/${room}/`;
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".txt"),
  );
  return paths.sort().map((path) => parseCase(path.slice(0, -".txt".length), folder + path));
}

function parseCase(name: string, file: string): GoldenCase {
  const [sentence = "", ...parts] = readFileSync(file, "utf8").split(/^-- (.+) --\n/m);
  const sections = new Map<string, string>();
  for (let index = 0; index < parts.length; index += 2) {
    sections.set(parts[index] ?? "", parts[index + 1] ?? "");
  }
  return { name, file, sentence: sentence.trim(), section: (section) => sections.get(section) ?? "" };
}

/** Compares the text of a situation with what its file wants; with UPDATE=1 the file is rewritten instead. */
export function expectWanted(golden: GoldenCase, text: string): void {
  if (process.env["UPDATE"] === "1") {
    const before = readFileSync(golden.file, "utf8").split("-- want --\n")[0] ?? "";
    writeFileSync(golden.file, `${before}-- want --\n${text}\n`);
    return;
  }
  expect(text, golden.sentence).toBe(golden.section("want").trimEnd());
}

/** Reads the YAML documents of a section as objects. */
export function readObjects(text: string): readonly KubeObject[] {
  return parseAllDocuments(text).map((document) => document.toJS());
}
