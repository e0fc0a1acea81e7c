import { describe, expect, test } from "vitest";
import { formatDiff } from "../../src/drift/format-diff.ts";
import type { KubeObject } from "../../src/kube/object.ts";

const configMap = (
  data: Record<string, string>,
  metadata: Partial<KubeObject["metadata"]> = {},
): KubeObject => ({
  kind: "ConfigMap",
  apiVersion: "v1",
  data,
  metadata: { name: "c", namespace: "shop", ...metadata },
});

const marks = {
  labels: { "outrigger.dev/installation": "test" },
  annotations: { "argocd.argoproj.io/tracking-id": "a:/ConfigMap:shop/c" },
};

describe("formatDiff", () => {
  test("prints from live to desired, fields in one order, without server fields and our marks", () => {
    const live = configMap(
      { b: "2", a: "1" },
      { uid: "u", resourceVersion: "7", managedFields: [{}], labels: { x: "y" } },
    );
    const text = formatDiff(
      configMap({ a: "1", b: "3" }, { ...marks, labels: { ...marks.labels, x: "y" } }),
      live,
    );
    const lines = [
      "   x: y",
      "   name: c",
      "   namespace: shop",
      " data:",
      '   a: "1"',
      '-  b: "2"',
      '+  b: "3"',
      "",
    ];
    expect(text.startsWith("--- live ConfigMap shop/c\n+++ desired ConfigMap shop/c\n@@ ")).toBe(true);
    expect(text.endsWith(lines.slice(-6).join("\n"))).toBe(true);
    expect(text).not.toMatch(/uid|resourceVersion|managedFields|outrigger|tracking/);
  });

  test("only our marks differ: nothing to show", () => {
    expect(formatDiff(configMap({ a: "1" }, marks), configMap({ a: "1" }))).toBe("");
  });

  test("a missing object is all added", () => {
    const text = formatDiff(configMap({ a: "1" }, marks), undefined);
    expect(text).toContain("--- /dev/null\n+++ desired ConfigMap shop/c\n");
    expect(
      text
        .split("\n")
        .slice(3, -1)
        .every((line) => line.startsWith("+")),
    ).toBe(true);
    expect(text).not.toContain("outrigger.dev");
  });

  test("an extra object is all removed", () => {
    const text = formatDiff(undefined, configMap({ a: "1" }));
    expect(text).toContain("--- live ConfigMap shop/c\n+++ /dev/null\n");
    expect(
      text
        .split("\n")
        .slice(3, -1)
        .every((line) => line.startsWith("-")),
    ).toBe(true);
  });

  test("nothing on both sides is nothing", () => expect(formatDiff(undefined, undefined)).toBe(""));

  test("what the application ignores is not shown", () => {
    const ignore = [
      {
        group: "",
        kind: "ConfigMap",
        name: "",
        namespace: "",
        jsonPointers: ["/data/a"],
        jqPathExpressions: [],
        managedFieldsManagers: [],
      },
    ];
    expect(formatDiff(configMap({ a: "1", b: "2" }), configMap({ a: "9", b: "2" }), { ignore })).toBe("");
  });

  test("secrets: equal values have equal masks, others different ones", () => {
    const secret = (fields: object): KubeObject => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      ...fields,
    });
    const text = formatDiff(
      secret({ stringData: { a: "hunter2", b: "same" } }),
      secret({ data: { a: "b2xk", b: "c2FtZQ==" } }),
    );
    expect(text).toContain("-  a: ++++++\n+  a: ++++++++\n   b: ++++++\n");
  });

  test("two large texts with nothing in common are shown as replaced, at once", () => {
    const lines = (sign: string) => Array.from({ length: 3_000 }, (_, index) => `${sign}${index}`).join("\n");
    const text = formatDiff(configMap({ a: lines("x") }), configMap({ a: lines("y") }));
    expect(
      text.startsWith("--- live ConfigMap shop/c\n+++ desired ConfigMap shop/c\n-apiVersion: v1\n"),
    ).toBe(true);
    expect(text.split("\n").filter((line) => line.startsWith("+")).length).toBeGreaterThan(3_000);
  });
});
