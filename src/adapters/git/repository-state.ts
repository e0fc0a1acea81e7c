import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const sha = z.string().regex(/^[0-9a-f]{40}$/);

const commitSchema = z.object({
  sha,
  tree: sha,
  author: z.string(),
  subject: z.string(),
  committedAt: z.number(),
});

const stateSchema = z.object({
  version: z.literal(1),
  url: z.string(),
  generation: z.string().regex(/^packs-[0-9a-f-]+$/),
  commits: z.array(commitSchema),
  shallow: z.array(sha),
  tips: z.record(z.string(), sha),
});

/** A commit whose objects are all here. */
export type StoredCommit = z.infer<typeof commitSchema>;

/**
 * What is known of the packs of one repository: their directory ("generation"), the commits that are complete, where
 * their history is cut, and the last commit of each ref. Written after the packs it speaks of, so it is always true.
 */
export type RepositoryState = z.infer<typeof stateSchema>;

/** Commits remembered by state; the newest are kept. */
const commitsMax = 100;

/** Generations of other processes, or of a crash, are removed when nothing has touched them for this long. */
const strayAgeMs = 3_600_000;

/** Makes the state of a repository that is not here yet. */
export function emptyState(url: string): RepositoryState {
  return { version: 1, url, generation: `packs-${randomUUID()}`, commits: [], shallow: [], tips: {} };
}

/** Reads the state; undefined: none, or a broken one, which costs a clone. */
export async function readState(folder: string): Promise<RepositoryState | undefined> {
  try {
    return stateSchema.safeParse(JSON.parse(await readFile(join(folder, "state.json"), "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Saves the state by rename, together with what another process saved of the same packs meanwhile; gives the sum. */
export async function saveState(folder: string, state: RepositoryState): Promise<RepositoryState> {
  const other = await readState(folder);
  const merged = other?.generation === state.generation ? merge(other, state) : state;
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `tmp-${randomUUID()}.json`);
  await writeFile(temporary, JSON.stringify(merged));
  await rename(temporary, join(folder, "state.json"));
  return merged;
}

/** Removes packs that no state speaks of any more, once they are old enough that no process reads them. */
export async function removeStrays(folder: string, keep: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (name === keep || !/^(?:packs|tmp)-/.test(name)) continue;
    const path = join(folder, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed !== undefined && now - changed.mtimeMs > strayAgeMs)
      await rm(path, { recursive: true, force: true });
  }
}

function merge(other: RepositoryState, ours: RepositoryState): RepositoryState {
  const commits = new Map([...other.commits, ...ours.commits].map((one) => [one.sha, one]));
  return {
    ...ours,
    commits: [...commits.values()].slice(-commitsMax),
    shallow: [...new Set([...other.shallow, ...ours.shallow])],
    tips: { ...other.tips, ...ours.tips },
  };
}
