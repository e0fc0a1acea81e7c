import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openState } from "../../../src/local/open-state.ts";

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

test("after a crash the indexes agree with the items again; only then are they looked through", async () => {
  await useState(async ({ applications, specs }) => {
    for (const name of ["unlisted", "stale", "moved", "ghost"]) {
      await applications.mark(nameOf(name), 1_000);
      await specs.save({ kind: "Application", metadata: nameOf(name) });
    }
  });
  const old = await withStore(async (store) => [
    ...(await entriesOf(store, "due", "stale")),
    ...(await entriesOf(store, "due", "moved")),
    ...(await entriesOf(store, "byKind", "ghost")),
  ]);
  await useState(async ({ applications, specs }) => {
    const lease = await applications.acquire(nameOf("stale"));
    if (lease === undefined) throw new Error("the lease should be free");
    await applications.finish(lease, {}, undefined);
    await applications.mark(nameOf("moved"), 500);
    await specs.delete("Application", nameOf("ghost"));
  });
  await withStore(async (store) => {
    for (const [key, value] of old) await store.put(key, value);
    for (const index of ["due", "byKind"])
      for (const [key] of await entriesOf(store, index, "unlisted")) await store.del(key);
  });

  await useState(async ({ applications, specs }) => {
    expect(textOf(await applications.due(2_000))).toEqual(["ghost", "moved", "moved", "stale"]);
    expect(textOf(await specs.list("Application"))).toEqual(["ghost", "moved", "stale"]);
  });
  await writeFile(
    join(dir, "owner.json"),
    JSON.stringify({ owner: "somebody/dead", port: 1, accessKey: "x" }),
  );
  await useState(async ({ applications, specs }) => {
    expect(textOf(await applications.due(2_000))).toEqual(["ghost", "moved", "unlisted"]);
    expect(textOf(await specs.list("Application"))).toEqual(["moved", "stale", "unlisted"]);
    expect(await applications.acquire(nameOf("stale"))).toBeUndefined();
    expect(await applications.acquire(nameOf("unlisted"))).toMatchObject({ want: 1, token: 1 });
  });
});
