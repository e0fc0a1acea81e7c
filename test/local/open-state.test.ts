import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { type LocalState, openState } from "../../src/local/open-state.ts";
import { readOwner } from "../../src/local/owner-file.ts";
import { codeFrom } from "../contracts/worker.ts";
import { type Child, startChild } from "./child-process.ts";

let dir: string;
let open: LocalState[];
let children: Child[];

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "outrigger-state-")), "state");
  open = [];
  children = [];
});
afterEach(async () => {
  for (const state of open) await state.close();
  for (const child of children) await child.kill();
  await rm(join(dir, ".."), { recursive: true });
});

async function start(options: { readonly leaseMs?: number } = {}): Promise<LocalState> {
  const state = await openState(dir, { now: Date.now, ...options });
  open.push(state);
  return state;
}

async function stop(state: LocalState): Promise<void> {
  open.splice(open.indexOf(state), 1);
  await state.close();
}

function startOther(prefix?: string): Child {
  const child = startChild(dir, prefix);
  children.push(child);
  return child;
}

const nameOf = (name: string) => ({ namespace: "argocd", name });
const namesOf = (child: Child, verb: string) =>
  child.lines.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1));

async function expectAllThere(state: LocalState, child: Child): Promise<void> {
  const listed = (await state.specs.list("Application")).map((name) => name.name);
  expect(listed).toEqual(expect.arrayContaining(namesOf(child, "spec")));
  for (const name of listed) expect(await state.specs.read("Application", nameOf(name))).toBeDefined();
  for (const name of namesOf(child, "save")) {
    expect((await state.applicationData.read(nameOf(name)))?.bulk).toBeDefined();
  }
  // As a tick sees it once no message can be on its way any more.
  const later = Date.now() + limits.resendPauseMs + 1_000;
  const due = new Set((await state.applications.claimDue(later)).map((name) => name.name));
  const finished = new Set(namesOf(child, "finish"));
  const owed = namesOf(child, "mark").filter((name) => !finished.has(name));
  // The last one may have been finished without its line.
  for (const name of owed.slice(0, -1)) expect([...due]).toContain(name);
  for (const name of finished) expect([...due]).not.toContain(name);
}

describe("a state folder", () => {
  test("is private, and closed in good order leaves no owner", async () => {
    const state = await start();
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, "owner.json"))).mode & 0o777).toBe(0o600);
    await stop(state);
    expect(await readOwner(dir)).toBeUndefined();
  });

  test("keeps what was saved when it is opened again", async () => {
    const first = await start();
    await first.specs.save({ kind: "Application", metadata: nameOf("shop") });
    await stop(first);
    expect(await (await start()).specs.list("Application")).toEqual([nameOf("shop")]);
  });

  test("is owned by one of many that start at once, and all use the same table", async () => {
    const states = await Promise.all(Array.from({ length: 5 }, () => start()));
    expect(states.map((state) => state.role()).sort()).toEqual([
      "joiner",
      "joiner",
      "joiner",
      "joiner",
      "owner",
    ]);
    await Promise.all(states.map((state) => state.applications.mark(nameOf("shop"), 1)));
    const leases = await Promise.all(states.map((state) => state.applications.acquire(nameOf("shop"))));
    expect(leases.filter((lease) => lease !== undefined)).toMatchObject([{ want: 5, token: 1 }]);
  });

  test("goes to a joiner when its owner closes it in the middle of their work", async () => {
    const owner = await start();
    const joiner = await start();
    await joiner.applications.mark(nameOf("shop"), 1);
    const work = Promise.all(
      Array.from({ length: 20 }, (_, n) => joiner.applications.mark(nameOf(`a${n}`), 1)),
    );
    await stop(owner);
    await work;
    expect(joiner.role()).toBe("owner");
    expect(await joiner.applications.claimDue(Date.now())).toHaveLength(21);
  });

  test("closed is closed", async () => {
    const state = await start();
    await stop(state);
    expect(await codeFrom(state.applications.mark(nameOf("shop"), 1))).toBe("STATE_UNREACHABLE");
  });

  test("refuses requests without its key and from a browser's page", async () => {
    const owner = await start();
    const { port, accessKey } = (await readOwner(owner.dir)) ?? { port: 0, accessKey: "" };
    const ask = async (key: string, headers = {}) => {
      const authorization = `AWS4-HMAC-SHA256 Credential=${key}, SignedHeaders=-, Signature=-`;
      return (await fetch(`http://127.0.0.1:${port}`, { headers: { authorization, ...headers } })).status;
    };
    expect(await ask(accessKey)).toBe(204);
    expect(await ask("wrong")).toBe(403);
    expect(await ask(accessKey, { origin: "http://example.com" })).toBe(403);
  });

  test("renews leases while they are held, and says so", async () => {
    const [a, b] = [await start({ leaseMs: 150 }), await start({ leaseMs: 150 })];
    await a.applications.mark(nameOf("shop"), 1);
    const lease = await a.applications.acquire(nameOf("shop"));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(lease?.expiresAt()).toBeGreaterThan(Date.now());
    expect(await b.applications.acquire(nameOf("shop"))).toBeUndefined();
  });

  test.each([
    ["that is a file", async () => writeFile(dir, "")],
    [
      "whose store is damaged",
      async () => {
        await stop(await start());
        await writeFile(join(dir, "table", "CURRENT"), "garbage\n");
      },
    ],
  ])("%s is named in the error", async (_, spoil) => {
    await spoil();
    await expect(start()).rejects.toThrow(dir);
  });

  test.skipIf(process.getuid?.() === 0)("that cannot be written is named in the error", async () => {
    await stop(await start());
    await chmod(dir, 0o500);
    await expect(start()).rejects.toThrow(dir);
    await chmod(dir, 0o700);
  });
});

