import { expect, test } from "vitest";
import { formatProblem } from "../../src/declaration/problem.ts";
import { parseSettings } from "../../src/settings/read-settings.ts";

const read = (data: Readonly<Record<string, string>>) =>
  parseSettings({ apiVersion: "v1", kind: "ConfigMap", data });
const health = "resource.customizations.health.";

test("a key for a group and kind holds its script, with the libraries that are opened for it", () => {
  const { settings, problems } = read({
    [`${health}sea.example_Boat`]: "return {}",
    "resource.customizations.useOpenLibs.sea.example_Boat": "true",
    [`${health}Pod`]: "return nil",
    [`${health}all`]: "return 1",
  });
  expect(problems).toEqual([]);
  expect(settings.overrides.health).toEqual([
    { group: "sea.example", kind: "Boat", lua: "return {}", useOpenLibs: true },
    { group: "", kind: "Pod", lua: "return nil", useOpenLibs: false },
    { group: "*", kind: "*", lua: "return 1", useOpenLibs: false },
  ]);
});

test("the map holds wildcards, and a key for the same kind comes last", () => {
  const { settings, problems } = read({
    "resource.customizations": `
"*.crossplane.io/*":
  health.lua: |
    return {status = "Healthy"}
sea.example/Boat:
  health.lua: old
  health.lua.useOpenLibs: true
`,
    [`${health}sea.example_Boat`]: "new",
  });
  expect(problems).toEqual([]);
  expect(settings.overrides.health).toEqual([
    { group: "*.crossplane.io", kind: "*", lua: 'return {status = "Healthy"}\n', useOpenLibs: false },
    { group: "sea.example", kind: "Boat", lua: "new", useOpenLibs: true },
  ]);
});

test("actions are read from both, as text or as a mapping", () => {
  const actions = `
discovery.lua: return {}
mergeBuiltinActions: true
definitions:
- name: sink
  action.lua: return obj
`;
  const { settings, problems } = read({ "resource.customizations.actions.sea.example_Boat": actions });
  expect(problems).toEqual([]);
  expect(settings.overrides.actions).toEqual([
    {
      group: "sea.example",
      kind: "Boat",
      discovery: "return {}",
      definitions: [{ name: "sink", lua: "return obj" }],
      mergesBuiltIn: true,
    },
  ]);
});

test("CEL comes before Lua", () => {
  const { settings } = read({
    "resource.customizations.health-cel.sea.example_Boat": 'current: status.phase == "Up"\nfailed: "false"',
    [`${health}sea.example_Boat`]: "return {}",
  });
  const cel = { current: 'status.phase == "Up"', failed: "false" };
  expect(settings.overrides.health).toEqual([
    { group: "sea.example", kind: "Boat", cel, useOpenLibs: false },
  ]);
});

test("jq's time is a duration", () => {
  expect(read({ "ignore.normalizer.jq.timeout": "2s" }).settings.overrides.jqTimeoutMs).toBe(2000);
});

test.each([
  ["a key with two underscores", { [`${health}a_b_c`]: "x" }, "must end in <group>_<kind>"],
  ["a map that is no YAML", { "resource.customizations": "a: [" }, "is no YAML"],
  ["a map that is a list", { "resource.customizations": "- a" }, "must be a mapping of <group>/<kind>"],
  ["an entry that is no mapping", { "resource.customizations": "a/B: text" }, '"a/B" must be a mapping'],
  [
    "a script that is no text",
    { "resource.customizations": "a/B: {health.lua: 1}" },
    "health.lua must be text",
  ],
  ["a switch that is neither", { "resource.customizations.useOpenLibs.a_B": "maybe" }, '"true" or "false"'],
  ["CEL without current", { "resource.customizations.health-cel.a_B": "failed: x" }, "current must be a CEL"],
  [
    "an action without a name",
    { "resource.customizations.actions.a_B": "definitions: [{action.lua: x}]" },
    "a name and a text in action.lua",
  ],
  ["a time without end", { "ignore.normalizer.jq.timeout": "2h" }, "at most 30s"],
])("%s is told with its key", (_rule, data, message) => {
  const texts = read(data).problems.map(formatProblem);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain(message);
  expect(texts[0]).toContain(Object.keys(data)[0] ?? "?");
});
