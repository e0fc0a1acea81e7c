import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/declaration/problem.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { isSettingKey, parseSettings } from "../../src/settings/read-settings.ts";

const enabled = "application.sync.impersonation.enabled";
const enforced = "application.sync.impersonation.enforced";

function read(data: JsonObject) {
  const { settings, problems } = parseSettings({ apiVersion: "v1", kind: "ConfigMap", data });
  return { isOn: settings.impersonation, problems: problems.map(formatProblem) };
}

describe(enabled, () => {
  test.each([
    ["true", true],
    ["false", false],
    ["", false],
  ])("%j", (text, isOn) => {
    expect(read({ [enabled]: text })).toEqual({ isOn, problems: [] });
  });

  test("is off where nobody speaks of it", () => {
    expect(read({})).toEqual({ isOn: false, problems: [] });
  });

  test.each(["True", "yes", "1", " true"])("%j is told, and gives nobody more rights", (text) => {
    const { isOn, problems } = read({ [enabled]: text });
    expect(isOn).toBe(true);
    expect(problems).toEqual([expect.stringContaining('must be "true" or "false", and counts as true')]);
    expect(problems[0]).toContain(enabled);
  });

  test("a value without quotes counts as it is meant, and is told", () => {
    expect(read({ [enabled]: true })).toEqual({ isOn: true, problems: [expect.stringContaining("quotes")] });
    expect(read({ [enabled]: false }).isOn).toBe(false);
  });
});

describe(enforced, () => {
  test("false is a warning, since nothing is ever written with other rights than the account's", () => {
    const { problems } = parseSettings({ data: { [enabled]: "true", [enforced]: "false" } });
    expect(problems).toEqual([
      expect.objectContaining({ severity: "warning", message: expect.stringContaining(enforced) }),
    ]);
  });

  test.each(["true", ""])("%j is how it is", (text) => {
    expect(read({ [enabled]: "true", [enforced]: text })).toEqual({ isOn: true, problems: [] });
  });
});

test("both keys are kept, and no others of their kind", () => {
  expect([enabled, enforced].map((key) => isSettingKey(key))).toEqual([true, true]);
  expect(isSettingKey("application.sync.impersonation")).toBe(false);
});
