import { describe, expect, test } from "vitest";
import type { ControlPlane } from "../../src/application/control-plane.ts";
import { parseControlPlane } from "../../src/application/parse-control-plane.ts";
import type { RunItem } from "../../src/cli/format-run.ts";
import { isGood, toBrokenItem, toExitCode } from "../../src/cli/run-item.ts";
import { unseenState } from "../../src/record/next-state.ts";
import type { ApplicationState } from "../../src/record/state.ts";
import { toTestOperation } from "../sync/step-case.ts";

const good = { sync: { status: "Synced", revision: "a" }, health: { status: "Healthy" } } as const;
const itemOf = (over: Partial<ApplicationState>): RunItem => ({
  name: { namespace: "argocd", name: "shop" },
  cluster: "in-cluster",
  state: { ...unseenState, ...over },
});

describe("an application is good", () => {
  test.each<[string, Partial<ApplicationState>, boolean]>([
    ["when it is Synced and Healthy", good, true],
    ["not when it is OutOfSync", { ...good, sync: { status: "OutOfSync", revision: "a" } }, false],
    ["not when it is Suspended", { ...good, health: { status: "Suspended" } }, false],
    ["not while an operation runs", { ...good, operation: toTestOperation() }, false],
    ["not before anybody looked", {}, false],
  ])("%s", (_, state, expected) => expect(isGood(itemOf(state))).toBe(expected));
});

const fine: ControlPlane = parseControlPlane([]);
const wrong = parseControlPlane([
  {
    file: "app.yaml",
    text: "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: broken}\n",
  },
]);

describe("the exit code", () => {
  test.each<[string, ControlPlane, readonly RunItem[], number]>([
    ["0: all are Synced and Healthy", fine, [itemOf(good), itemOf(good)], 0],
    ["1: some are not", fine, [itemOf(good), itemOf({})], 1],
    ["2: something that people wrote is wrong, whatever came of the rest", wrong, [itemOf(good)], 2],
  ])("%s", (_, controlPlane, items, exitCode) => expect(toExitCode(controlPlane, items)).toBe(exitCode));
});

test("an application whose spec is wrong shows every problem as a condition", () => {
  const [declared] = wrong.applications;
  expect(declared).toBeDefined();
  const { state, cluster } = toBrokenItem(
    declared ?? { name: { namespace: "", name: "" }, problems: [] },
    500,
  );
  expect(cluster).toBe("");
  expect(state.sync.status).toBe("Unknown");
  expect(state.conditions.length).toBeGreaterThan(0);
  for (const condition of state.conditions) {
    expect(condition).toMatchObject({ type: "InvalidSpecError", since: 500 });
    expect(condition.message).toContain("app.yaml");
  }
});
