import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLabelSelector } from "../../src/kube/label-selector.ts";

const labels = { team: "a", tier: "web", "app.kubernetes.io/name": "shop", empty: "" };

describe("a label selector", () => {
  test.each([
    ["", true],
    [" ", true],
    ["team=a", true],
    ["team==a", true],
    ["team = a", true],
    ["team=b", false],
    ["team!=b", true],
    ["team!=a", false],
    ["other!=a", true],
    ["other=a", false],
    ["team", true],
    ["other", false],
    ["!other", true],
    ["!team", false],
    ["empty=", true],
    ["team=", false],
    ["team in (a,b)", true],
    ["team in ( b , a )", true],
    ["team in (b)", false],
    ["other in (a)", false],
    ["team notin (b)", true],
    ["team notin (a)", false],
    ["other notin (a)", true],
    ["team in (a,b),tier notin (db,cache),!other", true],
    ["team=a,tier=db", false],
    ["app.kubernetes.io/name=shop", true],
    ["constructor", false],
    ["!constructor", true],
  ])("%j selects as Kubernetes does: %s", (text, selected) => {
    expect(parseLabelSelector(text)?.(labels)).toBe(selected);
  });

  test.each([
    "=a",
    "a=b=c",
    "a===b",
    "a in",
    "a in (",
    "a in b",
    "a in (b))",
    "a,,b",
    ",",
    "a b",
    "(a)",
    "a=b c",
    "a\nb",
  ])("%j is none", (text) => {
    expect(parseLabelSelector(text)).toBeUndefined();
  });

  test("of any text is one or none, and never an error", () => {
    const parts = fc.constantFrom("a", "=", "!", "in", "notin", "(", ")", ",", " ", "b/c", "ä", "\n");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (text) => {
        const selector = parseLabelSelector(text.join(""));
        expect(["undefined", "boolean"]).toContain(typeof selector?.(labels));
      }),
    );
  });
});
