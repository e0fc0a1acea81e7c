import { expect, test } from "vitest";
import { type Goal, isReached } from "../../../src/cli/start/goal.ts";
import { unseenState } from "../../../src/record/next-state.ts";
import type { ApplicationState } from "../../../src/record/state.ts";
import { rest, runningOperation } from "./application-states.ts";

const healthy: Goal = { name: "argocd/a", sync: "Synced", health: "Healthy", shows: "" };
const degraded: Goal = { ...healthy, health: "Degraded" };
const manual: Goal = { name: "argocd/a", shows: "" };
const outOfSync: ApplicationState = { ...rest, sync: { status: "OutOfSync", revision: "a" } };
const sick: ApplicationState = { ...rest, health: { status: "Degraded" } };

test.each<[string, Goal | undefined, ApplicationState | undefined, boolean]>([
  ["nobody waits for it", undefined, undefined, true],
  ["it was never seen", healthy, undefined, false],
  ["it was never looked at", healthy, unseenState, false],
  ["it is as expected", healthy, rest, true],
  ["it is out of sync", healthy, outOfSync, false],
  ["it is sick", healthy, sick, false],
  ["it is sick, as it should be", degraded, sick, true],
  ["it is well, and should not be", degraded, rest, false],
  ["it is as expected, and an operation runs", healthy, { ...rest, operation: runningOperation }, false],
  ["it syncs by hand only, and is out of sync", manual, outOfSync, true],
  ["it syncs by hand only, and was never looked at", manual, unseenState, false],
])("%s", (_, goal, state, expected) => {
  const seen = state === undefined ? undefined : { isDue: false, state };
  expect(isReached(goal, seen)).toBe(expected);
});

test("what is to be looked at may change again", () => {
  expect(isReached(healthy, { isDue: true, state: rest })).toBe(false);
});
