import { createTwoFilesPatch } from "diff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CrashCluster, CrashStage, type Played } from "./crash-stage.ts";
import type { Call, Crash } from "./mortal-process.ts";
import type { Story } from "./story.ts";

/** What is tried on a cluster. */
export type CrashOptions = {
  readonly name: string;
  readonly stories: readonly Story[];
  /** At most so many crashes of each story, drawn at random; undefined: all that differ; "every": the others, too. */
  readonly sample?: number | "every";
  /** So many runs with two or three crashes, at random. */
  readonly doubles: number;
  /** Of the random draws. */
  readonly seed: number;
  readonly timeoutMs: number;
  /** Every run makes the same calls; else a run may be over before its crash. */
  readonly isSteady: boolean;
};

/** More are cut off: what is broken breaks at many calls. */
const failuresShownMax = 5;

/** Ends a process at every call to the outside in turn, and expects that the next one brings everything to the same end. */
export function describeCrash(openCluster: () => Promise<CrashCluster>, options: CrashOptions): void {
  describe.each(options.stories)(`$name on ${options.name}, by processes that end anywhere`, (story) => {
    let stage: CrashStage;
    let whole: Played;
    beforeAll(async () => {
      stage = await CrashStage.open(story, await openCluster());
      whole = await stage.play([]);
    }, options.timeoutMs);
    afterAll(() => stage.close());

    test("without a crash it ends as it should, and the same way again", async () => {
      expect(whole.end.status).toMatchObject({
        sync: { status: "Synced" },
        health: { status: "Healthy" },
        lastOperation: { phase: story.phase },
      });
      expect(whole.end.open).toEqual({ unserved: 0, isDue: false, tries: 0 });
      expect(whole.end.records).toHaveLength(story.commits.length);
      expect((await stage.play([])).end).toEqual(whole.end);
    });

    test("one crash, anywhere", { timeout: options.timeoutMs }, async () => {
      const all = toCrashes(whole.calls, options.sample === "every");
      const { sample = all.length, seed } = options;
      const some = sample === "every" || sample >= all.length;
      const crashes = some ? all : drawMany(all, sample, createDraw(seed));
      await expectSameEnd(
        crashes.map((crash) => [crash]),
        { stage, whole, isSteady: options.isSteady },
      );
    });

    test(`${options.doubles} times two or three crashes`, { timeout: options.timeoutMs }, async () => {
      const all = toCrashes(whole.calls, false);
      const draw = createDraw(options.seed + 1);
      const runs = Array.from({ length: options.doubles }, (_, index) =>
        drawMany(all, 2 + (index % 2), draw),
      );
      await expectSameEnd(runs, { stage, whole, isSteady: options.isSteady });
    });
  });
}

/**
 * Every state that a process can leave behind: before each call that changes something, which is after the one before it, and
 * after each that changes the cluster, where others may be under way. `every`: before and after all calls, questions too.
 */
function toCrashes(calls: readonly Call[], every: boolean): readonly Crash[] {
  return calls.flatMap(({ label, writes }, at): readonly Crash[] => [
    ...(every || writes ? [{ at, when: "before" } as const] : []),
    ...(every || (writes && label.startsWith("cluster")) ? [{ at, when: "after" } as const] : []),
  ]);
}

type Trial = { readonly stage: CrashStage; readonly whole: Played; readonly isSteady: boolean };

async function expectSameEnd(runs: readonly (readonly Crash[])[], trial: Trial): Promise<void> {
  const failures: string[] = [];
  for (const crashes of runs) {
    if (failures.length >= failuresShownMax) break;
    failures.push(...(await findDifferences(crashes, trial)));
  }
  expect(failures.join("\n")).toBe("");
}

/** A failure names the calls, shows what differs, and leaves the other runs to go on. */
async function findDifferences(
  crashes: readonly Crash[],
  { stage, whole, isSteady }: Trial,
): Promise<readonly string[]> {
  const toPlace = ({ at, when }: Crash) => `${when} call ${at} (${whole.calls[at]?.label})`;
  const place = crashes.map(toPlace).join(", then ");
  try {
    const { crashed, end } = await stage.play(crashes);
    if (crashed === 0 && isSteady) return [`${place}: nothing crashed`];
    const [expected, found] = [whole.end, end].map((each) => JSON.stringify(each, null, 1));
    if (expected === found) return [];
    return [
      createTwoFilesPatch("without a crash", place, expected ?? "", found ?? "", "", "", { context: 4 }),
    ];
  } catch (error) {
    return [`${place}: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

function drawMany<Item>(items: readonly Item[], count: number, draw: () => number): readonly Item[] {
  return Array.from({ length: count }, () => items[Math.floor(draw() * items.length)]).filter(
    (item) => item !== undefined,
  );
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function createDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
