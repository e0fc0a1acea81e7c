import { afterEach, describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
afterEach(async () => {
  expect(opened.sandbox.failures).toEqual([]);
  await opened.sandbox.close();
});

const template = {
  metadata: { labels: { a: "b" } },
  spec: { containers: [{ name: "c", image: "i:1" }] },
};
const jobTemplate = { ...template, spec: { ...template.spec, restartPolicy: "Never" } };
const selector = { matchLabels: { a: "b" } };
const pathOf = (kind: string) => {
  const group = kind === "Job" ? "batch" : "apps";
  return `/apis/${group}/v1/namespaces/n/${kind.toLowerCase()}s/w`;
};

async function apply(kind: string, metadata: JsonObject, spec: JsonObject = {}): Promise<void> {
  const base = kind === "Job" ? { template: jobTemplate } : { selector, template };
  const replicas = kind === "Job" || kind === "DaemonSet" ? {} : { replicas: 2 };
  const apiVersion = kind === "Job" ? "batch/v1" : "apps/v1";
  const body = {
    apiVersion,
    kind,
    metadata: { name: "w", ...metadata },
    spec: { ...base, ...replicas, ...spec },
  };
  const { status } = await opened.apply(pathOf(kind), body);
  expect(status).toBeLessThan(300);
}

async function statusOf(
  kind: string,
  metadata: JsonObject,
  options: SandboxOptions = {},
): Promise<JsonObject> {
  opened = await openSandbox(options);
  await apply(kind, metadata);
  return (await opened.ask("GET", pathOf(kind))).body;
}

const items = async (path: string) => {
  const { body } = await opened.ask("GET", path);
  const list = body["items"];
  return (Array.isArray(list) ? list : []) as readonly JsonObject[];
};
const told = (health: string) => ({ annotations: { "sandbox.outrigger.dev/health": health } });
const toldToFail = { annotations: { "sandbox.outrigger.dev/job": "fail" } };

describe("controllers, with no delay", () => {
  test.each([
    ["Deployment", {}, { observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2 }],
    [
      "Deployment",
      told("progressing"),
      { observedGeneration: 1, updatedReplicas: 2, unavailableReplicas: 2 },
    ],
    ["ReplicaSet", {}, { observedGeneration: 1, availableReplicas: 2 }],
    ["ReplicaSet", told("degraded"), { conditions: [{ type: "ReplicaFailure", status: "True" }] }],
    ["StatefulSet", {}, { observedGeneration: 1, updatedReplicas: 2, readyReplicas: 2 }],
    ["StatefulSet", told("degraded"), { replicas: 1, availableReplicas: 0 }],
    ["DaemonSet", {}, { observedGeneration: 1, desiredNumberScheduled: 1, numberAvailable: 1 }],
    ["DaemonSet", told("progressing"), { desiredNumberScheduled: 1, numberReady: 0, numberUnavailable: 1 }],
    ["Job", {}, { succeeded: 1 }],
    ["Job", told("progressing"), { active: 1, ready: 1 }],
  ])("%s %o gets its status with the request", async (kind, metadata, status) => {
    expect(await statusOf(kind, metadata)).toMatchObject({ status });
  });

  test("a Deployment that is told to be degraded exceeds its deadline, its pods crash", async () => {
    const { status } = await statusOf("Deployment", told("degraded"));
    expect(status).toMatchObject({
      conditions: [
        { type: "Available", status: "False" },
        { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" },
      ],
    });
    const [pod] = await items("pods");
    expect(pod).toMatchObject({
      status: { containerStatuses: [{ ready: false, state: { waiting: { reason: "CrashLoopBackOff" } } }] },
    });
  });

  test("a Deployment that is told to be well again is", async () => {
    await statusOf("Deployment", told("degraded"));
    await apply("Deployment", {});
    expect((await opened.ask("GET", pathOf("Deployment"))).body).toMatchObject({
      status: {
        availableReplicas: 2,
        conditions: [{ status: "True" }, { reason: "NewReplicaSetAvailable" }],
      },
    });
  });

  test("an image of `fail/` cannot be pulled: its pods wait, its Deployment is late", async () => {
    opened = await openSandbox();
    await apply(
      "Deployment",
      {},
      { template: { ...template, spec: { containers: [{ name: "c", image: "fail/x:1" }] } } },
    );
    const [pod] = await items("pods");
    const waiting = readField(pod, "status", "containerStatuses", "0");
    expect(waiting).toBeUndefined();
    expect(pod).toMatchObject({
      status: {
        phase: "Pending",
        containerStatuses: [
          {
            image: "fail/x:1",
            ready: false,
            state: {
              waiting: {
                reason: "ImagePullBackOff",
                message: expect.stringContaining(
                  'Back-off pulling image "fail/x:1": ErrImagePull: failed to pull',
                ),
              },
            },
          },
        ],
      },
    });
    expect((await opened.ask("GET", pathOf("Deployment"))).body).toMatchObject({
      status: {
        conditions: [{ type: "Available", status: "False" }, { reason: "ProgressDeadlineExceeded" }],
      },
    });
    const reasons = (await items("events")).map(({ reason }) => reason);
    expect(reasons).toEqual(
      expect.arrayContaining(["Failed", "BackOff", "ScalingReplicaSet", "SuccessfulCreate"]),
    );
  });

  test("a Job fails by annotation, after as many pods as its limit allows", async () => {
    opened = await openSandbox();
    await apply("Job", toldToFail, { backoffLimit: 2 });
    const why = { reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" };
    expect((await opened.ask("GET", pathOf("Job"))).body).toMatchObject({
      status: {
        failed: 3,
        conditions: [
          { type: "FailureTarget", ...why },
          { type: "Failed", ...why },
        ],
      },
    });
    expect((await items("pods")).map((pod) => readField(pod, "status", "phase"))).toEqual([
      "Failed",
      "Failed",
      "Failed",
    ]);
  });

  test("a Job whose pod starts anew by itself fails with one pod", async () => {
    opened = await openSandbox();
    const anew = { ...jobTemplate, spec: { ...jobTemplate.spec, restartPolicy: "OnFailure" } };
    await apply("Job", toldToFail, { template: anew });
    expect((await opened.ask("GET", pathOf("Job"))).body).toMatchObject({ status: { failed: 1 } });
  });

  test("an autoscaler keeps what it scales within its limits, and is healthy", async () => {
    opened = await openSandbox();
    await apply("Deployment", {});
    const path = "/apis/autoscaling/v2/namespaces/n/horizontalpodautoscalers";
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "w" };
    const target = { type: "Utilization", averageUtilization: 50 };
    await opened.ask("POST", path, {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "w" },
      spec: {
        minReplicas: 3,
        maxReplicas: 5,
        scaleTargetRef,
        metrics: [{ type: "Resource", resource: { name: "cpu", target } }],
      },
    });
    expect((await opened.ask("GET", pathOf("Deployment"))).body).toMatchObject({
      spec: { replicas: 3 },
      status: { availableReplicas: 3 },
    });
    const { body } = await opened.ask("GET", `${path}/w`);
    expect(body).toMatchObject({ status: { currentReplicas: 3, desiredReplicas: 3 } });
    const conditions = readField(body, "status", "conditions") as readonly JsonObject[];
    expect(conditions.map(({ type, status }) => `${type}=${status}`).sort()).toEqual([
      "AbleToScale=True",
      "ScalingActive=True",
      "ScalingLimited=False",
    ]);
  });

  test("a CronJob starts a Job when its minute comes, and keeps as many as its history says", async () => {
    let now = Date.parse("2030-01-01T00:00:30Z");
    opened = await openSandbox({ now: () => new Date(now) });
    const path = "/apis/batch/v1/namespaces/n/cronjobs/c";
    const body = (touched: number) => ({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "c", annotations: { touched: String(touched) } },
      spec: {
        schedule: "* * * * *",
        successfulJobsHistoryLimit: 2,
        jobTemplate: { spec: { template: jobTemplate } },
      },
    });
    await opened.apply(path, body(0));
    expect(await items("/apis/batch/v1/namespaces/n/jobs")).toEqual([]);
    for (const minute of [1, 2, 3]) {
      now = Date.parse(`2030-01-01T00:0${minute}:01Z`);
      await opened.apply(path, body(minute));
    }
    const jobs = await items("/apis/batch/v1/namespaces/n/jobs");
    expect(jobs.map((job) => readField(job, "metadata", "name"))).toEqual(["c-31557602", "c-31557603"]);
    expect(readField(jobs[0], "metadata", "annotations")).toEqual({
      "batch.kubernetes.io/cronjob-scheduled-timestamp": "2030-01-01T00:02:00Z",
    });
    expect((await opened.ask("GET", path)).body["status"]).toEqual({
      lastScheduleTime: "2030-01-01T00:03:00Z",
      lastSuccessfulTime: "2030-01-01T00:03:01Z",
    });
  });

  test("a node that is closed takes no pods, and takes them when it is opened", async () => {
    opened = await openSandbox();
    const close = (unschedulable: boolean) =>
      opened.ask(
        "PATCH",
        "/api/v1/nodes/sandbox",
        { spec: { unschedulable } },
        "application/merge-patch+json",
      );
    await close(true);
    await apply("Deployment", {});
    const [waiting] = await items("pods");
    expect(waiting).toMatchObject({
      status: {
        phase: "Pending",
        conditions: [{ message: expect.stringContaining("node(s) were unschedulable") }],
      },
    });
    await close(false);
    expect((await opened.ask("GET", pathOf("Deployment"))).body).toMatchObject({
      status: { availableReplicas: 2 },
    });
  });
});

