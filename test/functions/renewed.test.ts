import { expect, test } from "vitest";
import { renewed } from "../../functions/compose/renewed.ts";

/** Something that is opened for a text, with what happened so far. */
function openAll() {
  const log: string[] = [];
  const world = { now: 0, text: "a", isBroken: false };
  const open = renewed({
    read: () => {
      log.push("read");
      return world.isBroken ? Promise.reject(new Error("broken")) : Promise.resolve(world.text);
    },
    open: (text) => {
      log.push(`open ${text}`);
      return Promise.resolve({ text, close: () => Promise.resolve(void log.push(`close ${text}`)) });
    },
    keptMs: 100,
    now: () => world.now,
  });
  return { log, world, open };
}

test("it is opened once, and read again after its time", async () => {
  const { log, world, open } = openAll();
  expect(await open()).toBe(await open());
  world.now = 99;
  await open();
  expect(log).toEqual(["read", "open a"]);
  world.now = 100;
  expect((await open()).text).toBe("a");
  expect(log).toEqual(["read", "open a", "read"]);
});

test("what has changed is opened anew; what may still be in use is closed one change later", async () => {
  const { log, world, open } = openAll();
  for (const [index, text] of ["a", "b", "c"].entries()) {
    Object.assign(world, { now: index * 100, text });
    expect((await open()).text).toBe(text);
  }
  expect(log.filter((line) => line !== "read")).toEqual(["open a", "open b", "open c", "close a"]);
});

test("calls at the same time share one opening", async () => {
  const { log, open } = openAll();
  const [one, other] = await Promise.all([open(), open()]);
  expect(one).toBe(other);
  expect(log).toEqual(["read", "open a"]);
});

test("a failure is told, and tried again at the next call", async () => {
  const { world, open } = openAll();
  world.isBroken = true;
  await expect(open()).rejects.toThrow("broken");
  world.isBroken = false;
  expect((await open()).text).toBe("a");
});
