import { expect, test } from "vitest";
import { formatColumns } from "../../src/cli/columns.ts";

test.each([
  [
    "columns are as wide as their widest cell, three spaces between",
    [
      ["NAME", "SYNC"],
      ["guestbook", "Synced"],
    ],
    "NAME        SYNC\nguestbook   Synced\n",
  ],
  [
    "the last column is as long as it is",
    [
      ["A", "B"],
      ["x", "a long message"],
      ["y", "b"],
    ],
    "A   B\nx   a long message\ny   b\n",
  ],
  [
    "a line has no blanks at its end",
    [
      ["NAME", "MESSAGE"],
      ["web", ""],
    ],
    "NAME   MESSAGE\nweb\n",
  ],
  [
    "an empty cell keeps its place",
    [
      ["A", "B", "C"],
      ["", "", "c"],
    ],
    "A   B   C\n        c\n",
  ],
  ["one row", [["NAME"]], "NAME\n"],
])("%s", (_, rows, text) => expect(formatColumns(rows)).toBe(text));
