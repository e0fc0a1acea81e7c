import { codeOf, messageOf, ReconcileError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { RepositoryFile } from "../../render/tool-run.ts";
import { resolveRepositoryPath } from "../../source/repository-path.ts";
import type { Objects } from "./objects.ts";
import { findPath } from "./tree-walk.ts";

/**
 * Reads files in the order asked for, as text, or as base64 where they are not UTF-8; what is not there, or is no file, is
 * left out. All that cannot be read is named in one error: a bad link or path, a file too large, one that Git LFS keeps.
 */
export async function readRepositoryFiles(
  objects: Objects,
  tree: string,
  paths: readonly string[],
): Promise<readonly RepositoryFile[]> {
  if (paths.length > limits.filesPerApplicationMax)
    throw tooMuch(`${paths.length} files, more than ${limits.filesPerApplicationMax}`);
  const files: RepositoryFile[] = [];
  const problems: ReconcileError[] = [];
  let bytes = 0;
  for (const path of paths) {
    try {
      const file = await readFile(objects, tree, path);
      if (file === undefined) continue;
      bytes += file.content.length;
      files.push(file);
    } catch (error) {
      if (!(error instanceof ReconcileError)) throw error;
      problems.push(error);
    }
    if (bytes > limits.filesBytesPerApplicationMax)
      throw tooMuch(`more than ${limits.filesBytesPerApplicationMax} bytes of files`);
  }
  if (problems.length > 0) throw allOf(problems);
  return files;
}

async function readFile(objects: Objects, tree: string, path: string): Promise<RepositoryFile | undefined> {
  const found = await findPath(objects, tree, resolveRepositoryPath("", path));
  if (found?.type !== "blob") return undefined;
  const bytes = await objects.blob(found.oid);
  if (bytes.length > limits.fileBytesMax)
    throw new ReconcileError(
      "LIMIT_EXCEEDED",
      `Cannot read file ${JSON.stringify(path)}: ${bytes.length} bytes are more than ${limits.fileBytesMax}; split it`,
    );
  const file = toFile(path, bytes);
  if (file.content.startsWith("version https://git-lfs.github.com/spec/"))
    throw new ReconcileError(
      "UNSUPPORTED",
      `Cannot read file ${JSON.stringify(path)}: Git LFS keeps its content elsewhere; commit the file itself`,
    );
  return file;
}

function toFile(path: string, bytes: Uint8Array): RepositoryFile {
  try {
    return { path, content: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { path, content: Buffer.from(bytes).toString("base64"), encoding: "base64" };
  }
}

function allOf(problems: readonly ReconcileError[]): ReconcileError {
  const [first] = problems;
  if (problems.length === 1 && first !== undefined) return first;
  return new ReconcileError(codeOf(first) ?? "PATH_NOT_FOUND", problems.map(messageOf).join("; "), {
    cause: new AggregateError(problems),
  });
}

function tooMuch(what: string): ReconcileError {
  return new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot read the application's files: ${what}; narrow its path or directory.include`,
  );
}
