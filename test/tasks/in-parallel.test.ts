import { expect, test } from "vitest";
import { inParallel } from "../../src/tasks/in-parallel.ts";

const items = [1, 2, 3, 4, 5, 6, 7];
const later = () => new Promise((resolve) => setImmediate(resolve));

test("answers come in order, and no more than so many at a time are under way", async () => {
  let running = 0;
  let most = 0;
  const answers = await inParallel(items, 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await later();
    running -= 1;
    return item * 2;
  });
  expect(answers).toEqual([2, 4, 6, 8, 10, 12, 14]);
  expect(most).toBe(3);
});

test("after an error nothing new begins, and what is under way ends before it is thrown", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const act = async (item: number) => {
    begun.push(item);
    await later();
    if (item === 1) throw new Error("first");
    await later();
    ended.push(item);
  };
  await expect(inParallel(items, 3, act)).rejects.toThrow("first");
  expect(begun).toEqual([1, 2, 3]);
  expect(ended).toEqual([2, 3]);
});

test("nothing to do is done", async () => expect(await inParallel([], 3, later)).toEqual([]));
