import { ReconcileError } from "../../errors.ts";
import type { StoredObject } from "../storage/store-event.ts";
import { parseLine } from "./journal-line.ts";

/** What a journal says that a store had. */
export type SavedState = {
  readonly objects: readonly StoredObject[];
  readonly version: number;
};

const format = "outrigger sandbox 1";

/** Prints a journal's first line. */
export function toHeader(version: string): string {
  return `${JSON.stringify({ format, version })}\n`;
}

/** Replays the lines of a journal. Throws, with the file's name, where one of them is damaged. */
export function toSavedState(lines: readonly string[], path: string): SavedState {
  const objects = new Map<string, StoredObject>();
  let version = toVersion(lines[0] ?? "", path);
  for (const [index, text] of lines.entries()) {
    if (index === 0) continue;
    const line = parseLine(text);
    if (line === undefined) throw toDamage(path, `its line ${index + 1} is damaged`);
    const { storage, object, isGone } = line;
    const { namespace = "", name, resourceVersion } = object.metadata;
    const key = `${storage} ${namespace}/${name}`;
    if (isGone) objects.delete(key);
    else objects.set(key, { storage, object });
    version = Math.max(version, Number(resourceVersion));
  }
  return { objects: [...objects.values()], version };
}

function toVersion(header: string, path: string): number {
  const match = /^\{"format":"(.{1,40})","version":"(\d{1,15})"\}$/.exec(header);
  if (match === null) throw toDamage(path, "its first line is damaged");
  if (match[1] !== format) throw toDamage(path, `it is of another version: ${match[1]}`);
  return Number(match[2]);
}

function toDamage(path: string, what: string): ReconcileError {
  const message = `Cannot read the sandbox's state in ${path}: ${what}; move the file away to start with an empty cluster`;
  return new ReconcileError("STATE_DAMAGED", message);
}