describe("a killed owner", () => {
  test.each([4, 27])("after %i lines: everything it had written is there", async (lines) => {
    const child = startOther();
    await child.until(lines);
    await child.kill();
    const before = performance.now();
    const state = await start();
    expect(state.role()).toBe("owner");
    await expectAllThere(state, child);
    // No wait for the dead process's lease.
    const [held] = namesOf(child, "lease").filter((name) => !namesOf(child, "finish").includes(name));
    if (held !== undefined)
      expect(await state.applications.acquire(nameOf(held))).toMatchObject({ token: 2 });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test("is replaced by a joiner that goes on", async () => {
    const owner = startOther();
    await owner.until(1);
    const joiner = await start();
    expect(joiner.role()).toBe("joiner");
    await joiner.applications.mark(nameOf("mine"), 1);
    await owner.kill();
    await joiner.applications.mark(nameOf("mine"), 1);
    expect(joiner.role()).toBe("owner");
    expect(await joiner.applications.acquire(nameOf("mine"))).toMatchObject({ want: 2 });
    await expectAllThere(joiner, owner);
  });

  test("a killed joiner harms nobody", async () => {
    const owner = await start();
    const joiner = startOther("joined");
    await joiner.until(6);
    await joiner.kill();
    expect(joiner.lines[0]).toBe("open joiner");
    await expectAllThere(owner, joiner);
  });
});

test("owners that end one right after another lose no request of the others", async () => {
  const states: LocalState[] = [];
  for (let index = 0; index < 12; index += 1) states.push(await start());
  const marks = states.map(async (state, index) => {
    const mark = () => state.applications.mark(nameOf(`app-${index}`), 1);
    // Whoever has become the owner ends at once, in the middle of what the others send.
    do await Promise.all([mark(), mark(), mark()]);
    while (state.role() !== "owner");
    await sleep(index * 4);
    await stop(state);
  });
  await Promise.all(marks);
  const names = (await (await start()).applications.claimDue(Date.now() + limits.resendPauseMs + 1_000))
    .length;
  expect(names).toBe(states.length);
});

test("owner.json holds no more than who, where and the key", async () => {
  await start();
  const text = await readFile(join(dir, "owner.json"), "utf8");
  expect(Object.keys(JSON.parse(text))).toEqual(["owner", "port", "accessKey"]);
});
