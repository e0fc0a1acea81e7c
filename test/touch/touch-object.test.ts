import { describe, expect, test } from "vitest";
import { readField } from "../../src/kube/json.ts";
import type { ObjectRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ObjectTarget } from "../../src/touch/own-object.ts";
import { deleteOwnObject, type ObjectChange, patchOwnObject } from "../../src/touch/touch-object.ts";
import { manual, openMall } from "../reconcile/shop.ts";
import { configMap } from "../stories/manifests.ts";

const mall = openMall();

async function open(): Promise<ObjectTarget> {
  await mall.shop.declare({ syncPolicy: { ...Object(manual["syncPolicy"]), automated: {} } });
  await mall.shop.sync({ "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1") });
  mall.cluster.writes();
  return { application: mall.shop.name, key: refOf("a") };
}

function refOf(name: string): ObjectRef {
  return { apiVersion: "v1", group: "", kind: "ConfigMap", namespace: mall.shop.namespace, name };
}

async function read(name: string): Promise<KubeObject | undefined> {
  const { ports } = mall.shop.process;
  const { cluster } = await ports.clusters.open({ name: "in-cluster", namespace: mall.shop.namespace });
  return (await cluster.read([refOf(name)], { shared: false })).objects[0];
}

const setValue =
  (value: string): ObjectChange =>
  (object) => ({ ...object, data: { value } });
const codeFrom = async (work: Promise<unknown>) =>
  await work.then(
    () => "done",
    (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
  );

describe("a patch by a person", () => {
  test("is one write by a field manager of its own; Git's side is as before", async () => {
    const target = await open();
    const after = await patchOwnObject(target, setValue("2"), mall.shop.process.ports);
    expect(readField(after, "data", "value")).toBe("2");
    expect(mall.cluster.writes()).toHaveLength(1);
    const managers = (await read("a"))?.metadata["managedFields"];
    expect(JSON.stringify(managers)).toMatch(/-action"/);
    expect((await mall.shop.settle()).state?.sync.status).toBe("OutOfSync");
  });

  test("that changes nothing writes nothing", async () => {
    const target = await open();
    await patchOwnObject(target, setValue("1"), mall.shop.process.ports);
    expect(mall.cluster.writes()).toEqual([]);
  });

  test.each<[string, ObjectChange, string]>([
    ["one that does not fit", () => "it does not fit", "it does not fit"],
    ["another kind", (object) => ({ ...object, kind: "Secret" }), "kind cannot be changed"],
    [
      "another name",
      (object) => ({ ...object, metadata: { ...Object(object["metadata"]), name: "b" } }),
      "metadata.name cannot be changed",
    ],
  ])("is refused: %s", async (_, change, reason) => {
    const target = await open();
    const ended = await codeFrom(patchOwnObject(target, change, mall.shop.process.ports));
    expect(ended).toContain(`ACTION_REFUSED: Cannot patch ConfigMap ${mall.shop.namespace}/a: ${reason}`);
    expect(mall.cluster.writes()).toEqual([]);
  });
});

describe("a deletion by a person", () => {
  test("takes this object, and no other", async () => {
    const target = await open();
    await deleteOwnObject(target, { propagation: "background" }, mall.shop.process.ports);
    expect(await read("a")).toBeUndefined();
    expect(await read("b")).toBeDefined();
  });

  test("with no time to end, and without what it owns", async () => {
    const target = await open();
    const how = { propagation: "background", graceSeconds: 0 } as const;
    await deleteOwnObject(target, how, mall.shop.process.ports);
    const other = { ...target, key: refOf("b") };
    await deleteOwnObject(other, { propagation: "orphan" }, mall.shop.process.ports);
    await expect.poll(async () => [await read("a"), await read("b")]).toEqual([undefined, undefined]);
  });
});

describe("nothing is written", () => {
  test("to an object that the application has not", async () => {
    const target = { ...(await open()), key: refOf("other") };
    const { ports } = mall.shop.process;
    expect(await codeFrom(patchOwnObject(target, setValue("2"), ports))).toMatch(/^NOT_FOUND: .*other/);
    expect(await codeFrom(deleteOwnObject(target, { propagation: "orphan" }, ports))).toMatch(/^NOT_FOUND/);
  });

  test("while somebody has paused the application", async () => {
    const target = await open();
    const { ports } = mall.shop.process;
    const pause = { scope: { application: mall.shop.name }, by: "ada", since: 1, reason: "night" } as const;
    await ports.pauses.save(pause);
    expect(await codeFrom(patchOwnObject(target, setValue("2"), ports))).toMatch(/^PAUSED: .*night/);
    expect(await codeFrom(deleteOwnObject(target, { propagation: "orphan" }, ports))).toMatch(/^PAUSED/);
    await ports.pauses.remove(pause.scope);
    expect(mall.cluster.writes()).toEqual([]);
  });

  test("of a kind that the project does not allow", async () => {
    const target = await open();
    const { ports } = mall.shop.process;
    const spec = {
      sourceRepos: ["*"],
      destinations: [{ server: "*", namespace: "*" }],
      namespaceResourceBlacklist: [{ group: "", kind: "ConfigMap" }],
    };
    const metadata = { name: "narrow", namespace: "argocd" };
    await mall.world.save({ apiVersion: "argoproj.io/v1alpha1", kind: "AppProject", metadata, spec });
    await mall.shop.declare({ ...manual, project: "narrow" });
    expect(await codeFrom(patchOwnObject(target, setValue("2"), ports))).toMatch(/^PROJECT_DENIED/);
    expect(await codeFrom(deleteOwnObject(target, { propagation: "orphan" }, ports))).toMatch(
      /^PROJECT_DENIED/,
    );
  });
});
