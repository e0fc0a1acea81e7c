import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** One line of docs/features.md. `shown`: the tests that show it, each a file and a title in it. */
type Row = {
  readonly id: string;
  readonly feature: string;
  readonly priority: string;
  readonly state: string;
  readonly shown: readonly { readonly file: string; readonly title: string }[];
};

const page = readFileSync("docs/features.md", "utf8");

const rows: readonly Row[] = page.split("\n").flatMap((line) => {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  const [, id = "", feature = "", priority = "", state = "", shown = ""] = cells;
  if (!/^F?\d+$/.test(id)) return [];
  const tests = [...shown.matchAll(/\[[^\]]*\]\(\.\.\/(test\/[^)]+)\) "([^"]+)"/g)];
  return [
    { id, feature, priority, state, shown: tests.map(([, file = "", title = ""]) => ({ file, title })) },
  ];
});

const isDone = (row: Row) => row.state === "done";
const isWithin = (row: Row, first: number, last: number) => Number(row.id) >= first && Number(row.id) <= last;

describe("docs/features.md", () => {
  test("has every row once", () => {
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const unlisted = (/^Left out, of priority C: (.*)\.$/m.exec(page)?.[1] ?? "").split(", ");
    const numbers = Array.from({ length: 238 }, (_, index) => String(index + 1));
    const flux = Array.from({ length: 28 }, (_, index) => `F${index + 1}`);
    expect([...ids, ...unlisted].toSorted()).toEqual([...numbers, ...flux].toSorted());
  });

  test.each(rows)("$id $feature: says how far it is", ({ state, shown }) => {
    expect(state).toMatch(/^(done|open|(part|no): .+)$/);
    if (state === "done" || state.startsWith("part")) expect(shown.length).toBeGreaterThan(0);
  });

  test.each(rows.filter(({ shown }) => shown.length > 0))(
    "$id $feature: its tests are there",
    ({ shown }) => {
      for (const { file, title } of shown) {
        expect(existsSync(file), `${file} is there`).toBe(true);
        expect(readFileSync(file, "utf8"), `${file} has a test of this title`).toContain(title);
      }
    },
  );

  const diffAndSync = rows.filter((row) => isWithin(row, 85, 155));

  test.each(diffAndSync.filter(isDone))("$id $feature: shown on a real cluster", ({ shown }) => {
    expect(shown.some(({ file }) => file.startsWith("test/cluster/"))).toBe(true);
  });

  test("of diff and sync every A row is done, and nine in ten B rows", () => {
    const open = diffAndSync.filter((row) => row.priority === "A" && !isDone(row)).map(({ id }) => id);
    expect(open).toEqual([]);
    const second = diffAndSync.filter((row) => row.priority === "B");
    expect(second.filter(isDone).length / second.length).toBeGreaterThanOrEqual(0.9);
  });
});
