import { describe, expect, test } from "vitest";
import { toBoard } from "../../src/sync/board.ts";
import { toHookObject, toHookRef } from "../../src/sync/hook.ts";
import { toFinished, withResults } from "../../src/sync/results.ts";
import { expectWanted, readCases } from "../desired/golden-case.ts";
import { planOf } from "../plan/situation.ts";
import { formatStep, stepOf, toTestOperation } from "./step-case.ts";

const steps = readCases("sync").filter(({ name }) => !name.startsWith("decisions/"));
const cases = steps.map((golden) => ({ golden, name: golden.name }));

describe("a situation has the next step that its file shows", () => {
  test("there are situations", () => expect(cases.length).toBeGreaterThan(30));

  test.each(cases)("$name", ({ golden }) => {
    const step = stepOf(golden);
    expectWanted(golden, formatStep(step));
    expect(stepOf(golden), "asking twice gives the same").toEqual(step);
  });
});

describe("names of hooks", () => {
  const hooks = planOf([
    { hook: "batch/v1 Job shop/migrate", phases: ["PreSync", "PostSync"] },
    { hook: `batch/v1 Job shop/${"x".repeat(80)}*` },
  ]).tasks;
  const named = hooks.find((task) => task.ref.name === "migrate");
  const generated = hooks.find((task) => task.ref.name === "");
  if (named === undefined || generated === undefined) throw new Error("no hooks planned");

  test("Git's own name stays", () => expect(toHookRef(named, toTestOperation()).name).toBe("migrate"));

  test("a generated name is the same in one attempt, another in the next, and fits a label", () => {
    const name = toHookRef(generated, toTestOperation()).name;
    expect(toHookRef(generated, toTestOperation({ message: "later" })).name).toBe(name);
    expect(toHookRef(generated, toTestOperation({ retries: 1 })).name).not.toBe(name);
    expect(toHookRef(generated, toTestOperation({ id: "op-2" })).name).not.toBe(name);
    expect(name.length).toBeLessThanOrEqual(63);
    expect(name).toMatch(/^x+[0-9a-f]{10}$/);
  });

  test("the object carries the operation and its attempt, and no generateName", () => {
    const object = toHookObject(generated, toTestOperation({ retries: 2 }));
    expect(object?.metadata.annotations).toEqual({ "outrigger.dev/operation": "op-1.2" });
    expect(object?.metadata.generateName).toBeUndefined();
    expect(object?.metadata.name).toBe(toHookRef(generated, toTestOperation({ retries: 2 })).name);
  });
});

describe("results", () => {
  const plan = planOf([{ object: "v1 ConfigMap shop/a" }, { object: "v1 ConfigMap shop/b" }]);
  const [first, second] = toBoard(plan, toTestOperation()).entries.map(({ task }) => ({
    group: "",
    kind: "ConfigMap",
    namespace: "shop",
    name: task.ref.name,
    task: task.id,
    syncPhase: "Sync" as const,
    wave: 0,
    hook: false,
    prune: false,
    phase: "Running" as const,
    message: "",
    startedAt: 0,
  }));
  if (first === undefined || second === undefined) throw new Error("no tasks planned");

  test("a later result takes the earlier one's place, a new one goes to the end", () => {
    const one = withResults(toTestOperation(), [first]);
    const two = withResults(one, [second, { ...first, message: "again" }]);
    expect(two.results.map(({ name, message }) => [name, message])).toEqual([
      ["a", "again"],
      ["b", ""],
    ]);
  });

  test("at the end nothing runs: what was written is synced, what was not has failed", () => {
    const operation = withResults(toTestOperation(), [{ ...first, code: "Synced" }, second]);
    const ended = toFinished(operation, { phase: "Failed", message: "no", now: 7 });
    expect(ended.finishedAt).toBe(7);
    expect(ended.results.map(({ phase, code }) => [phase, code])).toEqual([
      ["Succeeded", "Synced"],
      ["Failed", "SyncFailed"],
    ]);
  });
});
