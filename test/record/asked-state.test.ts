import { describe, expect, test } from "vitest";
import type { Ask, AskedFor } from "../../src/record/ask.ts";
import { isUnserved, toAskedState, withRequest } from "../../src/record/asked-state.ts";
import { unseenState } from "../../src/record/next-state.ts";
import { toTestOperation } from "../sync/step-case.ts";

const request = { initiatedBy: { username: "ann", automated: false }, prune: true };
const running = { ...unseenState, operation: { ...toTestOperation(), retryAt: 5 } };
const toAsk = (what: AskedFor): Ask => ({ id: "2", what });

describe("an ask", () => {
  test.each([
    ["none", undefined, "1", false],
    ["one that was served", toAsk({ kind: "terminate" }), "2", false],
    ["a newer one", toAsk({ kind: "terminate" }), "1", true],
    ["the first of all", toAsk({ kind: "terminate" }), undefined, true],
  ])("%s", (_, ask, served, expected) => {
    const state = served === undefined ? unseenState : { ...unseenState, served };
    expect(isUnserved(state, ask)).toBe(expected);
  });

  test.each([
    [
      "a hard refresh changes nothing but what was served, and has orphans looked for",
      unseenState,
      { kind: "hardRefresh" },
      { orphans: { at: 0 } },
    ],
    ["a sync is requested", unseenState, { kind: "sync", request }, { requested: request }],
    ["a sync while an operation runs is that operation's", running, { kind: "sync", request }, {}],
    ["an end without an operation changes nothing", unseenState, { kind: "terminate" }, {}],
  ] as const)("%s", (_, state, what, changes) => {
    expect(toAskedState(state, toAsk(what))).toEqual({ ...state, served: "2", ...changes });
  });

  test("an end makes the operation Terminating, and it waits for no retry", () => {
    const { operation } = toAskedState(running, toAsk({ kind: "terminate" }));
    expect(operation).toMatchObject({
      phase: "Terminating",
      terminated: true,
      message: "operation terminated",
    });
    expect(operation).not.toHaveProperty("retryAt");
  });

  test("a request at a state without an operation is kept", () => {
    expect(withRequest(unseenState, request).requested).toEqual(request);
  });
});
