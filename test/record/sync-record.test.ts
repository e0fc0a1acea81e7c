import { describe, expect, test } from "vitest";
import { addToHistory, toSummary, toSyncRecord } from "../../src/record/sync-record.ts";
import { toFinishedOperation, toTestApplication, toTestResult } from "./record-case.ts";

const keeping = (historyLimit: number) => ({ ...toTestApplication(), historyLimit });
const name = { namespace: "argocd", name: "shop" };

describe("the record of an operation", () => {
  test("says who, what, when and what came of it", () => {
    const results = [toTestResult()];
    const operation = toFinishedOperation({ results, retries: 1 });
    expect(toSyncRecord(name, operation)).toEqual({
      application: "argocd/shop",
      operation: "op-1",
      initiatedBy: { username: "ann", automated: false },
      revision: operation.revision,
      startedAt: 1_000,
      finishedAt: 3_500,
      phase: "Succeeded",
      message: "successfully synced (all tasks run)",
      retries: 1,
      results,
    });
  });
  test("the summary in the status leaves out what is bulk", () => {
    const only = [{ group: "", kind: "ConfigMap", namespace: "shop", name: "a" }];
    const summary = toSummary(toFinishedOperation({ results: [toTestResult()], only }));
    expect(Object.keys(summary)).not.toEqual(expect.arrayContaining(["results"]));
    expect(Object.keys(summary)).not.toEqual(expect.arrayContaining(["only"]));
    expect(summary).toMatchObject({ id: "op-1", phase: "Succeeded" });
  });
});

describe("history", () => {
  const { source } = toTestApplication();
  const first = addToHistory([], toFinishedOperation({ id: "op-1" }), keeping(10));

  test("a succeeded operation is one entry", () => {
    expect(first).toEqual([
      {
        id: 1,
        operation: "op-1",
        revision: "a".repeat(40),
        source,
        deployedAt: 3_500,
        deployStartedAt: 1_000,
        initiatedBy: { username: "ann", automated: false },
      },
    ]);
  });
  test("one that went back says where", () => {
    const back = toFinishedOperation({ id: "op-2", choices: { rollbackTo: 1, revision: "a".repeat(40) } });
    expect(addToHistory(first, back, keeping(10)).at(-1)).toMatchObject({ id: 2, rollbackTo: 1 });
  });
  test("adding the same operation twice changes nothing", () => {
    expect(addToHistory(first, toFinishedOperation({ id: "op-1" }), keeping(10))).toEqual(first);
  });
  test.each([
    ["a failed operation leaves no entry: nobody rolls back to it", { id: "op-2", phase: "Failed" }],
    ["nor does self-healing: it deployed nothing new", { id: "op-2", only: [] }],
  ] as const)("%s", (_, over) =>
    expect(addToHistory(first, toFinishedOperation(over), keeping(10))).toBe(first),
  );

  test("the oldest go beyond the limit, and ids count on", () => {
    let history = first;
    for (const id of ["op-2", "op-3", "op-4"])
      history = addToHistory(history, toFinishedOperation({ id }), keeping(2));
    expect(history.map((entry) => [entry.id, entry.operation])).toEqual([
      [3, "op-3"],
      [4, "op-4"],
    ]);
  });
  test("a limit of 0 keeps the last one, or ids would start anew", () => {
    const history = addToHistory(first, toFinishedOperation({ id: "op-2" }), keeping(0));
    expect(history.map((entry) => entry.id)).toEqual([2]);
  });
});
