import { describe, expect, test } from "vitest";
import { trackingAnnotation } from "../../src/desired/tracking.ts";
import { ReconcileError } from "../../src/errors.ts";
import { formatJson, type JsonObject } from "../../src/kube/json.ts";
import { observe } from "../../src/observe.ts";
import { Factory } from "../moves/factory.ts";
import { openMall } from "../reconcile/shop.ts";
import { configMap, deployment } from "../stories/manifests.ts";
import type { ProcessOptions } from "../stories/world.ts";

const mall = openMall();
const nothing = { moved: 0, woken: 0, failures: [] };

function openFactory(options: ProcessOptions = {}): Factory {
  return new Factory(mall.world, mall.shop.start(options));
}

/** Names of the applications that were sent a message. */
function woken({ queues }: Factory): readonly string[] {
  return queues.sent.flatMap((each) => (each.kind === "reconcile" ? [each.name.name] : [])).toSorted();
}

describe("a cluster that moved", () => {
  const subject = { kind: "cluster", cluster: "in-cluster" } as const;

  async function observeIt(factory: Factory) {
    mall.shop.process.startRound();
    return await observe(subject, factory.ports(mall.shop.process));
  }

  /** The shop's application at rest, and what was seen of the cluster then. */
  async function openSynced(): Promise<Factory> {
    const { shop } = mall;
    await shop.declare();
    await shop.sync({
      "a.yaml": configMap("a", "1") + configMap("b", "1"),
      "web.yaml": deployment("web", 1),
    });
    const factory = openFactory();
    await observeIt(factory);
    await factory.drain();
    await observeIt(factory);
    factory.queues.clear();
    return factory;
  }

  const place = () => `/api/v1/namespaces/${mall.shop.namespace}/configmaps`;
  const deployments = () => `/apis/apps/v1/namespaces/${mall.shop.namespace}/deployments`;

  test("and nothing of ours did wakes nobody, and asks each kind once", async () => {
    const factory = await openSynced();
    const { world } = mall;
    const before = await world.reader.seen.clusters.read("in-cluster");
    mall.cluster.sandbox.forgetRequests();
    const report = await observeIt(factory);
    expect(report).toEqual({ ...nothing, asked: before?.kinds.length });
    const asked = mall.cluster.sandbox.requests.map(({ method, path }) => `${method} ${path}`);
    const discovery = ["GET /version", "GET /api", "GET /apis"];
    expect(asked.filter((each) => !discovery.includes(each)).toSorted()).toEqual([
      "GET /api/v1/configmaps",
      "GET /apis/apps/v1/deployments",
    ]);
    expect(await world.reader.seen.clusters.read("in-cluster")).toEqual(before);
  });

  test.each([
    ["an object changed", () => mall.cluster.ask("PATCH", `${place()}/a`, { data: { value: "2" } })],
    [
      "a status changed",
      () => mall.cluster.ask("PATCH", `${deployments()}/web/status`, { status: { replicas: 0 } }),
    ],
    ["an object went", () => mall.cluster.ask("DELETE", `${place()}/a`)],
    [
      "an object of it came",
      () => {
        const { name, namespace } = { name: "c", namespace: mall.shop.namespace };
        const annotations = {
          [trackingAnnotation]: `${mall.shop.name.name}:/ConfigMap:${namespace}/${name}`,
        };
        const labels = { "outrigger.dev/installation": "outrigger" };
        return mall.cluster.ask("POST", place(), {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name, namespace, annotations, labels },
        });
      },
    ],
  ] satisfies [string, () => Promise<unknown>][])(
    "wakes the application of which %s, once",
    async (_, happen) => {
      const factory = await openSynced();
      await happen();
      expect(await observeIt(factory)).toMatchObject({ moved: 1, woken: 1, failures: [] });
      expect(woken(factory)).toEqual([mall.shop.name.name]);
      expect(await observeIt(factory)).toMatchObject(nothing);
    },
  );

  test("by somebody else's objects wakes nobody, and is not listed again", async () => {
    const factory = await openSynced();
    await mall.cluster.ask("POST", place(), {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "theirs" },
    });
    expect(await observeIt(factory)).toMatchObject({ moved: 1, woken: 0 });
    expect(await observeIt(factory)).toMatchObject(nothing);
  });

  test("in a kind that is seen for the first time wakes all its applications", async () => {
    const { shop } = mall;
    await shop.declare();
    await shop.sync({ "a.yaml": configMap("a", "1") });
    const factory = openFactory();
    await observeIt(factory);
    expect(woken(factory)).toContain(shop.name.name);
  });

  test("does not wake what is no application any more", async () => {
    const factory = await openSynced();
    await mall.world.reader.specs.delete("Application", mall.shop.name);
    await mall.cluster.ask("PATCH", `${place()}/a`, { data: { value: "2" } });
    expect(await observeIt(factory)).toMatchObject({ moved: 1, woken: 0 });
  });

  test("loses a kind: its applications are woken, and the kind is forgotten", async () => {
    const { shop, world, cluster } = mall;
    const group = `${shop.name.name}.example.org`;
    await shop.declare();
    await cluster.ask("POST", definitions, crdOf(group));
    await shop.sync({ "thing.yaml": thingOf(group) });
    const factory = openFactory();
    await observeIt(factory);
    await factory.drain();
    await observeIt(factory);
    factory.queues.clear();
    const kind = `${group}/Thing`;
    expect((await world.reader.seen.clusters.read("in-cluster"))?.sighting).toHaveProperty([kind]);
    await cluster.ask("DELETE", `${definitions}/things.${group}`);
    await observeIt(factory);
    expect(woken(factory)).toEqual([shop.name.name]);
    expect((await world.reader.seen.clusters.read("in-cluster"))?.sighting).not.toHaveProperty([kind]);
    expect(await observeIt(factory)).toMatchObject({ moved: 0, woken: 0 });
  });

  test.each([
    ["normal", true, []],
    ["strict", false, []],
    ["strict", true, ["FORBIDDEN"]],
  ] as const)(
    "and may not be listed in one kind, with resource.respectRBAC %s and rights that allow it %s: %j",
    async (respectRbac, allowed, codes) => {
      await openSynced();
      await mall.cluster.ask("PATCH", `${place()}/a`, { data: { value: "2" } });
      const ports = openFactory().ports(mall.shop.process);
      const open: typeof ports.clusters.open = async (destination) => {
        const connection = await ports.clusters.open(destination);
        const listOwned = () => Promise.reject(new ReconcileError("FORBIDDEN", "Cannot list: forbidden"));
        const mayList = () => Promise.resolve(allowed);
        return { ...connection, watch: { ...connection.watch, listOwned, mayList } };
      };
      const report = await observe(subject, { ...ports, clusters: { open }, settings: { respectRbac } });
      expect(report.failures.map(({ code }) => code)).toEqual(codes);
      expect(report).toMatchObject({ moved: 0, woken: 0 });
    },
  );

  test("and cannot be listed in one kind is told of the others, and asked for it again", async () => {
    const { shop, world } = mall;
    const factory = await openSynced();
    await mall.cluster.ask("PATCH", `${place()}/a`, { data: { value: "2" } });
    await mall.cluster.ask("PATCH", `${deployments()}/web/status`, { status: { replicas: 0 } });
    const ports = factory.ports(shop.process);
    const open: typeof ports.clusters.open = async (destination) => {
      const connection = await ports.clusters.open(destination);
      const { watch } = connection;
      const listOwned: typeof watch.listOwned = async (resource, version) => {
        if (resource.kind === "ConfigMap") throw new ReconcileError("FORBIDDEN", "Cannot list: forbidden");
        return await watch.listOwned(resource, version);
      };
      return { ...connection, watch: { ...watch, listOwned } };
    };
    const before = (await world.reader.seen.clusters.read("in-cluster"))?.sighting["/ConfigMap"];
    const report = await observe(subject, { ...ports, clusters: { open } });
    expect(report).toMatchObject({ moved: 1, woken: 1 });
    expect(report.failures).toEqual([
      { what: "/ConfigMap of in-cluster", code: "FORBIDDEN", message: "Cannot list: forbidden" },
    ]);
    expect((await world.reader.seen.clusters.read("in-cluster"))?.sighting["/ConfigMap"]).toEqual(before);
    expect(await observeIt(factory)).toMatchObject({ moved: 1, woken: 1, failures: [] });
  });

  test("and does not answer, or is not registered any more, is a failure of the report; nothing is saved", async () => {
    const { world } = mall;
    const factory = await openSynced();
    const before = await world.reader.seen.clusters.read("in-cluster");
    const ports = factory.ports();
    const clusters = {
      open: () => Promise.reject(new ReconcileError("CLUSTER_UNREACHABLE", "Cannot reach")),
    };
    expect(await observe(subject, { ...ports, clusters })).toMatchObject({
      woken: 0,
      failures: [{ what: "in-cluster", code: "CLUSTER_UNREACHABLE" }],
    });
    expect(await world.reader.seen.clusters.read("in-cluster")).toEqual(before);
    await world.reader.seen.clusters.addKinds("gone", ["/ConfigMap"]);
    expect(await observe({ kind: "cluster", cluster: "gone" }, ports)).toMatchObject({
      failures: [{ what: "gone", code: "CLUSTER_UNKNOWN" }],
    });
  });

  test("that nothing was ever applied to is not asked", async () => {
    const factory = openFactory();
    expect(await observe({ kind: "cluster", cluster: "nobody" }, factory.ports())).toEqual({
      ...nothing,
      asked: 0,
    });
  });

  test("has its sighting saved last, and dropped where another observation was faster", async () => {
    const { world } = mall;
    const factory = await openSynced();
    await mall.cluster.ask("PATCH", `${place()}/a`, { data: { value: "2" } });
    factory.queues.isDown = true;
    await expect(observeIt(factory)).rejects.toMatchObject({ code: "STATE_UNREACHABLE" });
    factory.queues.isDown = false;
    const ports = factory.ports();
    const slow = {
      ...ports,
      applications: {
        mark: async (...given: Parameters<typeof ports.applications.mark>) => {
          await ports.applications.mark(...given);
          if (isFirst) {
            isFirst = false;
            expect(await observeIt(factory)).toMatchObject({ woken: 1 });
          }
        },
      },
    };
    let isFirst = true;
    expect(await observe(subject, slow)).toMatchObject({ woken: 1, failures: [] });
    const seen = await world.reader.seen.clusters.read("in-cluster");
    expect(seen?.sighting["/ConfigMap"]).toBeDefined();
    expect(await observeIt(factory)).toMatchObject(nothing);
  });
});

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

function crdOf(group: string): JsonObject {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

function thingOf(group: string): string {
  return `---\n${formatJson({ apiVersion: `${group}/v1`, kind: "Thing", metadata: { name: "thing" } })}\n`;
}
