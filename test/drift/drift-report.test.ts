import { describe, expect, test } from "vitest";
import {
  describeDifferences,
  formatDrift,
  paintDiff,
  type ReportedObject,
  toDriftItem,
} from "../../src/drift/drift-report.ts";

const metadata = { name: "c", namespace: "shop" };
const object: ReportedObject = {
  ref: { apiVersion: "v1", group: "", kind: "ConfigMap", namespace: "shop", name: "c" },
  status: "OutOfSync",
  reason: "differs in data.a",
  differences: [{ path: "data.a", desired: "2", live: undefined }],
  desired: { object: { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "2" } } },
  live: { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } },
};

describe("an object of a report", () => {
  test("for people: which, why, and the unified diff", () => {
    const [title, ...diff] = formatDrift(object, { ignore: [] }).split("\n");
    expect(title).toBe("===== ConfigMap shop/c OutOfSync: differs in data.a =====");
    expect(diff.slice(0, 2)).toEqual(["--- live ConfigMap shop/c", "+++ desired ConfigMap shop/c"]);
    expect(diff.slice(-3)).toEqual(['-  a: "1"', '+  a: "2"', ""]);
  });

  test("for people: nothing is shown of what nobody could compare", () => {
    const text = formatDrift({ ...object, status: "Unknown", reason: "refused" }, { ignore: [] });
    expect(text).toBe("===== ConfigMap shop/c Unknown: refused =====\n");
  });

  test("for programs: what a side lacks is null", () => {
    expect(toDriftItem(object)).toEqual({
      group: "",
      kind: "ConfigMap",
      namespace: "shop",
      name: "c",
      status: "OutOfSync",
      reason: "differs in data.a",
      differences: [{ path: "data.a", desired: "2", live: null }],
    });
  });

  test("in colors: added, removed, where", () => {
    expect(paintDiff("@@ -1 +1 @@\n-a\n+b\n c\n")).toBe(
      "\u001b[36m@@ -1 +1 @@\u001b[0m\n\u001b[31m-a\u001b[0m\n\u001b[32m+b\u001b[0m\n c\n",
    );
  });

  test("its reason names the first fields, and how many more there are", () => {
    const at = (path: string) => ({ path, desired: 1, live: 2 });
    expect(describeDifferences([])).toBeUndefined();
    expect(describeDifferences([at("a")])).toBe("differs in a");
    expect(describeDifferences(["a", "b", "c", "d", "e"].map(at))).toBe("differs in a, b, c and 2 more");
  });
});
