import { expect, test } from "vitest";
import { createAssess } from "../../src/health/overrides.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { HealthOverride } from "../../src/settings/override-settings.ts";
import { literalScripts } from "./fake-scripts.ts";

const boat: KubeObject = {
  apiVersion: "sea.example/v1",
  kind: "Boat",
  metadata: { name: "ada", generation: 2 },
};
const pod: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p" },
  status: { phase: "Running" },
};

const lua = (group: string, kind: string, text: string): HealthOverride => ({
  group,
  kind,
  lua: text,
  useOpenLibs: false,
});
const cel = (text: string): HealthOverride => ({
  group: "sea.example",
  kind: "Boat",
  cel: { current: text },
  useOpenLibs: false,
});
const is = (status: string) => `{"status":"${status}"}`;

function assess(object: KubeObject, ...overrides: readonly HealthOverride[]): string {
  const health = createAssess(overrides, literalScripts)(object);
  if (health === undefined) return "none";
  return health.message === undefined ? health.status : `${health.status}: ${health.message}`;
}

const name = "resource.customizations.health.sea.example_Boat";

test.each([
  ["a status and a message", '{"status":"Degraded","message":"it leaks"}', "Degraded: it leaks"],
  ["a message may be left out", is("Suspended"), "Suspended"],
  ["every status of Argo CD is one: Missing", is("Missing"), "Missing"],
  ["nothing is no health", "", "none"],
  ["an empty table is no health", "[]", "none"],
  ["a list is Unknown", '["Healthy"]', `Unknown: ${name}: it returned a list, not a table with a status`],
  [
    "a status that is none is Unknown",
    is("healthy"),
    `Unknown: Lua returned an invalid health status: ${name}: "healthy"`,
  ],
  [
    "a table without a status is Unknown",
    '{"message":"x"}',
    `Unknown: Lua returned an invalid health status: ${name}: it set no status`,
  ],
  [
    "a message that is no text is Unknown",
    '{"status":"Healthy","message":1}',
    `Unknown: ${name}: its message is no text`,
  ],
  [
    "a script that fails is Unknown, with its name and line",
    "!line 3: boo",
    `Unknown: Cannot run ${name}: line 3: boo`,
  ],
])("of what Lua returns, %s", (_rule, text, want) => {
  expect(assess(boat, lua("sea.example", "Boat", text))).toBe(want);
});

test.each([
  ["the first expression is inProgress", "0", "Progressing: inProgress: "],
  ["the second is failed", "1", "Degraded: failed: "],
  ["the third is current", "2", "Healthy"],
  [
    "none is true: it goes on",
    "-1",
    "Progressing: resource.customizations.health-cel.sea.example_Boat: no expression is true yet",
  ],
  [
    "a field that is not there yet: it goes on",
    '"No such key: x"',
    "Progressing: resource.customizations.health-cel.sea.example_Boat: No such key: x",
  ],
  [
    "an expression that is wrong is Unknown",
    "!bad",
    "Unknown: Cannot evaluate resource.customizations.health-cel.sea.example_Boat: bad",
  ],
])("of CEL, %s", (_rule, text, want) => {
  expect(assess(boat, cel(text))).toBe(want);
});

test("CEL waits for a controller that has not seen the spec yet", () => {
  const object = { ...boat, status: { observedGeneration: 1 } };
  expect(assess(object, cel("2"))).toContain("Progressing");
});

test.each([
  [
    "its exact name",
    boat,
    [lua("*", "*", is("Missing")), lua("sea.example", "Boat", is("Healthy"))],
    "Healthy",
  ],
  ["a wildcard kind", boat, [lua("sea.example", "*", is("Degraded"))], "Degraded"],
  ["a wildcard within the group", boat, [lua("*.example", "Boat", is("Degraded"))], "Degraded"],
  ["all with a group, by */*", boat, [lua("*", "*", is("Degraded"))], "Degraded"],
  ["no core kind by */*", pod, [lua("*", "*", is("Degraded"))], "Progressing"],
  ["a core kind by its kind alone", pod, [lua("", "Pod", is("Suspended"))], "Suspended"],
  ["no other group", boat, [lua("river.example", "Boat", is("Degraded"))], "Healthy"],
  [
    "of two wildcards the first by name",
    boat,
    [lua("sea.*", "*", is("Suspended")), lua("*.example", "*", is("Degraded"))],
    "Degraded",
  ],
])("an override is found by %s", (_rule, object, overrides, want) => {
  expect(assess(object, ...overrides)).toBe(want);
});

test("an object that is being deleted is Progressing before any script", () => {
  const leaving = { ...boat, metadata: { ...boat.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
  expect(assess(leaving, lua("sea.example", "Boat", is("Healthy")))).toBe("Progressing: Pending deletion");
});

test("the application's own checks come before the settings", () => {
  const assessWith = createAssess([lua("sea.example", "Boat", is("Degraded"))], literalScripts);
  const check = { apiVersion: "sea.example/v1", kind: "Boat", current: "2" };
  expect(assessWith(boat, [check])).toEqual({ status: "Healthy" });
  expect(assessWith(boat, [{ ...check, apiVersion: "sea.example/v2" }])).toEqual({ status: "Degraded" });
});
