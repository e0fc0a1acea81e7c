import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as soon } from "node:timers/promises";
import { expect, test } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import { createTurns } from "../../src/cli/turns.ts";
import { openState } from "../../src/local/open-state.ts";

const toName = (name: string): ApplicationName => ({ namespace: "argocd", name });
const names = Array.from({ length: 6 }, (_, index) => toName(`app-${index}`));

/** Works that begin when it is their turn, and end when they are told to. */
function startAll(turns = createTurns()) {
  const begun: string[] = [];
  const ends = new Map(names.map((each) => [each.name, Promise.withResolvers<string>()]));
  const all = names.map((each) =>
    turns.of(each)(async () => {
      begun.push(each.name);
      return await (ends.get(each.name)?.promise ?? "");
    }, "sync"),
  );
  return { begun, ends, all };
}

test("four applications are compared at the same time; the end of one is the turn of the next", async () => {
  const { begun, ends, all } = startAll();
  await soon();
  expect(begun).toEqual(["app-0", "app-1", "app-2", "app-3"]);
  ends.get("app-2")?.resolve("done");
  expect(await all[2]).toBe("done");
  await soon();
  expect(begun).toEqual(["app-0", "app-1", "app-2", "app-3", "app-4"]);
  for (const { resolve } of ends.values()) resolve("");
  await Promise.all(all);
});

test("comparisons are under way until the last has ended", async () => {
  const turns = createTurns();
  expect(turns.areComparing()).toBe(false);
  const { ends, all } = startAll(turns);
  for (const { name } of names) {
    await soon();
    expect(turns.areComparing()).toBe(true);
    ends.get(name)?.resolve("");
  }
  await Promise.all(all);
  await soon();
  expect(turns.areComparing()).toBe(false);
});

test("one that fails gives its turn away, and its error to whoever waits for it", async () => {
  const { begun, ends, all } = startAll();
  ends.get("app-0")?.reject(new Error("broken"));
  await expect(all[0]).rejects.toThrow("broken");
  await soon();
  expect(begun).toContain("app-4");
  for (const { resolve } of ends.values()) resolve("");
  await Promise.all(all.slice(1));
});

test("whoever saves its operation waits for its cluster: the next is compared meanwhile", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-turns-"));
  const state = await openState(folder, { now: Date.now });
  try {
    const turns = createTurns();
    const { applications } = turns.watch(state);
    const { begun, ends, all } = startAll(turns);
    await applications.mark(toName("app-1"), Date.now());
    const lease = await applications.acquire(toName("app-1"));
    if (lease === undefined) throw new Error("Cannot test: nobody else holds the lease");
    expect(begun).not.toContain("app-4");
    await applications.save(lease, {});
    await soon();
    expect(begun).toContain("app-4");
    expect(begun).not.toContain("app-5");
    for (const { resolve } of ends.values()) resolve("");
    await Promise.all(all);
  } finally {
    await state.close();
    await rm(folder, { recursive: true, force: true });
  }
});
