import { createHash, randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gunzipSync, gzip } from "node:zlib";
import { messageOf } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { RenderCache } from "../../ports/render-cache.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

export type RenderCacheOptions = {
  readonly folder: string;
  readonly entriesMax?: number;
  readonly bytesMax?: number;
  /** Is told why an entry could not be saved; the render goes on without. */
  readonly onProblem?: (message: string) => void;
};

/** A listing of the folder costs some milliseconds, so it is made once for so many saves. */
const savesPerSweep = 20;
/** What was used less long ago counts as used now. */
const touchedEveryMs = 3_600_000;
const ending = ".json.gz";

/** Makes a render cache in a folder: compressed, checked when read, the oldest entries dropped beyond the bounds. */
export function createFolderRenderCache(options: RenderCacheOptions): RenderCache {
  return new FolderRenderCache(options);
}

class FolderRenderCache implements RenderCache {
  readonly #folder: string;
  readonly #bounds: Bounds;
  readonly #onProblem: (message: string) => void;
  #saves = 0;

  constructor({ folder, entriesMax = 2_000, bytesMax = 256 * 1024 * 1024, onProblem }: RenderCacheOptions) {
    this.#folder = folder;
    this.#bounds = { entriesMax, bytesMax };
    this.#onProblem = onProblem ?? (() => undefined);
  }

  async read(key: string): Promise<string | undefined> {
    const path = this.#toPath(key);
    try {
      // Small files that are read at every tick: by threads it would take ten times as long.
      const { mtimeMs } = statSync(path);
      const text = await unpack(key, readFileSync(path));
      if (text === undefined) await rm(path, { force: true });
      else if (Date.now() - mtimeMs > touchedEveryMs) await touch(path);
      return text;
    } catch {
      return undefined; // not there, or not readable: rendered again
    }
  }

  async save(key: string, text: string): Promise<void> {
    const partial = `${this.#toPath(key)}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(partial, await pack(key, text), { mode: 0o600 });
      await rename(partial, this.#toPath(key));
      if (this.#saves % savesPerSweep === 0) await sweep(this.#folder, this.#bounds);
      this.#saves += 1;
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined); // the first error is the one told
      this.#onProblem(`Cannot save to the render cache ${this.#folder}: ${messageOf(error)}`);
    }
  }

  // Any text may be a key; only a hash is sure to be a file name.
  #toPath(key: string): string {
    return join(this.#folder, createHash("sha256").update(key).digest("hex") + ending);
  }
}

// The checksum covers the key too: an entry that was renamed is not another's.
function checksum(key: string, bytes: Uint8Array): Buffer {
  return createHash("sha256").update(key).update("\0").update(bytes).digest();
}

async function pack(key: string, text: string): Promise<Buffer> {
  const bytes = await compress(text);
  return Buffer.concat([checksum(key, bytes), bytes]);
}

/** The text of an entry; undefined: damaged. */
async function unpack(key: string, entry: Buffer): Promise<string | undefined> {
  const bytes = entry.subarray(32);
  if (!checksum(key, bytes).equals(entry.subarray(0, 32))) return undefined;
  const options = { maxOutputLength: 8 * limits.toolOutputBytesMax };
  // Up to here another thread costs more than the work.
  const isSmall = bytes.byteLength <= 32 * 1024;
  const text = isSmall ? gunzipSync(bytes, options) : await decompress(bytes, options);
  return text.toString("utf8");
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

type Bounds = { readonly entriesMax: number; readonly bytesMax: number };

/** Removes the oldest entries beyond the bounds; what a process that died left half-written ages out like any other. */
async function sweep(folder: string, { entriesMax, bytesMax }: Bounds): Promise<void> {
  const entries = await listEntries(folder);
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    bytes += entry.bytes;
    if (index >= entriesMax || bytes > bytesMax) await rm(entry.path, { force: true });
  }
}

type Entry = { readonly path: string; readonly bytes: number; readonly usedAt: number };

/** Newest first. */
async function listEntries(folder: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined); // another process swept it
    if (stats !== undefined) entries.push({ path, bytes: stats.size, usedAt: stats.mtimeMs });
  }
  return entries.sort((a, b) => b.usedAt - a.usedAt);
}
