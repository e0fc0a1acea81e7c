import { mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { RepositoryFile } from "../../render/tool-run.ts";

/** A directory that only this user can read: `files` holds what a tool was given, `home` is its home. */
export type PrivateDirectory = { readonly path: string; readonly files: string; readonly home: string };

/** Longer than any run takes, from its directory's creation to its removal. */
const staleAfterMs = 2 * limits.toolTimeoutMs + 60_000;
const writesAtOnce = 32;

/** Makes a directory below `folder` and writes the files. Throws LIMIT_EXCEEDED, and UNSUPPORTED for a path that leads outside. */
export async function createPrivateDirectory(
  folder: string,
  files: readonly RepositoryFile[],
): Promise<PrivateDirectory> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = await realpath(await mkdtemp(join(folder, "run-"))); // mode 0700
  const directory = { path, files: join(path, "files"), home: join(path, "home") };
  try {
    await mkdir(join(directory.home, "tmp"), { recursive: true, mode: 0o700 });
    await mkdir(directory.files, { mode: 0o700 });
    await writeFiles(directory.files, files);
  } catch (error) {
    await removePrivateDirectory(directory);
    throw error;
  }
  return directory;
}

/** Removes a directory with everything a tool left in it. */
export async function removePrivateDirectory(directory: PrivateDirectory): Promise<void> {
  await rm(directory.path, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes directories that a process left behind when it died; those of running processes are younger. */
export async function sweepPrivateDirectories(folder: string, now: number): Promise<void> {
  for (const name of await listNames(folder)) {
    const path = join(folder, name);
    const modifiedAt = await stat(path).then(
      (stats) => stats.mtimeMs,
      () => now, // somebody else swept it
    );
    if (now - modifiedAt > staleAfterMs) await rm(path, { recursive: true, force: true });
  }
}

async function listNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.startsWith("run-"));
  } catch {
    return []; // nothing ran here yet
  }
}

async function writeFiles(root: string, files: readonly RepositoryFile[]): Promise<void> {
  const contents = files.map((file) => ({ path: toSafePath(root, file.path), bytes: toBytes(file) }));
  const total = contents.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  if (total > limits.toolInputBytesMax || files.length > limits.filesPerApplicationMax)
    throw tooMuch(files.length, total);
  const folders = new Set(contents.map(({ path }) => dirname(path)));
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let start = 0; start < contents.length; start += writesAtOnce) {
    const batch = contents.slice(start, start + writesAtOnce);
    await Promise.all(batch.map(({ path, bytes }) => writeFile(path, bytes, { flag: "wx", mode: 0o600 })));
  }
}

function toBytes(file: RepositoryFile): Buffer {
  return Buffer.from(file.content, file.encoding ?? "utf8");
}

// Paths were resolved inside the repository already; this is the wall behind that.
function toSafePath(root: string, path: string): string {
  const parts = path.split("/");
  const isSafe = parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\0\\]/.test(part));
  if (!isSafe)
    throw new ReconcileError(
      "UNSUPPORTED",
      `Cannot hand ${JSON.stringify(path)} to a tool: not a plain path`,
    );
  return join(root, ...parts);
}

function tooMuch(count: number, bytes: number): ReconcileError {
  const message = `Cannot render: ${count} files of ${bytes} bytes are more than a tool is given; narrow spec.source.path`;
  return new ReconcileError("LIMIT_EXCEEDED", message);
}
