import { afterEach, describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import { type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
afterEach(async () => {
  expect(opened.sandbox.failures).toEqual([]);
  await opened.sandbox.close();
});

const claim = (name: string, spec: JsonObject): JsonObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const phaseOf = async (path: string) => readField((await opened.ask("GET", path)).body, "status", "phase");

describe("upkeep", () => {
  test("a claim takes a volume that is there for it, which stays when the claim goes", async () => {
    opened = await openSandbox();
    await opened.ask("POST", "/api/v1/persistentvolumes", {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: "disk" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        capacity: { storage: "1Gi" },
        hostPath: { path: "/x" },
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: "manual",
      },
    });
    expect(await phaseOf("/api/v1/persistentvolumes/disk")).toBe("Available");
    await opened.ask("POST", "persistentvolumeclaims", claim("data", { storageClassName: "manual" }));
    expect(await phaseOf("persistentvolumeclaims/data")).toBe("Bound");
    expect(await phaseOf("/api/v1/persistentvolumes/disk")).toBe("Bound");
    await opened.ask("DELETE", "persistentvolumeclaims/data");
    expect(await phaseOf("/api/v1/persistentvolumes/disk")).toBe("Released");
  });

  test("a claim of a class that is not there waits", async () => {
    opened = await openSandbox();
    await opened.ask("POST", "persistentvolumeclaims", claim("data", { storageClassName: "none" }));
    expect(await phaseOf("persistentvolumeclaims/data")).toBe("Pending");
  });

  test("a quota counts objects by kind, too", async () => {
    opened = await openSandbox();
    const hard = { "count/configmaps": "5", "count/deployments.apps": "5" };
    const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec: { hard } };
    await opened.ask("POST", "resourcequotas", quota);
    expect((await opened.ask("GET", "resourcequotas/q")).body["status"]).toEqual({
      hard,
      used: { "count/configmaps": "1", "count/deployments.apps": "0" },
    });
  });

  test("an autoscaler without what it scales says so", async () => {
    opened = await openSandbox();
    const path = "/apis/autoscaling/v2/namespaces/n/horizontalpodautoscalers";
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "none" };
    await opened.ask("POST", path, {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "h" },
      spec: { maxReplicas: 2, scaleTargetRef },
    });
    expect((await opened.ask("GET", `${path}/h`)).body).toMatchObject({
      status: { conditions: [{ type: "AbleToScale", status: "False", reason: "FailedGetScale" }] },
    });
  });

  test("a node that is not ready repels pods", async () => {
    opened = await openSandbox();
    await opened.ask("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "second" },
    });
    const { body } = await opened.ask("GET", "/api/v1/nodes/second");
    expect(readField(body, "spec", "taints")).toMatchObject([
      { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" },
    ]);
  });
});
