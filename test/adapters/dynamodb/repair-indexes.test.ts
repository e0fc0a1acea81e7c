import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openState } from "../../../src/local/open-state.ts";
import { take } from "../../contracts/worker.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "outrigger-repair-"));
});
afterEach(() => rm(dir, { recursive: true }));

const nameOf = (name: string) => ({ namespace: "argocd", name });
const textOf = (names: readonly { readonly name: string }[]) => names.map((name) => name.name).toSorted();

/** Works on the emulator's own entries, as a process leaves them that is killed between two of its writes. */
async function withStore<T>(work: (store: ClassicLevel) => Promise<T>): Promise<T> {
  const store = new ClassicLevel(join(dir, "table"));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function entriesOf(store: ClassicLevel, index: string, name: string): Promise<[string, string][]> {
  const entries = await store.iterator().all();
  return entries.filter(
    ([key, value]) => key.startsWith(`index-global~outrigger~${index}~`) && value.includes(name),
  );
}

async function useState<T>(work: (state: Awaited<ReturnType<typeof openState>>) => Promise<T>): Promise<T> {
  const state = await openState(dir, { now: Date.now });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

/** How many entries each application has in an index. */
async function countEntries(index: string): Promise<Record<string, number>> {
  return await withStore(async (store) => {
    const counts: Record<string, number> = {};
    for (const name of ["unlisted", "stale", "moved", "ghost"]) {
      const { length } = await entriesOf(store, index, name);
      if (length > 0) counts[name] = length;
    }
    return counts;
  });
}

const watch = { repoUrl: "https://example.org/old", targetRevision: "main", sha: "", reads: {} };

test("after a crash the indexes agree with the items again; only then are they looked through", async () => {
  await useState(async ({ applications, specs }) => {
    for (const name of ["unlisted", "stale", "moved", "ghost"]) {
      await applications.mark(nameOf(name), 1_000);
      const lease = await take({ applications }, nameOf(name));
      await applications.finish(lease, { watch }, 1_000);
      await specs.save({ kind: "Application", metadata: nameOf(name) });
    }
  });
  const old = await withStore(async (store) => [
    ...(await entriesOf(store, "due", "stale")),
    ...(await entriesOf(store, "due", "moved")),
    ...(await entriesOf(store, "byKind", "ghost")),
    ...(await entriesOf(store, "byRepository", "moved")),
  ]);
  await useState(async ({ applications, specs }) => {
    await applications.finish(await take({ applications }, nameOf("stale")), {}, undefined);
    const lease = await take({ applications }, nameOf("moved"));
    await applications.finish(lease, { watch: { ...watch, repoUrl: "https://example.org/new" } }, 500);
    await specs.delete("Application", nameOf("ghost"));
  });
  await withStore(async (store) => {
    for (const [key, value] of old) await store.put(key, value);
    for (const index of ["due", "byKind", "byRepository"])
      for (const [key] of await entriesOf(store, index, "unlisted")) await store.del(key);
  });

  await useState(async ({ specs }) => {
    expect(textOf(await specs.list("Application"))).toEqual(["ghost", "moved", "stale"]);
  });
  expect(await countEntries("due")).toEqual({ stale: 1, moved: 2, ghost: 1 });
  expect(await countEntries("byRepository")).toEqual({ stale: 1, moved: 2, ghost: 1 });
  await writeFile(
    join(dir, "owner.json"),
    JSON.stringify({ owner: "somebody/dead", port: 1, accessKey: "x" }),
  );
  await useState(async ({ applications, specs, seen }) => {
    expect(textOf(await specs.list("Application"))).toEqual(["moved", "stale", "unlisted"]);
    const watching = await seen.repositories.applications(watch.repoUrl);
    expect(textOf(watching.map((each) => each.name))).toEqual(["ghost", "stale", "unlisted"]);
    expect(await applications.acquire(nameOf("stale"))).toBeUndefined();
    expect(textOf(await applications.claimDue(Date.now()))).toEqual(["ghost", "moved", "unlisted"]);
    expect(await applications.acquire(nameOf("unlisted"))).toMatchObject({ want: 1, token: 2 });
  });
  expect(await countEntries("due")).toEqual({ unlisted: 1, moved: 1, ghost: 1 });
  expect(await countEntries("byKind")).toEqual({ unlisted: 1, stale: 1, moved: 1 });
  expect(await countEntries("byRepository")).toEqual({ unlisted: 1, stale: 1, moved: 1, ghost: 1 });
});
