import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/** A situation of test/cases/application: some files, and the texts that are expected of them. */
export type GoldenCase = {
  readonly name: string;
  readonly path: string;
  readonly story: string;
  readonly sections: ReadonlyMap<string, string>;
};

const folder = "test/cases/application";
const heading = /^-- (\S+) --\n/m;

/** Reads all situations, sorted by name. */
export function readCases(): readonly GoldenCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => {
      const path = `${folder}/${name}`;
      const [story = "", ...parts] = readFileSync(path, "utf8").split(heading);
      const sections = parts.flatMap((part, index) =>
        index % 2 === 0 ? [[part, parts[index + 1] ?? ""] as const] : [],
      );
      return { name: name.replace(".txt", ""), path, story: story.trim(), sections: new Map(sections) };
    });
}

/** Compares the texts that came out with those the file expects; with UPDATE=1 the file is rewritten instead. */
export function expectSections(golden: GoldenCase, found: Readonly<Record<string, string>>): void {
  if (process.env["UPDATE"] === "1") {
    const sections = [...new Map([...golden.sections, ...Object.entries(found)])];
    const text = sections.map(([title, body]) => `-- ${title} --\n${body}`).join("");
    writeFileSync(golden.path, `${golden.story}\n${text}`);
    return;
  }
  const expected = Object.keys(found).map((title) => [title, golden.sections.get(title)]);
  expect(found).toEqual(Object.fromEntries(expected));
}
