import { randomBytes } from "node:crypto";
import { link, unlink } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, ReconcileError } from "../errors.ts";
import { isErrno, readFileIfThere, savePrivateFile } from "./private-file.ts";

const keyText = /^[0-9a-f]{64}$/;

/** Gives the installation's key for keyed hashes from the state folder, 64 hexadecimal digits; makes it at the first call. */
export async function readOrMakeKey(dir: string): Promise<string> {
  const path = join(dir, "hash.key");
  try {
    const present = await readFileIfThere(path);
    return checkKey(present ?? (await makeKey(path)), path);
  } catch (error) {
    if (error instanceof ReconcileError) throw error;
    const message = `Cannot read or make the key file ${path}: ${messageOf(error)}; make its folder writable`;
    throw new ReconcileError("CONFIG_INVALID", message, { cause: error });
  }
}

/** Two processes may start at once: the first link stays, and both use it. */
async function makeKey(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const key = randomBytes(32).toString("hex");
  await savePrivateFile(draft, key);
  try {
    await link(draft, path);
    return key;
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
    return (await readFileIfThere(path)) ?? "";
  } finally {
    await unlink(draft);
  }
}

function checkKey(text: string, path: string): string {
  if (keyText.test(text)) return text;
  throw new ReconcileError(
    "CONFIG_INVALID",
    `Cannot use the key file ${path}: it holds ${text.length} characters and not 64 hexadecimal digits; delete it (everything is compared afresh once)`,
  );
}
