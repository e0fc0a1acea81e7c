import { describe, expect, test } from "vitest";
import { syncTimeoutSection } from "../../src/settings/sync-timeout-section.ts";

const key = "controller.sync.timeout.seconds";

describe("controller.sync.timeout.seconds", () => {
  test.each([
    ["0", 0],
    ["90", 90_000],
    [" 600 ", 600_000],
  ])("%j is %d ms", (text, syncTimeoutMs) => {
    expect(syncTimeoutSection.read({ [key]: text })).toEqual({ settings: { syncTimeoutMs }, problems: [] });
  });

  test.each(["-1", "10m", "", "1e3", "999999"])("%j is told, and no sync is ended", (text) => {
    const { settings, problems } = syncTimeoutSection.read({ [key]: text });
    expect(settings).toEqual({});
    expect(problems).toEqual([{ key, message: expect.stringContaining("a number of seconds") }]);
  });

  test("is this section's only key, and may be absent", () => {
    expect([syncTimeoutSection.isKey(key), syncTimeoutSection.isKey("url")]).toEqual([true, false]);
    expect(syncTimeoutSection.read({})).toEqual({ settings: {}, problems: [] });
  });
});
