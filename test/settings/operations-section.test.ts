import { describe, expect, test } from "vitest";
import { operationsSection } from "../../src/settings/operations-section.ts";

const key = "outrigger.operations.per.cluster";

describe(key, () => {
  test.each([
    ["1", 1],
    [" 20 ", 20],
    ["1000", 1_000],
  ])("%j is a limit of %d", (text, operationsPerCluster) => {
    expect(operationsSection.read({ [key]: text })).toEqual({
      settings: { operationsPerCluster },
      problems: [],
    });
  });

  test("0 is no limit", () => {
    expect(operationsSection.read({ [key]: "0" })).toEqual({ settings: {}, problems: [] });
  });

  test.each(["-1", "many", "", "1.5", "1001", "99999"])("%j is told, and nothing is limited", (text) => {
    const { settings, problems } = operationsSection.read({ [key]: text });
    expect(settings).toEqual({});
    expect(problems).toEqual([{ key, message: expect.stringContaining("a number of operations") }]);
  });

  test("is this section's only key, and may be absent", () => {
    expect([operationsSection.isKey(key), operationsSection.isKey("url")]).toEqual([true, false]);
    expect(operationsSection.read({})).toEqual({ settings: {}, problems: [] });
  });
});
