import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { convert, toStorageVersion } from "../../../src/sandbox/conversion/conversion.ts";

function autoscaler(metrics: readonly JsonObject[], more: JsonObject = {}): KubeObject {
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "a", annotations: { own: "1" } },
    spec: { maxReplicas: 3, minReplicas: 1, scaleTargetRef, metrics, ...more },
    status: { currentMetrics: null, desiredReplicas: 0, currentReplicas: 0 },
  };
}

const value = (type: string, fields: JsonObject) => ({ target: { type, ...fields } });
const metric = { metric: { name: "rps", selector: { matchLabels: { a: "b" } } } };
const average = value("AverageValue", { averageValue: "1" });

const metrics: readonly (readonly [string, JsonObject])[] = [
  [
    "cpu",
    { type: "Resource", resource: { name: "cpu", ...value("Utilization", { averageUtilization: 70 }) } },
  ],
  ["memory", { type: "Resource", resource: { name: "memory", ...average } }],
  ["Pods", { type: "Pods", pods: { ...metric, ...average } }],
  [
    "an object",
    {
      type: "Object",
      object: {
        ...metric,
        describedObject: { kind: "Service", name: "s" },
        ...value("Value", { value: "2" }),
      },
    },
  ],
  ["outside", { type: "External", external: { ...metric, ...average } }],
  [
    "a container",
    { type: "ContainerResource", containerResource: { name: "memory", container: "web", ...average } },
  ],
];

describe("versions of autoscalers", () => {
  test.each(metrics)("a metric of %s comes back as it was", (_, each) => {
    const before = autoscaler([each]);
    expect(convert(convert(before, "autoscaling/v1"), "autoscaling/v2")).toEqual(before);
  });

  test("version 1 has a percentage, and the rest in annotations", () => {
    const behavior = { scaleDown: { policies: [{ type: "Pods", value: 1, periodSeconds: 15 }] } };
    const before = autoscaler([metrics[1]?.[1] ?? {}, metrics[0]?.[1] ?? {}], { behavior });
    const old = convert(before, "autoscaling/v1");
    expect(old["spec"]).toMatchObject({ targetCPUUtilizationPercentage: 70 });
    expect(old.metadata.annotations).toEqual({
      own: "1",
      "autoscaling.alpha.kubernetes.io/metrics":
        '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1"}}]',
      "autoscaling.alpha.kubernetes.io/behavior":
        '{"ScaleDown":{"Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":15}]}}',
    });
    expect(convert(old, "autoscaling/v2")).toEqual(before);
  });

  test("an annotation that cannot be read is ignored", () => {
    const old = convert(autoscaler([]), "autoscaling/v1");
    const annotations = { "autoscaling.alpha.kubernetes.io/metrics": "{" };
    const broken = { ...old, metadata: { ...old.metadata, annotations } };
    const { spec } = convert(broken, "autoscaling/v2");
    expect(spec).toMatchObject({ metrics: [{ resource: { name: "cpu" } }] });
  });
});

describe("versions of other kinds", () => {
  test("an Event has other names in its other group", () => {
    const event = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "e" },
      involvedObject: { kind: "Pod" },
      message: "m",
      count: 2,
      reason: "R",
    };
    const other = convert(event, "events.k8s.io/v1");
    expect(other).toMatchObject({ regarding: { kind: "Pod" }, note: "m", deprecatedCount: 2, reason: "R" });
    expect(other).not.toHaveProperty("message");
    expect(toStorageVersion(other)).toEqual(event);
  });

  test("any other kind changes its version only", () => {
    const object = { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "a" }, spec: { a: 1 } };
    expect(convert(object, "example.com/v2")).toEqual({ ...object, apiVersion: "example.com/v2" });
    expect(toStorageVersion(object)).toBe(object);
  });
});
