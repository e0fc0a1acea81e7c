import { readPaths } from "../../src/adapters/declarations/read-paths.ts";
import type { Repository } from "../../src/application/control-plane.ts";
import { parseControlPlane } from "../../src/application/parse-control-plane.ts";

/** Reads the repository Secrets of files and folders. */
export async function readDeclaredRepositories(paths: readonly string[]): Promise<readonly Repository[]> {
  return parseControlPlane(await readPaths(paths)).repositories;
}
