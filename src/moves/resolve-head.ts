import { codeOf, type ErrorCode } from "../errors.ts";
import type { Git } from "../ports/git.ts";
import { isFullSha } from "../source/ref-name.ts";

/** The repository answers, or need not be asked: there is no such revision as the application is written. */
const unresolvable: ReadonlySet<ErrorCode | undefined> = new Set([
  "APPLICATION_INVALID",
  "REVISION_NOT_FOUND",
  "UNSUPPORTED",
] as const);

/**
 * Gives the commit that a targetRevision names now, as it is kept among the seen heads; "" where there is none. Throws where
 * the repository cannot be asked.
 */
export async function resolveHead(
  repoUrl: string,
  targetRevision: string,
  git: Pick<Git, "resolve">,
): Promise<string> {
  if (isFullSha(targetRevision.trim())) return targetRevision.trim().toLowerCase();
  try {
    return (await git.resolve(repoUrl, targetRevision)).sha;
  } catch (error) {
    if (unresolvable.has(codeOf(error))) return "";
    throw error;
  }
}
