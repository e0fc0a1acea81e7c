import { describe, expect, test } from "vitest";
import { splitDocuments } from "../../src/render/yaml-documents.ts";

describe("splitDocuments", () => {
  const cases: readonly (readonly [string, string, readonly { text: string; line: number }[]])[] = [
    ["an empty file has none", "", []],
    ["comments have none", "# a\n---\n# b", []],
    [
      "a line is where the first content is",
      "# a\n\na: 1\n---\n\nb: 2",
      [
        { text: "a: 1", line: 3 },
        { text: "b: 2", line: 6 },
      ],
    ],
    [
      "what follows the separator belongs to the document",
      "--- {a: 1}\n--- # x\nb: 2",
      [
        { text: "    {a: 1}", line: 1 },
        { text: "b: 2", line: 3 },
      ],
    ],
    ["four dashes do not separate", "a: |\n  x\n----: 1", [{ text: "a: |\n  x\n----: 1", line: 1 }]],
    ["indented dashes do not separate", "a: |\n  ---\n", [{ text: "a: |\n  ---\n", line: 1 }]],
  ];
  test.each(cases)("%s", (_rule, text, expected) => {
    expect(splitDocuments(text)).toEqual(expected);
  });
});
