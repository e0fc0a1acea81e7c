/*
 * The room of what a targetRevision means.
 *
 * In: what the user wrote (`main`, `v1.2.0`, a SHA, `HEAD`) and the refs that the repository lists now.
 * Out: one full SHA, and the ref that named it.
 *
 * The rules, in order:
 * 1. nothing or `HEAD`: the repository's default branch;
 * 2. a full SHA: itself, whatever is listed;
 * 3. the exact name of a ref: `refs/heads/x`, `refs/tags/x`;
 * 4. a tag, then a branch of that name: gitrevisions(7). (Argo CD takes whichever its client lists first, an order that
 *    go-git does not define: argo-cd util/git/client.go, lsRemote.) An annotated tag means the commit it points at;
 * 5. anything else is not found, and the message says what it looks like: a version range, a short SHA, no ref name.
 *
 * Beside it: repository-url.ts (addresses), credentials.ts (who gets which), repository-path.ts (paths inside).
 */
import { ReconcileError } from "../errors.ts";
import { isFullSha, isShortSha, isVersionRange, refNameProblem } from "./ref-name.ts";
import type { Refs } from "./revision.ts";

/** A commit, and the full name of the ref that led to it; no ref: the user wrote the SHA. */
export type SelectedRevision = { readonly sha: string; readonly ref?: string };

/** Selects the commit that a targetRevision means. Throws REVISION_NOT_FOUND, UNSUPPORTED; `repository` is for messages. */
export function selectRevision(refs: Refs, targetRevision: string, repository: string): SelectedRevision {
  const wanted = targetRevision.trim();
  if (isFullSha(wanted)) return { sha: wanted.toLowerCase() };
  for (const ref of candidateRefs(wanted, refs.head)) {
    const sha = refs.refs.get(ref);
    if (sha !== undefined) return { sha, ref };
  }
  throw notFound(refs, wanted, repository);
}

/** Gives the full ref names that a targetRevision may mean, best first. */
export function candidateRefs(targetRevision: string, head: string | undefined): readonly string[] {
  const wanted = targetRevision.trim();
  if (wanted === "" || wanted === "HEAD") return head === undefined ? ["HEAD"] : [head, "HEAD"];
  const named = [`refs/tags/${wanted}`, `refs/heads/${wanted}`];
  return wanted.startsWith("refs/") ? [wanted, ...named] : named;
}

function notFound(refs: Refs, wanted: string, repository: string): ReconcileError {
  const action = `Cannot resolve targetRevision ${JSON.stringify(wanted)}: `;
  if (refs.refs.size === 0) return missing(`${action}${repository} has no commits; push one first`);
  if (wanted === "" || wanted === "HEAD")
    return missing(`${action}${repository} names no default branch; write a branch or a tag`);
  if (isVersionRange(wanted))
    return new ReconcileError(
      "UNSUPPORTED",
      `${action}version ranges over tags are not supported yet; write an exact tag of ${repository}`,
    );
  const problem = refNameProblem(wanted);
  if (problem !== undefined) return missing(`${action}this cannot be a branch or tag: ${problem}`);
  if (/^refs\/(?!heads\/|tags\/)/.test(wanted))
    return new ReconcileError(
      "UNSUPPORTED",
      `${action}only refs/heads/ and refs/tags/ are looked up; write a branch, a tag or the full SHA`,
    );
  if (isShortSha(wanted))
    return missing(
      `${action}${repository} has no such tag or branch; if it is a short SHA, write all 40 digits`,
    );
  return missing(`${action}${repository} has no such tag or branch`);
}

function missing(message: string): ReconcileError {
  return new ReconcileError("REVISION_NOT_FOUND", message);
}
