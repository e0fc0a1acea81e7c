import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { ControlPlaneFile } from "../../declaration/control-plane-file.ts";
import { ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";

const manifestName = /\.(ya?ml|json)$/;

/**
 * Reads what `--apps` names: files, folders (their YAML and JSON files, subfolders too) or `-` for standard input. Throws
 * CONFIG_INVALID naming the path that is not there or holds nothing to read.
 */
export async function readPaths(paths: readonly string[]): Promise<readonly ControlPlaneFile[]> {
  const files: ControlPlaneFile[] = [];
  for (const path of paths) files.push(...(await readPath(path)));
  return files;
}

async function readPath(path: string): Promise<readonly ControlPlaneFile[]> {
  if (path === "-") return [{ file: "-", text: await text(process.stdin) }];
  if (!(await isFolder(path))) return [await readOne(path)];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && manifestName.test(entry.name));
  if (names.length === 0) {
    throw new ReconcileError(
      "CONFIG_INVALID",
      `Cannot read ${path}: the folder holds no .yaml, .yml or .json file`,
    );
  }
  if (names.length > limits.filesPerApplicationMax) {
    const message = `Cannot read ${path}: ${names.length} files, at most ${limits.filesPerApplicationMax}: name a folder that holds only Applications`;
    throw new ReconcileError("LIMIT_EXCEEDED", message);
  }
  const found = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return await Promise.all(found.map(readOne));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new ReconcileError("CONFIG_INVALID", `Cannot read ${path}: no such file or folder`, {
      cause,
    });
  }
}

async function readOne(path: string): Promise<ControlPlaneFile> {
  const { size } = await stat(path);
  if (size > limits.fileBytesMax) {
    throw new ReconcileError(
      "LIMIT_EXCEEDED",
      `Cannot read ${path}: ${size} bytes, at most ${limits.fileBytesMax}`,
    );
  }
  return { file: path, text: await readFile(path, "utf8") };
}
