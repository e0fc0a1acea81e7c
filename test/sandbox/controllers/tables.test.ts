import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/kube/json.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { selects } from "../../../src/sandbox/controllers/label-selector.ts";
import { toLimits } from "../../../src/sandbox/controllers/replica-counts.ts";
import { planRecreate, planRolling, planScale } from "../../../src/sandbox/controllers/rollout.ts";
import { hashTemplate } from "../../../src/sandbox/controllers/template-hash.ts";
import { toCount } from "../../../src/sandbox/controllers/values.ts";

const object = (kind: string, fields: JsonObject): KubeObject => ({
  apiVersion: "apps/v1",
  kind,
  metadata: { name: kind },
  ...fields,
});
const set = (name: string, replicas: number, available = replicas, annotations = {}): KubeObject => ({
  ...object("ReplicaSet", { spec: { replicas }, status: { availableReplicas: available } }),
  metadata: { name, annotations },
});
const deployment = (replicas: number, rollingUpdate?: JsonObject): KubeObject =>
  object("Deployment", {
    spec: { replicas, strategy: { type: "RollingUpdate", ...(rollingUpdate && { rollingUpdate }) } },
  });
const plain = (scalings: readonly { readonly set: KubeObject; readonly replicas: number }[]) =>
  Object.fromEntries(scalings.map(({ set: each, replicas }) => [each.metadata.name, replicas]));

describe("a rolling update", () => {
  test.each([
    ["the new set comes first, by the surge", deployment(4), set("new", 0), [set("old", 4)], { new: 1 }],
    [
      "the old set shrinks by what may be missing",
      deployment(4),
      set("new", 1, 0),
      [set("old", 4)],
      { old: 3 },
    ],
    ["nothing more goes while too few are up", deployment(4), set("new", 2, 0), [set("old", 3)], {}],
    ["the new set grows by what went", deployment(4), set("new", 1, 0), [set("old", 3)], { new: 2 }],
    [
      "what is not up goes first",
      deployment(4),
      set("new", 1, 1),
      [set("bad", 3, 0), set("old", 1)],
      { bad: 1 },
    ],
    [
      "one at a time, first less",
      deployment(3, { maxSurge: 0, maxUnavailable: 1 }),
      set("new", 0),
      [set("old", 3)],
      { old: 2 },
    ],
    ["done", deployment(2), set("new", 2), [set("old", 0)], {}],
  ])("%s", (_, subject, current, old, wanted) => {
    expect(plain(planRolling(subject, { current, old }))).toEqual(wanted);
  });

  test.each([
    [4, undefined, { maxSurge: 1, maxUnavailable: 1 }],
    [1, undefined, { maxSurge: 1, maxUnavailable: 0 }],
    [10, { maxSurge: "30%", maxUnavailable: "35%" }, { maxSurge: 3, maxUnavailable: 3 }],
    [3, { maxSurge: 0, maxUnavailable: 0 }, { maxSurge: 0, maxUnavailable: 1 }],
  ])("%d replicas with %o are limited by %o", (replicas, rolling, limits) => {
    expect(toLimits(deployment(replicas, rolling))).toEqual(limits);
  });

  test("a Deployment that recreates waits for its old pods", () => {
    const subject = object("Deployment", { spec: { replicas: 2, strategy: { type: "Recreate" } } });
    const current = set("new", 0);
    expect(plain(planRecreate(subject, { current, old: [set("old", 2)] }, true))).toEqual({ old: 0 });
    expect(plain(planRecreate(subject, { current, old: [set("old", 0)] }, true))).toEqual({});
    expect(plain(planRecreate(subject, { current, old: [set("old", 0)] }, false))).toEqual({ new: 2 });
  });

  test("replicas that change in the midst of it are shared out", () => {
    const most = { "deployment.kubernetes.io/max-replicas": "13" };
    const sets = { current: set("new", 5, 5, most), old: [set("old", 8, 8, most)] };
    expect(plain(planScale(deployment(20), sets))).toEqual({ old: 15, new: 10 });
  });
});

describe("labels and counts", () => {
  const labels = { app: "web", tier: "2" };
  test.each<readonly [Json, boolean]>([
    [{}, true],
    [null, false],
    [{ matchLabels: { app: "web" } }, true],
    [{ matchLabels: { app: "db" } }, false],
    [{ matchExpressions: [{ key: "app", operator: "In", values: ["db", "web"] }] }, true],
    [{ matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, false],
    [{ matchExpressions: [{ key: "none", operator: "NotIn", values: ["web"] }] }, true],
    [{ matchExpressions: [{ key: "app", operator: "Exists" }] }, true],
    [{ matchExpressions: [{ key: "app", operator: "DoesNotExist" }] }, false],
    [{ matchExpressions: [{ key: "tier", operator: "Gt", values: ["1"] }] }, true],
  ])("%j selects: %s", (selector, wanted) => expect(selects(selector, labels)).toBe(wanted));

  test("a share of a total is rounded as it is asked for", () => {
    expect(toCount("25%", 3, Math.ceil)).toBe(1);
    expect(toCount("25%", 3, Math.floor)).toBe(0);
    expect(toCount(2, 3, Math.ceil)).toBe(2);
  });

  test("a template's hash depends on it alone, and has letters that make no words", () => {
    const template = { metadata: { labels: { a: "b" } } };
    expect(hashTemplate(template)).toMatch(/^[bcdf-hj-np-tv-xz2456789]{6,10}$/);
    expect(hashTemplate({ ...template })).toBe(hashTemplate(template));
    expect(hashTemplate(template, 1)).not.toBe(hashTemplate(template));
  });
});
