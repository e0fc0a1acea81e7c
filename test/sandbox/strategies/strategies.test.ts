import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import { toQosClass } from "../../../src/sandbox/strategies/pod-qos.ts";
import { type Opened, openSandbox } from "../open-sandbox.ts";

// What a real server does as well is in test/contracts/kubernetes/strategies-rules.ts; here is what would be in others' way there.
let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox();
});
afterAll(() => opened.sandbox.close());

const classes = "/apis/storage.k8s.io/v1/storageclasses";

function storageClass(name: string, isDefault: string): JsonObject {
  const annotations = { "storageclass.kubernetes.io/is-default-class": isDefault };
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, annotations },
    provisioner: "example.com/disk",
    volumeBindingMode: "WaitForFirstConsumer",
  };
}

function claim(name: string, fields: JsonObject = {}): JsonObject {
  const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...fields };
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name }, spec };
}

const classOf = async (name: string, fields?: JsonObject) => {
  const { body } = await opened.ask("POST", "persistentvolumeclaims?dryRun=All", claim(name, fields));
  return readField(body, "spec", "storageClassName");
};

describe("strategies", () => {
  test("a claim has the class it names, or the default one", async () => {
    const { body } = await opened.ask("GET", classes);
    for (const each of Array.isArray(body["items"]) ? body["items"] : []) {
      await opened.ask("DELETE", `${classes}/${readField(each, "metadata", "name")}`);
    }
    expect(await classOf("none")).toBeUndefined();
    await opened.ask("POST", classes, storageClass("slow", "false"));
    expect(await classOf("still-none")).toBeUndefined();
    await opened.ask("POST", classes, storageClass("fast", "true"));
    expect(await classOf("fast")).toBe("fast");
    expect(await classOf("own", { storageClassName: "slow" })).toBe("slow");
    expect(await classOf("nothing", { storageClassName: "" })).toBe("");
  });

  test("a Pod has the class of priority that is for all", async () => {
    const priorityClass = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", value: 7 };
    const body = {
      ...priorityClass,
      metadata: { name: "all" },
      globalDefault: true,
      preemptionPolicy: "Never",
    };
    await opened.ask("POST", "/apis/scheduling.k8s.io/v1/priorityclasses", body);
    const spec = { containers: [{ name: "a", image: "a:1" }] };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec };
    const made = await opened.ask("POST", "pods?dryRun=All", pod);
    expect(made.body["spec"]).toMatchObject({
      priority: 7,
      priorityClassName: "all",
      preemptionPolicy: "Never",
    });
    await opened.ask("DELETE", "/apis/scheduling.k8s.io/v1/priorityclasses/all");
  });

  test("a definition remembers every version that was stored", async () => {
    const versions = (stored: string) =>
      ["v1", "v2"].map((name) => ({
        name,
        served: true,
        storage: name === stored,
        schema: { openAPIV3Schema: { type: "object" } },
      }));
    const definition = (stored: string) => ({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "moves.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { kind: "Move", plural: "moves" },
        versions: versions(stored),
      },
    });
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/moves.example.com";
    await opened.apply(path, definition("v1"));
    const { body } = await opened.apply(path, definition("v2"));
    expect(readField(body, "status", "storedVersions")).toEqual(["v1", "v2"]);
  });

  test("the resources of a whole Pod decide its quality, where it has them", () => {
    const containers = [{ name: "a" }];
    const resources = { limits: { cpu: "1", memory: "1Gi" } };
    expect(toQosClass({ containers, resources })).toBe("Guaranteed");
    expect(toQosClass({ containers, resources: { requests: { cpu: "1" } } })).toBe("Burstable");
    expect(toQosClass({ containers })).toBe("BestEffort");
  });
});
