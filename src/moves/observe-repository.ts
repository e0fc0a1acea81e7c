import type { ApplicationName } from "../application/application.ts";
import { codeOf, nextMove } from "../errors.ts";
import type { ObservePorts } from "../ports/ports.ts";
import type { SeenHeads, WatchingApplication } from "../ports/seen-repositories.ts";
import { maskUrl } from "../source/repository-url.ts";
import { isTouched } from "../source/watch.ts";
import { readWatched } from "../tasks/read-watched.ts";
import { orFailure } from "./failure.ts";
import type { ObserveReport } from "./observe-report.ts";
import { resolveHead } from "./resolve-head.ts";
import { markAndWake } from "./wake.ts";

type Heads = ReadonlyMap<string, string>;

/**
 * Wakes the applications that the commits since the last look concern, and saves the heads. A repository that nobody uses is not
 * asked, whoever names it; one that does not answer is a failure of the report, and found moved again by the next tick.
 */
export async function observeRepository(repoUrl: string, ports: ObservePorts): Promise<ObserveReport> {
  const { repositories } = ports.seen;
  // In this order: whoever is noted between the two is observed by the next look, and not forgotten by this one.
  const known = await repositories.readHeads(repoUrl);
  const watching = await repositories.applications(repoUrl);
  const revisions = toRevisions(known, watching);
  const looked = await orFailure(maskUrl(repoUrl), async () => {
    const heads = await resolveHeads(toUsedUrl(repoUrl, watching), revisions, ports);
    const news = watching.filter((each) => isNews(each, { known, heads }));
    return { heads, touched: await findTouched(news, heads, ports) };
  });
  if ("failure" in looked) {
    return { asked: revisions.length, moved: 0, woken: 0, failures: [looked.failure] };
  }
  const { heads, touched } = looked.answer;
  await markAndWake(touched, ports);
  const moved = revisions.filter((revision) => known[revision] !== heads.get(revision)).length;
  if (moved > 0 || Object.keys(known).length !== heads.size) {
    await repositories.saveHeads(repoUrl, Object.fromEntries(heads));
  }
  return { asked: revisions.length, moved, woken: touched.length, failures: [] };
}

/** What is noted and was never resolved is kept once more: the index may not show yet who noted it. */
function toRevisions(known: SeenHeads, watching: readonly WatchingApplication[]): readonly string[] {
  const noted = Object.keys(known).filter((revision) => known[revision] === "");
  return [...new Set([...watching.map(({ watch }) => watch.targetRevision), ...noted])];
}

/** What a webhook says is only compared: the repository is asked under the URL that an application has. */
function toUsedUrl(repoUrl: string, [first]: readonly WatchingApplication[]): string {
  return first?.watch.repoUrl ?? repoUrl;
}

async function resolveHeads(
  repoUrl: string,
  revisions: readonly string[],
  { git }: ObservePorts,
): Promise<Heads> {
  const heads = new Map<string, string>();
  // One after the other: the first asks the repository, and the others are answered by what it said.
  for (const revision of revisions) heads.set(revision, await resolveHead(repoUrl, revision, git));
  return heads;
}

/** Whoever has looked at that commit already knows what it has for them. */
function isNews(
  { watch }: WatchingApplication,
  { known, heads }: { readonly known: SeenHeads; readonly heads: Heads },
): boolean {
  const sha = heads.get(watch.targetRevision);
  return sha !== watch.sha && sha !== known[watch.targetRevision];
}

async function findTouched(
  watching: readonly WatchingApplication[],
  heads: Heads,
  ports: ObservePorts,
): Promise<readonly ApplicationName[]> {
  const touched: ApplicationName[] = [];
  for (const [sha = "", group] of Map.groupBy(watching, ({ watch }) => heads.get(watch.targetRevision))) {
    const folders = sha === "" ? undefined : await readFolders(sha, group, ports);
    const concerned = group.filter(({ watch }) => folders === undefined || isTouched(watch, folders));
    touched.push(...concerned.map(({ name }) => name));
  }
  return touched;
}

/** Reads what applications watch, each once; undefined: it cannot be read, so that everybody looks for themselves. */
async function readFolders(
  sha: string,
  watching: readonly WatchingApplication[],
  { git }: ObservePorts,
): Promise<ReadonlyMap<string, string> | undefined> {
  const watched = watching.flatMap(({ watch }) => Object.keys(watch.reads));
  const repoUrl = toUsedUrl("", watching);
  try {
    return await readWatched(watched, { repoUrl, sha }, git);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || nextMove[code] !== "stall") throw error;
    return undefined;
  }
}
