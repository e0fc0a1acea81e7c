import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import { builtInKinds } from "../../../src/sandbox/cluster/kinds.ts";
import { parseFieldSelector } from "../../../src/sandbox/selection/field-selector.ts";
import { checkLabelKey, checkLabelValue } from "../../../src/sandbox/selection/label-rules.ts";
import { fulfils, parseLabelSelector, SelectorError } from "../../../src/sandbox/selection/label-selector.ts";
import { selectableFieldsOf } from "../../../src/sandbox/selection/selectable-fields.ts";

describe("label selectors", () => {
  const labels = { app: "shop", size: "10", word: "ten" };
  test.each<[string, boolean]>([
    ["app", true],
    ["!app", false],
    ["none", false],
    ["!none", true],
    ["app=shop", true],
    ["app!=shop", false],
    ["none!=shop", true],
    ["app in (a,shop)", true],
    ["app notin (a,shop)", false],
    ["none notin (a)", true],
    ["none in ()", false],
    ["size>9", true],
    ["size>10", false],
    ["size<11", true],
    ["word>1", false],
    ["none<1", false],
    ["toString", false],
  ])("%j: %s", (selector, isFulfilled) => {
    expect(parseLabelSelector(selector).every((each) => fulfils(labels, each))).toBe(isFulfilled);
  });

  test("several requirements are read in their order", () => {
    expect(parseLabelSelector("a, b in (y,x,), !c, d==")).toEqual([
      { key: "a", operator: "exists", values: [] },
      { key: "b", operator: "in", values: ["", "x", "y"] },
      { key: "c", operator: "!", values: [] },
      { key: "d", operator: "=", values: [""] },
    ]);
  });

  test.each(["a=(b)", "a in", "a in (b c)", "a in ((", "!a=b", "a<", "a>1.5"])("%j is none", (selector) =>
    expect(() => parseLabelSelector(selector)).toThrow(SelectorError),
  );
});

describe("labels", () => {
  const long = "x".repeat(64);
  test.each<[string, string | undefined]>([
    ["a", undefined],
    ["example.com/a_b.c-d", undefined],
    ["", "name part must be non-empty"],
    ["/a", "prefix part must be non-empty"],
    ["A.com/a", "prefix part a lowercase RFC 1123 subdomain"],
    [`${"x".repeat(254)}/a`, "prefix part must be no more than 253 bytes"],
    [long, "name part must be no more than 63 bytes"],
    ["a b", "name part must consist of alphanumeric characters"],
  ])("key %j: %s", (key, problem) => {
    const found = checkLabelKey(key);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  test("values may be empty, but not long or odd", () => {
    expect(["", "a", "1.2-3_4"].map(checkLabelValue)).toEqual([undefined, undefined, undefined]);
    expect(checkLabelValue(long)).toBe("must be no more than 63 bytes");
    expect(checkLabelValue("a b")).toContain("a valid label must be an empty string or consist of");
  });
});

describe("field selectors", () => {
  test("a value may hold escaped commas, equal signs and backslashes", () => {
    expect(parseFieldSelector("a=b\\,c\\=d\\\\,e!=f,,g==")).toEqual([
      { field: "a", isEqual: true, value: "b,c=d\\" },
      { field: "e", isEqual: false, value: "f" },
      { field: "g", isEqual: true, value: "" },
    ]);
  });

  test.each(["a", "a=b,c", "a=b\\x", "a=b=c"])("%j is none", (selector) =>
    expect(() => parseFieldSelector(selector)).toThrow(SelectorError),
  );
});

describe("fields of a kind", () => {
  const kindOf = (plural: string) => {
    const kind = builtInKinds.find((each) => each.plural === plural);
    if (kind === undefined) throw new Error(plural);
    return kind;
  };
  const object = (content: JsonObject) => ({
    apiVersion: "v1",
    kind: "X",
    metadata: { name: "x" },
    ...content,
  });

  test.each<[string, string, JsonObject, string]>([
    ["pods", "spec.nodeName", { spec: { nodeName: "n" } }, "n"],
    ["pods", "spec.hostNetwork", {}, "false"],
    ["pods", "status.phase", {}, ""],
    ["nodes", "spec.unschedulable", { spec: { unschedulable: true } }, "true"],
    ["jobs", "status.successful", { status: { succeeded: 2 } }, "2"],
    ["events", "involvedObject.name", { regarding: { name: "p" } }, "p"],
    ["events", "source", { source: { component: "kubelet" } }, "kubelet"],
    ["configmaps", "metadata.name", {}, "x"],
  ])("%s: %s", (plural, field, content, value) => {
    expect(selectableFieldsOf(kindOf(plural)).readerOf(field)?.(object(content))).toBe(value);
  });

  test("any other does not select", () => {
    const { readerOf, unsupported } = selectableFieldsOf(kindOf("pods"));
    expect(readerOf("spec.none")).toBeUndefined();
    expect(unsupported("spec.none")).toBe("field label not supported: spec.none");
  });
});
