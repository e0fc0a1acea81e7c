import { describe, expect, test } from "vitest";
import { toWarningHeader } from "../../src/api/warning-header.ts";

const warn = (message: string) => ({ file: "shop", severity: "warning", message }) as const;

describe("a Warning header", () => {
  test("is there only where there is something to tell", () => {
    expect(toWarningHeader([])).toEqual({});
  });

  test("has one entry for each warning", () => {
    expect(toWarningHeader([warn("a"), warn("b")])).toEqual({
      warning: '299 - "shop: a", 299 - "shop: b"',
    });
  });

  test.each([
    ["a line end, which would begin another header", "a\r\nSet-Cookie: b", "a??Set-Cookie: b"],
    ["a quote, which would end it", 'a" b', "a' b"],
    ["a backslash, which would escape its end", "a\\", "a'"],
    ["letters that no header has", "ä€", "??"],
  ])("does not hold %s", (_, message, shown) => {
    expect(toWarningHeader([warn(message)])).toEqual({ warning: `299 - "shop: ${shown}"` });
  });

  test("is short whatever there is to tell", () => {
    const warnings = Array.from({ length: 1_000 }, () => warn("a".repeat(10_000)));
    expect(toWarningHeader(warnings)["warning"]?.length).toBeLessThan(2_500);
  });
});
