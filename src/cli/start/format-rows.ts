import { formatColumns } from "../columns.ts";
import type { Row } from "./read-rows.ts";

const head = ["NAME", "SYNC", "HEALTH", "REVISION", "MESSAGE"];

/** Widths of the columns that change, so that the table does not jump about. */
const widest = ["", "OutOfSync", "Progressing", "00000000", ""];

/** Gives the lines of the live table. */
export function formatTable(rows: readonly Row[]): readonly string[] {
  const text = formatColumns([widest, head, ...rows.map(toCells)]);
  return text.trimEnd().split("\n").slice(1);
}

/** Gives one line for each row that is not as it was: when, and what it is now. */
export function formatChanges(before: readonly Row[], after: readonly Row[], now: Date): readonly string[] {
  const known = new Map(before.map((row) => [row.name, row]));
  const nameWidth = Math.max(...after.map(({ name }) => name.length), 0);
  return after.flatMap((row) => {
    const last = known.get(row.name);
    if (last !== undefined && toKey(last) === toKey(row)) return [];
    const { name, sync, health, revision } = row;
    const cells = [name.padEnd(nameWidth), sync.padEnd(9), health.padEnd(11), revision.padEnd(8)];
    return [[toClock(now), ...cells, toNews(last, row)].join("  ").trimEnd()];
  });
}

/** A sync that heals may be over before anybody looks: then only this tells of it. */
function toNews(before: Row | undefined, { isHealed, operation, message }: Row): string {
  const isNew = before !== undefined && before.operation !== operation;
  return isNew && isHealed ? `healed; ${message}` : message;
}

/** Gives what is still missing, as a table. */
export function formatMissing(rows: readonly Row[]): string {
  const missing = rows.filter((row) => !row.isReached);
  const cells = missing.map(({ name, expected, sync, health, message }) => [
    name,
    expected,
    `${sync} ${health}`,
    message,
  ]);
  return formatColumns([["NAME", "EXPECTED", "FOUND", "MESSAGE"], ...cells]);
}

function toCells({ name, sync, health, revision, message }: Row): readonly string[] {
  return [name, sync, health, revision, message];
}

function toKey(row: Row): string {
  return [...toCells(row), row.operation].join("\n");
}

function toClock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}
