import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../../src/errors.ts";
import { findResource } from "../../src/kube/api-catalog.ts";
import { isObject, type JsonObject, parseJson } from "../../src/kube/json.ts";
import { type ObjectRef, toRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { limits } from "../../src/limits.ts";
import type { Cluster, Schemas } from "../../src/ports/cluster.ts";
import { isEventually, objects, readOwner } from "./cluster-objects.ts";
import { describeOtherWrites } from "./write-objects.ts";

export type ClusterSubject = {
  readonly cluster: Cluster;
  readonly schemas: Schemas;
  /** The field manager that `cluster` writes as. */
  readonly manager: string;
  /** Forgets the lists that are shared within a run. */
  startRun(): void;
  /** A request as somebody else makes it, past everything under test. */
  ask(request: RawRequest): Promise<{ readonly status: number; readonly text: string }>;
  close(): Promise<void>;
};

export type RawRequest = {
  readonly method: string;
  readonly path: string;
  readonly body?: JsonObject;
  readonly contentType?: string;
};

/** The rules of the ports Cluster and Schemas, for any API server: a real one, or the sandbox's. */
export function describeClusterContract(name: string, open: () => Promise<ClusterSubject>): void {
  describe(`contract of Cluster: ${name}`, () => {
    const suffix = Math.random().toString(36).slice(2, 8);
    const namespace = `contract-${suffix}`;
    let subject: ClusterSubject;
    let cluster: Cluster;

    const make = (object: KubeObject) => cluster.apply({ object, dryRun: false });
    const readOne = async (ref: ObjectRef) => (await cluster.read([ref], { shared: false })).objects[0];
    const uidOf = async (ref: ObjectRef) => (await readOne(ref))?.metadata.uid ?? "";
    const codeFrom = (made: Promise<unknown>) => made.then(() => "no error", codeOf);
    const configMap = (each: string, data: Record<string, string> = { key: "value" }) =>
      objects.configMap({ name: each, namespace, data });

    beforeAll(async () => {
      subject = await open();
      cluster = subject.cluster;
      await make(objects.namespace(namespace));
    });

    afterAll(async () => {
      const ref = toRef(objects.namespace(namespace));
      await cluster.delete({ ref, uid: await uidOf(ref), propagation: "background" });
      await subject.close();
    });

    describe("discover", () => {
      test("names the server's version and its kinds with scope and verbs", async () => {
        const catalog = await cluster.discover({ fresh: false });
        expect(catalog.serverVersion).toMatch(/^v1\.\d+\.\d+/);
        expect(findResource(catalog, "apps/v1", "Deployment")).toMatchObject({
          plural: "deployments",
          namespaced: true,
        });
        expect(findResource(catalog, "v1", "Namespace")).toMatchObject({ group: "", namespaced: false });
        expect(findResource(catalog, "v1", "ConfigMap")?.verbs).toEqual(
          expect.arrayContaining(["get", "list", "patch"]),
        );
        expect(catalog.resources.some(({ plural }) => plural.includes("/"))).toBe(false);
      });
    });

    describe("apply", () => {
      test("gives the object as the server has it, owned by this installation's field manager", async () => {
        const applied = await make(configMap("applied"));
        expect(applied).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { key: "value" } });
        expect(applied.metadata.uid).toMatch(/./);
        expect(readOwner(applied, subject.manager)).toMatchObject({
          operation: "Apply",
          fieldsV1: { "f:data": { "f:key": {} } },
        });
      });

      test("an identical apply moves no resourceVersion", async () => {
        const first = await make(configMap("identical"));
        const second = await make(configMap("identical"));
        expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
      });

      test("a field that is left out is removed, one of somebody else's stays", async () => {
        await make(configMap("left-out", { ours: "1", dropped: "2" }));
        await subject.ask({
          method: "PATCH",
          path: `/api/v1/namespaces/${namespace}/configmaps/left-out?fieldManager=somebody`,
          contentType: "application/merge-patch+json",
          body: { data: { theirs: "3" } },
        });
        const applied = await make(configMap("left-out", { ours: "1" }));
        expect(applied["data"]).toEqual({ ours: "1", theirs: "3" });
      });

      test("takes over a field that somebody else changed", async () => {
        await make(configMap("forced", { key: "ours" }));
        await subject.ask({
          method: "PATCH",
          path: `/api/v1/namespaces/${namespace}/configmaps/forced?fieldManager=somebody`,
          contentType: "application/merge-patch+json",
          body: { data: { key: "theirs" } },
        });
        expect((await make(configMap("forced", { key: "ours" })))["data"]).toEqual({ key: "ours" });
      });

      test("a dry-run gives the result and writes nothing", async () => {
        const tried = await cluster.apply({ object: configMap("tried"), dryRun: true });
        expect(tried).toMatchObject({ data: { key: "value" } });
        expect(await readOne(toRef(configMap("tried")))).toBeUndefined();
      });

      test("a dry-run of an object that is there keeps its resourceVersion and shows the change", async () => {
        const before = await make(configMap("tried-again"));
        const tried = await cluster.apply({ object: configMap("tried-again", { key: "new" }), dryRun: true });
        expect(tried).toMatchObject({ data: { key: "new" } });
        expect(await readOne(toRef(before))).toEqual(before);
      });

      test("with the uid of an object that was replaced: CONFLICT, and nothing is made again", async () => {
        const object = configMap("replaced");
        const made = await make(object);
        const uid = made.metadata.uid ?? "";
        expect(await cluster.delete({ ref: toRef(object), uid, propagation: "background" })).toBe("deleted");
        expect(await codeFrom(cluster.apply({ object, dryRun: false, uid }))).toBe("CONFLICT");
        expect(await readOne(toRef(object))).toBeUndefined();
      });

      test("with the uid of an object whose name another one has now: CONFLICT, and that one stays", async () => {
        const first = await make(configMap("succeeded", { key: "1" }));
        const uid = first.metadata.uid ?? "";
        expect(await cluster.delete({ ref: toRef(first), uid, propagation: "background" })).toBe("deleted");
        const second = await make(configMap("succeeded", { key: "2" }));
        const object = configMap("succeeded", { key: "3" });
        expect(await codeFrom(cluster.apply({ object, dryRun: false, uid }))).toBe("CONFLICT");
        expect(await readOne(toRef(second))).toMatchObject({
          metadata: { uid: second.metadata.uid },
          data: { key: "2" },
        });
      });

      test("with the uid of the object that is there: applied", async () => {
        const made = await make(configMap("same"));
        const uid = made.metadata.uid ?? "";
        const applied = await cluster.apply({ object: configMap("same", { key: "2" }), dryRun: false, uid });
        expect(applied).toMatchObject({ metadata: { uid }, data: { key: "2" } });
      });

      test.each([
        ["an unknown field", { spec: { selectr: {} } }],
        ["duplicate list keys", { spec: { ports: [{ port: 80 }, { port: 80 }] } }],
        ["a wrong type", { spec: { ports: "none" } }],
        ["a value that is not valid", { spec: { ports: [{ port: 99999 }] } }],
      ])("%s: APPLY_REJECTED, for repeating it cannot help", async (_rule, fields) => {
        const object = { ...objects.service({ name: "rejected", namespace }), ...fields };
        expect(await codeFrom(make(object))).toBe("APPLY_REJECTED");
      });

      test("in a namespace that is not there: NOT_FOUND, also as a dry-run", async () => {
        const object = objects.configMap({ name: "lost", namespace: `${namespace}-none`, data: {} });
        expect(await codeFrom(cluster.apply({ object, dryRun: true }))).toBe("NOT_FOUND");
        expect(await codeFrom(cluster.apply({ object, dryRun: false }))).toBe("NOT_FOUND");
      });

      test("of a kind that the server does not have: KIND_MISSING", async () => {
        const object = {
          apiVersion: "none.example.com/v1",
          kind: "None",
          metadata: { name: "x", namespace },
        };
        expect(await codeFrom(make(object))).toBe("KIND_MISSING");
      });

      test("an object over etcd's limit is refused before it is sent", async () => {
        const object = configMap("large", { key: "x".repeat(limits.objectBytesMax) });
        expect(await codeFrom(make(object))).toBe("LIMIT_EXCEEDED");
      });

      test("a message about a Secret quotes none of its data", async () => {
        const canary = "canary-7f3a";
        const object = objects.secret({ name: "quoted", namespace, data: { key: { nested: canary } } });
        const error = await make(object).catch((thrown: unknown) => thrown);
        expect(codeOf(error)).toBe("APPLY_REJECTED");
        expect(String(error)).toContain("Secret");
        expect(String(error)).not.toContain(canary);
      });
    });

    describe("create", () => {
      test("makes an object once; a second create gives the one that is there", async () => {
        const object = configMap("created", { operation: "first" });
        const first = await cluster.create(object);
        expect(first.outcome).toBe("created");
        const second = await cluster.create(configMap("created", { operation: "second" }));
        expect(second.outcome).toBe("exists");
        expect(second.object).toEqual(first.object);
      });

      test("in a namespace that is not there: NOT_FOUND", async () => {
        const object = objects.configMap({ name: "lost", namespace: `${namespace}-none`, data: {} });
        expect(await codeFrom(cluster.create(object))).toBe("NOT_FOUND");
      });
    });

    describe("delete", () => {
      test("preconditions hold: another uid is a CONFLICT and the object stays", async () => {
        const made = await make(configMap("kept"));
        const request = {
          ref: toRef(made),
          uid: "00000000-0000-0000-0000-000000000000",
          propagation: "background",
        } as const;
        expect(await codeFrom(cluster.delete(request))).toBe("CONFLICT");
        expect(await readOne(toRef(made))).toEqual(made);
      });

      test("preconditions hold: another resourceVersion is a CONFLICT and the object stays", async () => {
        const made = await make(configMap("kept-version", { key: "1" }));
        const { uid = "", resourceVersion = "" } = made.metadata;
        await make(configMap("kept-version", { key: "2" }));
        const request = { ref: toRef(made), uid, resourceVersion, propagation: "background" } as const;
        expect(await codeFrom(cluster.delete(request))).toBe("CONFLICT");
        expect(await readOne(toRef(made))).toMatchObject({ data: { key: "2" } });
      });

      test("deletes, and says gone of what is not there", async () => {
        const made = await make(configMap("deleted"));
        const request = {
          ref: toRef(made),
          uid: made.metadata.uid ?? "",
          propagation: "foreground",
        } as const;
        expect(await cluster.delete(request)).toBe("deleted");
        await isEventually(async () => (await readOne(request.ref)) === undefined);
        expect(await cluster.delete(request)).toBe("gone");
      });

      test("an object with a finalizer is being deleted, and says so", async () => {
        const object = configMap("finalized");
        const made = await make({
          ...object,
          metadata: { ...object.metadata, finalizers: ["example.com/wait"] },
        });
        const request = {
          ref: toRef(made),
          uid: made.metadata.uid ?? "",
          propagation: "background",
        } as const;
        expect(await cluster.delete(request)).toBe("deleted");
        expect((await readOne(request.ref))?.metadata.deletionTimestamp).toBeDefined();
        await make(object); // gives the finalizer up
        await isEventually(async () => (await readOne(request.ref)) === undefined);
      });
    });

    describeOtherWrites(() => ({ cluster, namespace, manager: subject.manager }));

    describe("read", () => {
      test("by GET and by list alike; what is not there is in neither list", async () => {
        const names = ["read-1", "read-2", "read-3", "read-4"];
        const made = await Promise.all(names.map((each) => make(configMap(each))));
        const refs = [...made.map(toRef), toRef(configMap("read-none"))];
        const single = await cluster.read(refs.slice(3), { shared: false });
        expect(single).toEqual({ objects: [made[3]], unknown: [] });
        const many = await cluster.read(refs, { shared: false });
        expect(many.unknown).toEqual([]);
        expect(many.objects).toEqual(made);
      });

      test("nothing is unknown of kinds, namespaces and objects that are not there", async () => {
        const ref = toRef(configMap("x"));
        const elsewhere = { ...ref, namespace: `${namespace}-none` };
        const foreign = {
          ...ref,
          group: "none.example.com",
          apiVersion: "none.example.com/v1",
          kind: "None",
        };
        const refs = [ref, elsewhere, foreign, { ...elsewhere, name: "y" }, { ...elsewhere, name: "z" }];
        expect(await cluster.read(refs, { shared: false })).toEqual({ objects: [], unknown: [] });
      });

      test("cluster-scoped objects and namespaced ones of several kinds in one call", async () => {
        const service = await make(objects.service({ name: "several", namespace }));
        const map = await make(configMap("several"));
        const space = toRef(objects.namespace(namespace));
        const reading = await cluster.read([toRef(service), toRef(map), space], { shared: false });
        expect(reading.objects.map(({ kind }) => kind).sort()).toEqual(["ConfigMap", "Namespace", "Service"]);
      });

      test("pages: every one of more objects than a page holds", { timeout: 60_000 }, async () => {
        const count = limits.listPageObjectsMax + 20;
        const names = Array.from({ length: count }, (_, index) => `paged-${index}`);
        await Promise.all(names.map((each) => make(configMap(each))));
        const reading = await cluster.read(
          names.map((each) => toRef(configMap(each))),
          { shared: false },
        );
        expect(reading.unknown).toEqual([]);
        expect(new Set(reading.objects.map(({ metadata }) => metadata.name))).toEqual(new Set(names));
      });

      test("a shared list serves a run, until a write of ours or the next run", async () => {
        const refs = ["shared-1", "shared-2", "shared-3"].map((each) => toRef(configMap(each)));
        const readShared = async () => (await cluster.read(refs, { shared: true })).objects.length;
        await make(configMap("shared-1"));
        subject.startRun();
        expect(await readShared()).toBe(1);
        const body = configMap("shared-2");
        await subject.ask({ method: "POST", path: `/api/v1/namespaces/${namespace}/configmaps`, body });
        expect(await readShared()).toBe(1);
        await make(configMap("shared-3"));
        expect(await readShared()).toBe(3);
      });

      test("integers beyond 2^53 are read and written unchanged", async () => {
        const crd = objects.crd({
          group: `big-${suffix}.example.com`,
          schema: { type: "integer", format: "int64" },
        });
        await make(crd);
        const ref = { apiVersion: `big-${suffix}.example.com/v1`, kind: "Sample" };
        await isEventually(
          async () =>
            findResource(await cluster.discover({ fresh: true }), ref.apiVersion, ref.kind) !== undefined,
        );
        const value = 9_007_199_254_740_993n;
        const object = { ...ref, metadata: { name: "big", namespace }, spec: { value } };
        const made = await eventuallyApplied(object);
        expect(made).toMatchObject({ spec: { value } });
        expect((await readOne(toRef(made)))?.["spec"]).toEqual({ value });
        const path = `/apis/${ref.apiVersion}/namespaces/${namespace}/samples/big`;
        expect((await subject.ask({ method: "GET", path })).text).toContain(value.toString());
        await removeCrd(crd);
      });
    });

    describe("a CRD that appears", () => {
      test("its kind is missing until it is discovered afresh; then objects apply, read and have a schema", async () => {
        const group = `late-${suffix}.example.com`;
        const object = {
          apiVersion: `${group}/v1`,
          kind: "Sample",
          metadata: { name: "late", namespace },
          spec: { value: "text" },
        };
        await cluster.discover({ fresh: false });
        expect(await codeFrom(make(object))).toBe("KIND_MISSING");
        const crd = objects.crd({ group, schema: { type: "string" } });
        await make(crd);
        await isEventually(
          async () =>
            findResource(await cluster.discover({ fresh: true }), object.apiVersion, object.kind) !==
            undefined,
        );
        const made = await eventuallyApplied(object);
        expect((await cluster.read([toRef(made)], { shared: false })).objects).toEqual([made]);
        await isEventually(async () => (await subject.schemas.read(object.apiVersion)) !== undefined);
        await removeCrd(crd);
      });
    });

    test("a namespace being deleted: NAMESPACE_TERMINATING", async () => {
      const space = `${namespace}-ending`;
      const made = await make(objects.namespace(space));
      const held = objects.configMap({ name: "held", namespace: space, data: {} });
      await make({ ...held, metadata: { ...held.metadata, finalizers: ["example.com/wait"] } });
      await cluster.delete({ ref: toRef(made), uid: made.metadata.uid ?? "", propagation: "background" });
      const late = objects.configMap({ name: "late", namespace: space, data: {} });
      expect(await codeFrom(make(late))).toBe("NAMESPACE_TERMINATING");
      expect(await codeFrom(cluster.create(late))).toBe("NAMESPACE_TERMINATING");
      await make(held);
    });

    describe("schemas", () => {
      test("a document of OpenAPI v3 by apiVersion, with the defaults that list keys have", async () => {
        const document = await subject.schemas.read("v1");
        const schemas = parseJson(JSON.stringify(document?.["components"] ?? {}));
        expect(isObject(schemas) && Object.keys(Object(schemas["schemas"]))).toContain(
          "io.k8s.api.core.v1.ServicePort",
        );
      });

      test("undefined for an apiVersion that the server does not have", async () => {
        expect(await subject.schemas.read("none.example.com/v1")).toBeUndefined();
      });
    });

    /** A CRD is in discovery a moment before its path answers. */
    async function eventuallyApplied(object: KubeObject): Promise<KubeObject> {
      let made: KubeObject | undefined;
      await isEventually(async () => {
        made = await make(object).catch((error: unknown) => {
          if (codeOf(error) === "KIND_MISSING" || codeOf(error) === "NOT_FOUND") return undefined;
          throw error;
        });
        return made !== undefined;
      });
      return made ?? object;
    }

    async function removeCrd(crd: KubeObject): Promise<void> {
      const ref = toRef(crd);
      await cluster.delete({ ref, uid: await uidOf(ref), propagation: "background" });
    }
  });
}
