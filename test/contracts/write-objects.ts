import { describe, expect, test } from "vitest";
import { codeOf } from "../../src/errors.ts";
import { toRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Cluster } from "../../src/ports/cluster.ts";
import { objects, readOwner } from "./cluster-objects.ts";

type Place = { readonly cluster: Cluster; readonly namespace: string; readonly manager: string };

/** The rules of the port Cluster for what is written in other ways than by a plain apply. */
export function describeOtherWrites(open: () => Place): void {
  const configMap = (name: string, data: Record<string, string> = { key: "value" }) =>
    objects.configMap({ name, namespace: open().namespace, data });
  const make = (object: KubeObject) => open().cluster.apply({ object, dryRun: false });
  const readOne = async (object: KubeObject) =>
    (await open().cluster.read([toRef(object)], { shared: false })).objects[0];
  const codeFrom = (made: Promise<unknown>) => made.then(() => "no error", codeOf);
  const versionOf = (object: KubeObject) => object.metadata.resourceVersion ?? "";

  describe("replace", () => {
    test("puts the object as it is: what it does not say is gone, whoever wrote it", async () => {
      const before = await make(configMap("replaced", { key: "1", old: "1" }));
      const object = configMap("replaced", { key: "2" });
      const after = await open().cluster.replace({ object, resourceVersion: versionOf(before) });
      expect(after["data"]).toEqual({ key: "2" });
      expect(after.metadata.uid).toBe(before.metadata.uid);
    });

    test("of an object that changed since it was read: CONFLICT, and it stays", async () => {
      const before = await make(configMap("raced", { key: "1" }));
      await make(configMap("raced", { key: "2" }));
      const object = configMap("raced", { key: "3" });
      const resourceVersion = versionOf(before);
      expect(await codeFrom(open().cluster.replace({ object, resourceVersion }))).toBe("CONFLICT");
      expect((await readOne(object))?.["data"]).toEqual({ key: "2" });
    });
  });

  describe("what cannot be changed", () => {
    const frozen = (value: string): KubeObject => ({
      ...configMap("frozen", { key: value }),
      immutable: true,
    });

    test("is IMMUTABLE, by apply and by replace; what is wrong in itself is APPLY_REJECTED", async () => {
      const live = await make(frozen("1"));
      expect(await codeFrom(make(frozen("2")))).toBe("IMMUTABLE");
      const resourceVersion = versionOf(live);
      expect(await codeFrom(open().cluster.replace({ object: frozen("2"), resourceVersion }))).toBe(
        "IMMUTABLE",
      );
      expect(await codeFrom(make(configMap("wrong", { "not a key!": "1" })))).toBe("APPLY_REJECTED");
    });

    test("a dry-run of a create tells the two apart, and writes nothing", async () => {
      await make(frozen("1"));
      const { outcome } = await open().cluster.create(frozen("2"), { dryRun: true });
      expect(outcome).toBe("exists");
      const wrong: KubeObject = { ...frozen("2"), data: { "not a key!": "1" } };
      expect(await codeFrom(open().cluster.create(wrong, { dryRun: true }))).toBe("APPLY_REJECTED");
      const fresh = configMap("never-made");
      expect((await open().cluster.create(fresh, { dryRun: true })).outcome).toBe("created");
      expect(await readOne(fresh)).toBeUndefined();
    });
  });

  test("a dry-run of a delete deletes nothing, and keeps its preconditions", async () => {
    const { metadata } = await make(configMap("kept"));
    const request = { ref: toRef(configMap("kept")), propagation: "background", dryRun: true } as const;
    const { cluster } = open();
    expect(await cluster.delete({ ...request, uid: metadata.uid ?? "" })).toBe("deleted");
    expect((await readOne(configMap("kept")))?.metadata).toMatchObject({ uid: metadata.uid });
    expect(await codeFrom(cluster.delete({ ...request, uid: "another" }))).toBe("CONFLICT");
  });

  test("a field manager of its own owns its fields beside ours, and gives them up without touching ours", async () => {
    const { cluster, manager } = open();
    await make(configMap("shared", { ours: "1" }));
    const other = `${manager}-other`;
    const both = await cluster.apply({
      object: configMap("shared", { theirs: "1" }),
      dryRun: false,
      manager: other,
    });
    expect(both["data"]).toEqual({ ours: "1", theirs: "1" });
    expect(both.metadata.managedFields?.map((entry) => entry.manager)).toContain(other);
    const left = await cluster.apply({ object: configMap("shared", {}), dryRun: false, manager: other });
    expect(left["data"]).toEqual({ ours: "1" });
    expect(JSON.stringify(readOwner(left, manager)?.fieldsV1)).toContain("f:ours");
  });

  test("a lenient apply leaves out fields that the server does not know, at any depth; a plain one is refused", async () => {
    const { cluster, namespace } = open();
    const container = { name: "main", image: "registry.example.org/web:1", colour: "red" };
    const object: KubeObject = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "lenient", namespace },
      spec: { containers: [container], painted: { by: "me" } },
    };
    expect(await codeFrom(cluster.apply({ object, dryRun: true }))).toBe("APPLY_REJECTED");
    const tried = await cluster.apply({ object, dryRun: true, lenient: true });
    expect(JSON.stringify(tried)).not.toMatch(/colour|painted/);
  });
}
