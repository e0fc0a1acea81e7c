import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { isObject } from "../kube/json.ts";
import { isErrno, readFileIfThere, savePrivateFile } from "./private-file.ts";

/** Who owns a state folder and how to reach its table; 0600, since the key opens it. */
export type OwnerFile = { readonly owner: string; readonly port: number; readonly accessKey: string };

/** Gives the owner file's path in a state folder. */
function toOwnerPath(dir: string): string {
  return join(dir, "owner.json");
}

/** Tells other processes where the table is; a reader sees the old file or the new one, whole. */
export async function saveOwner(dir: string, owner: OwnerFile): Promise<void> {
  await savePrivateFile(toOwnerPath(dir), JSON.stringify(owner));
}

/** Reads who owns a state folder; undefined where nobody does, or the file makes no sense. */
export async function readOwner(dir: string): Promise<OwnerFile | undefined> {
  const text = await readFileIfThere(toOwnerPath(dir));
  const value = text === undefined ? undefined : parseOrUndefined(text);
  if (!isObject(value)) return undefined;
  const { owner, port, accessKey } = value;
  if (typeof owner !== "string" || typeof port !== "number" || typeof accessKey !== "string")
    return undefined;
  return { owner, port, accessKey };
}

/** Says that the owner ended in good order: its last write is complete. */
export async function deleteOwner(dir: string): Promise<void> {
  try {
    await unlink(toOwnerPath(dir));
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // somebody's half-written or edited file names no owner; LevelDB's lock has the last word anyway
  }
}