describe("controllers that take their time", () => {
  test("with a delay they look later", async () => {
    const before = await statusOf("Job", {}, { delayMs: 200 });
    expect(readField(before, "status", "startTime")).toBeUndefined();
    await expect
      .poll(async () => (await opened.ask("GET", pathOf("Job"))).body["status"])
      .toMatchObject({ succeeded: 1 });
  });

  test("by a time scale pods start after a part of the time that they need", async () => {
    const before = await statusOf("Deployment", {}, { timeScale: 0.05 });
    expect(before).toMatchObject({ status: { observedGeneration: 1, unavailableReplicas: 2 } });
    const [pod] = await items("pods");
    expect(pod).toMatchObject({
      status: {
        phase: "Pending",
        containerStatuses: [{ state: { waiting: { reason: "ContainerCreating" } } }],
      },
    });
    await expect
      .poll(async () => (await opened.ask("GET", pathOf("Deployment"))).body["status"], { interval: 20 })
      .toMatchObject({ availableReplicas: 2 });
  });

  test("a rolling update keeps as many pods up as it must, at every moment", async () => {
    await statusOf("Deployment", {}, { timeScale: 0.02 });
    const ready = async () => (await opened.ask("GET", pathOf("Deployment"))).body;
    await expect.poll(async () => readField(await ready(), "status", "availableReplicas")).toBe(2);
    const next = { ...template, spec: { containers: [{ name: "c", image: "i:2" }] } };
    await apply("Deployment", {}, { template: next });
    const seen: unknown[] = [];
    await expect
      .poll(
        async () => {
          const { status } = await ready();
          seen.push(readField(status, "availableReplicas"));
          return [readField(status, "updatedReplicas"), readField(status, "replicas")];
        },
        { interval: 5 },
      )
      .toEqual([2, 2]);
    expect(seen.every((count) => Number(count) >= 2)).toBe(true);
  });

  test("without controllers nothing follows from anything", async () => {
    const { status } = await statusOf("Deployment", {}, { controllers: false });
    expect(readField(status, "observedGeneration")).toBeUndefined();
    expect(await items("pods")).toEqual([]);
    expect(await items("serviceaccounts")).toEqual([]);
    expect(await items("/api/v1/nodes")).toEqual([]);
  });
});
