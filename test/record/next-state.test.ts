import { describe, expect, test } from "vitest";
import { type Findings, toNextState, unseenState } from "../../src/record/next-state.ts";
import type { ApplicationState } from "../../src/record/state.ts";
import { toTestOperation } from "../sync/step-case.ts";
import { toFinishedOperation, toTestApplication, toTestResult } from "./record-case.ts";

const found: Findings = { revision: "b", sync: "Synced", health: { status: "Healthy" }, findings: [] };
const requested = { initiatedBy: { username: "ann", automated: false }, prune: false };
const next = (before: Partial<ApplicationState>, over: Partial<Findings> = {}) =>
  toNextState(
    { ...unseenState, ...before },
    { ...found, ...over },
    { application: toTestApplication(), now: 500 },
  );

describe("the state after a reconcile", () => {
  test("is what was found", () => {
    expect(next({})).toEqual({
      sync: { status: "Synced", revision: "b" },
      health: { status: "Healthy" },
      healthChanges: [{ status: "Healthy", since: 500 }],
      conditions: [],
      history: [],
    });
  });

  test("a running operation is kept without its results: they are bulk", () => {
    const operation = toTestOperation({ results: [toTestResult()] });
    expect(next({}, { operation }).operation).toEqual({ ...operation, results: [] });
  });

  test("a finished one becomes the last one, history, and the memory of the attempt", () => {
    const state = next({ operation: toTestOperation() }, { operation: toFinishedOperation() });
    expect(state.operation).toBeUndefined();
    expect(state.lastOperation).toMatchObject({ id: "op-1", phase: "Succeeded" });
    expect(state.history).toHaveLength(1);
    expect(state.attempt).toEqual({
      revision: "a".repeat(40),
      specHash: "spec",
      phase: "Succeeded",
      finishedAt: 3_500,
      selfHeals: 0,
    });
  });

  test("a request waits until an operation serves it", () => {
    expect(next({ requested }).requested).toEqual(requested);
    expect(next({ requested }, { operation: toTestOperation() }).requested).toBeUndefined();
  });

  test.each([
    ["the first that gives way", {}, 1],
    ["one more in a row", { yields: 2 }, 3],
  ])("yields are counted: %s", (_, over, yields) => {
    const operation = toFinishedOperation({ phase: "Failed", terminated: true, superseded: true, ...over });
    expect(next({}, { operation }).yields).toBe(yields);
  });
  test("an operation that ended by itself ends the row", () => {
    expect(next({ yields: 2 }, { operation: toFinishedOperation() }).yields).toBeUndefined();
  });
});

describe("the condition of a last sync that failed", () => {
  const failed = toFinishedOperation({ phase: "Failed", message: "one object was refused" });
  const message = "Last sync to aaaaaaaa ended Failed: one object was refused";

  test("is there while the application is OutOfSync", () => {
    expect(next({}, { operation: failed, sync: "OutOfSync" }).conditions).toEqual([
      { type: "SyncError", message, since: 500 },
    ]);
  });
  test("keeps its time", () => {
    const before = next(
      { conditions: [{ type: "SyncError", message, since: 7 }] },
      { operation: failed, sync: "OutOfSync" },
    );
    expect(before.conditions).toEqual([{ type: "SyncError", message, since: 7 }]);
  });
  test("goes when everything is Synced all the same", () => {
    expect(next({}, { operation: failed, sync: "Synced" }).conditions).toEqual([]);
  });
});
