import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import { type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
afterEach(() => opened.sandbox.close());

const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i:1" }] } };
const selector = { matchLabels: { a: "b" } };

async function statusOf(kind: string, metadata: JsonObject, delayMs = 0): Promise<JsonObject> {
  opened = await openSandbox({ delayMs });
  const group = kind === "Job" ? "batch" : "apps";
  const path = `/apis/${group}/v1/namespaces/n/${kind.toLowerCase()}s/w`;
  const spec = kind === "Job" ? { template } : { replicas: 2, selector, template };
  const { replicas: _, ...withoutReplicas } = { replicas: 0, ...spec };
  await opened.apply(path, {
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name: "w", ...metadata },
    spec: kind === "DaemonSet" ? withoutReplicas : spec,
  });
  return (await opened.ask("GET", path)).body;
}

const told = (health: string) => ({ annotations: { "sandbox.outrigger.dev/health": health } });

describe("controllers", () => {
  test.each([
    ["Deployment", {}, { observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2 }],
    ["Deployment", told("progressing"), { observedGeneration: 1, updatedReplicas: 2, availableReplicas: 0 }],
    ["ReplicaSet", {}, { observedGeneration: 1, availableReplicas: 2 }],
    ["StatefulSet", {}, { observedGeneration: 1, updatedReplicas: 2, readyReplicas: 2 }],
    ["DaemonSet", {}, { observedGeneration: 1, desiredNumberScheduled: 1, numberAvailable: 1 }],
    ["DaemonSet", told("progressing"), { desiredNumberScheduled: 1, numberAvailable: 0 }],
    ["Job", {}, { succeeded: 1 }],
    ["Job", told("progressing"), { active: 1 }],
  ])("%s %o gets its status with the request", async (kind, metadata, status) => {
    expect(await statusOf(kind, metadata)).toMatchObject({ status });
  });

  test("a Deployment that is told to be degraded exceeds its deadline", async () => {
    const { status } = await statusOf("Deployment", told("degraded"));
    expect(status).toMatchObject({
      conditions: [
        { type: "Available", status: "False" },
        { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" },
      ],
    });
  });

  test("a Job fails by annotation", async () => {
    const { status } = await statusOf("Job", { annotations: { "sandbox.outrigger.dev/job": "fail" } });
    expect(status).toMatchObject({ failed: 1, conditions: [{ type: "FailureTarget" }, { type: "Failed" }] });
  });

  test("with a delay the status comes later", async () => {
    const before = await statusOf("Job", {}, 20);
    expect(before["status"]).toBeUndefined();
    const path = "/apis/batch/v1/namespaces/n/jobs/w";
    await expect
      .poll(async () => (await opened.ask("GET", path)).body["status"])
      .toMatchObject({ succeeded: 1 });
  });
});
