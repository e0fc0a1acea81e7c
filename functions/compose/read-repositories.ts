import type { Repository } from "../../src/application/control-plane.ts";
import type { FunctionEnvironment } from "./environment.ts";

/**
 * Gives the credentials of repositories: those of the environment, and in the local mode those of the declared Secrets, which
 * are never stored and so are read where they are declared.
 */
export async function readRepositories(environment: FunctionEnvironment): Promise<readonly Repository[]> {
  const { apps, repositories } = environment;
  if (apps.length === 0) return repositories;
  // Parsers of YAML take long to load, and most environments have no files.
  const { readDeclaredRepositories } = await import("./read-declared-repositories.ts");
  return [...(await readDeclaredRepositories(apps)), ...repositories];
}
