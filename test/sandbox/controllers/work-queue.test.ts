import { describe, expect, test } from "vitest";
import { createWorkQueue, type Work } from "../../../src/sandbox/controllers/work-queue.ts";

const work = (name: string, rank = 0): Work => ({ name, rank, run: () => undefined });
const names = (take: () => Work | undefined) => {
  const taken: string[] = [];
  for (let next = take(); next !== undefined; next = take()) taken.push(next.name);
  return taken;
};

describe("the queue of the controllers", () => {
  test("lower ranks go first, then what came first, each once", () => {
    const queue = createWorkQueue(1);
    for (const each of [work("b", 1), work("a"), work("c", 1), work("a"), work("b", 1)]) queue.add(each);
    expect(names(queue.take)).toEqual(["a", "b", "c"]);
  });

  test("at scale 0 what is later comes when there is nothing else, by its time", () => {
    const queue = createWorkQueue(0);
    queue.addLater(work("deadline"), 600_000);
    queue.addLater(work("start"), 2_000);
    queue.add(work("now"));
    expect(names(queue.take)).toEqual(["now", "start", "deadline"]);
    expect(queue.clock()).toBe(600_000);
  });

  test("at another scale what is later waits for its part of the time", () => {
    let real = 0;
    const queue = createWorkQueue(0.1, () => real);
    queue.addLater(work("start"), 2_000);
    expect(queue.dueInMs()).toBeCloseTo(200);
    expect(names(queue.take)).toEqual([]);
    real = 200;
    expect(queue.clock()).toBeCloseTo(2_000);
    expect(names(queue.take)).toEqual(["start"]);
    expect(queue.dueInMs()).toBeUndefined();
  });

  test("what waits the same time waits once", () => {
    const queue = createWorkQueue(0);
    queue.addLater(work("start"), 5);
    queue.addLater(work("start"), 50);
    expect(names(queue.take)).toEqual(["start"]);
  });
});
