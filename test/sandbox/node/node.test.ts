import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { createCluster } from "../../../src/sandbox/cluster/cluster.ts";
import { pullError, toFullName } from "../../../src/sandbox/node/container-status.ts";
import { firstNode } from "../../../src/sandbox/node/first-node.ts";
import { kubelet } from "../../../src/sandbox/node/kubelet.ts";
import { whyNot } from "../../../src/sandbox/node/node-fit.ts";
import { toStage } from "../../../src/sandbox/node/pod-stage.ts";
import { toPodStatus } from "../../../src/sandbox/node/pod-status.ts";
import { scheduler } from "../../../src/sandbox/node/scheduler.ts";

const node = firstNode("2030-01-01T00:00:00Z");
const tainted = (key: string, effect = "NoSchedule"): KubeObject => ({
  ...node,
  spec: { taints: [{ key, effect }] },
});
const pod = (spec: JsonObject = {}, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "n", uid: "u", annotations },
  spec: { containers: [{ name: "c", image: "i:1" }], ...spec },
});
const affinity = (operator: string, values: readonly string[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/os", operator, values }] }],
      },
    },
  },
});

describe("a node", () => {
  const other = "node(s) didn't match Pod's node affinity/selector";
  test.each([
    ["takes any pod", {}, node, undefined],
    ["takes what selects it", { nodeSelector: { "kubernetes.io/os": "linux" } }, node, undefined],
    ["does not take what selects others", { nodeSelector: { a: "b" } }, node, other],
    ["takes what has an affinity to it", affinity("In", ["linux"]), node, undefined],
    ["does not take what has none", affinity("NotIn", ["linux"]), node, other],
    ["is closed", {}, { ...node, spec: { unschedulable: true } }, "node(s) were unschedulable"],
    ["repels", {}, tainted("x"), "node(s) had untolerated taint(s)"],
    ["repels softly", {}, tainted("x", "PreferNoSchedule"), undefined],
    ["is tolerated", { tolerations: [{ key: "x", operator: "Exists" }] }, tainted("x"), undefined],
    ["is tolerated with all it may have", { tolerations: [{ operator: "Exists" }] }, tainted("x"), undefined],
  ])("%s", (_, spec, subject, wanted) => expect(whyNot(spec, subject)).toBe(wanted));
});

describe("a pod", () => {
  const { store } = createCluster(() => new Date());
  const state = { ...createCluster(() => new Date()), store };
  const fails = { containers: [{ name: "c", image: "fail/x" }] };
  const work = { restartPolicy: "Never" };
  const told = { "sandbox.outrigger.dev/job": "fail" };
  test.each([
    ["is made", pod(), 0, { stage: "creating", nextMs: 2_000 }],
    ["runs", pod(), 2_000, { stage: "running", nextMs: undefined }],
    ["waits for its image", pod(fails), 2_000, { stage: "pull-failed", nextMs: 2_000 }],
    ["waits for ever", pod(fails), 4_000, { stage: "back-off", nextMs: undefined }],
    ["works", pod(work), 2_000, { stage: "running", nextMs: 3_000 }],
    ["has worked", pod(work), 5_000, { stage: "succeeded", nextMs: undefined }],
    ["has failed as told", pod(work, told), 5_000, { stage: "failed", nextMs: undefined }],
    [
      "crashes as told",
      pod({}, { "sandbox.outrigger.dev/health": "degraded" }),
      2_000,
      { stage: "crashing" },
    ],
    [
      "is never ready as told",
      pod({}, { "sandbox.outrigger.dev/health": "progressing" }),
      2_000,
      { stage: "unready" },
    ],
  ])("%s", (_, subject, ageMs, wanted) => expect(toStage(state, subject, ageMs)).toMatchObject(wanted));

  const facts = { time: "2030-01-01T00:00:00Z", hostIp: "1.2.3.4", podIp: "10.0.0.1" };
  const states = (status: JsonObject) =>
    [status["initContainerStatuses"], status["containerStatuses"]].flat() as readonly JsonObject[];

  test("containers that come first have ended when the others run", () => {
    const initContainers = [
      { name: "first", image: "i" },
      { name: "beside", image: "i", restartPolicy: "Always" },
    ];
    const status = toPodStatus(pod({ initContainers }), { ...facts, stage: "running" });
    expect(states(status)).toMatchObject([
      { name: "first", ready: true, state: { terminated: { exitCode: 0, reason: "Completed" } } },
      { name: "beside", ready: true, state: { running: {} } },
      { name: "c", ready: true, state: { running: {} } },
    ]);
  });

  test("what did not change keeps its times", () => {
    const first = pod();
    const status = toPodStatus(first, { ...facts, stage: "running" });
    const later = toPodStatus(
      { ...first, status },
      { ...facts, time: "2031-01-01T00:00:00Z", stage: "running" },
    );
    expect(later).toEqual(status);
  });

  test.each([
    ["nginx", "docker.io/library/nginx:latest"],
    ["fail/x:1", "docker.io/fail/x:1"],
    ["ghcr.io/a/b", "ghcr.io/a/b:latest"],
    ["localhost:5000/a@sha256:00", "localhost:5000/a@sha256:00"],
  ])("the image %s is %s in full", (image, full) => {
    expect(toFullName(image)).toBe(full);
    expect(pullError(image)).toContain(`"${full}"`);
  });

  test("the scheduler goes before the kubelet", () => expect(scheduler.rank).toBeLessThan(kubelet.rank));
});
