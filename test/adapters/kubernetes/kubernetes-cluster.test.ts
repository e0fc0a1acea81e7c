import { afterEach, describe, expect, test } from "vitest";
import { ApiServer } from "../../../src/adapters/kubernetes/api-server.ts";
import { KubernetesCluster } from "../../../src/adapters/kubernetes/kubernetes-cluster.ts";
import { OpenApiSchemas } from "../../../src/adapters/kubernetes/openapi-schemas.ts";
import type { ObjectRef } from "../../../src/kube/key.ts";
import { limits } from "../../../src/limits.ts";
import { type LocalServer, type Received, startLocalServer } from "./local-server.ts";
import { listItem, notFound, type Routes, smallApi } from "./small-api.ts";

const maps = "/api/v1/namespaces/shop/configmaps";
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function serve(routes: Routes) {
  const server = await startLocalServer(smallApi(routes), { protocol: "http" });
  const api = new ApiServer({
    endpoint: { url: new URL(server.url) },
    authorize: { headers: () => Promise.resolve({}), forget: () => false },
    userAgent: "outrigger/test",
  });
  opened.push(server, api);
  return { server, api, cluster: new KubernetesCluster(api, "test") };
}

const asked = ({ received }: LocalServer, from = 3) =>
  received.slice(from).map(({ method, path }) => `${method} ${path}`);
const ref = (name: string, fields: Partial<ObjectRef> = {}): ObjectRef => ({
  apiVersion: "v1",
  group: "",
  kind: "ConfigMap",
  namespace: "shop",
  name,
  ...fields,
});
const live = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", ...listItem(name) });
const list = (names: readonly string[], token?: string) => ({
  body: {
    kind: "ConfigMapList",
    metadata: token === undefined ? {} : { continue: token },
    items: names.map(listItem),
  },
});
const byToken =
  (pages: Record<string, ReturnType<typeof list> | { status: number }>) =>
  ({ path }: Received) =>
    pages[new URL(path, "http://x").searchParams.get("continue") ?? ""] ?? { status: 500 };

describe("read", () => {
  test("few refs by GET, more by one list that is filtered to them", async () => {
    const names = ["a", "b", "c", "foreign"];
    const { server, cluster } = await serve({
      [`GET ${maps}`]: list(names),
      [`GET ${maps}/a`]: { body: live("a") },
    });
    const two = await cluster.read([ref("a"), ref("none")], { shared: false });
    expect(two).toEqual({ objects: [live("a")], unknown: [] });
    expect(asked(server)).toEqual([`GET ${maps}/a`, `GET ${maps}/none`]);
    const many = await cluster.read([ref("a"), ref("b"), ref("none")], { shared: false });
    expect(many).toEqual({ objects: [live("a"), live("b")], unknown: [] });
    expect(asked(server, 5)).toEqual([`GET ${maps}?limit=500`]);
  });

  test("all pages; a token that expired starts again", async () => {
    let expired = 0;
    const pages = { "": list(["a", "b"], "2"), "2": list(["c"], "3"), "3": list(["d"]) };
    const { server, cluster } = await serve({
      [`GET ${maps}`]: (one) => {
        if (!one.path.includes("continue=3") || expired > 0) return byToken(pages)(one);
        expired += 1;
        return { status: 410 };
      },
    });
    const reading = await cluster.read(
      ["a", "b", "c", "d"].map((name) => ref(name)),
      { shared: false },
    );
    expect(reading.objects.map(({ metadata }) => metadata.name)).toEqual(["a", "b", "c", "d"]);
    expect(asked(server)).toHaveLength(6);
  });

  test("a list that never gets to its end is unknown, not absent", async () => {
    const { cluster } = await serve({
      [`GET ${maps}`]: byToken({ "": list(["a"], "2"), "2": { status: 410 } }),
    });
    const refs = ["a", "b", "c"].map((name) => ref(name));
    const reading = await cluster.read(refs, { shared: false });
    expect(reading.objects).toEqual([]);
    expect(reading.unknown.map((each) => each.ref)).toEqual(refs);
  });

  test.each([
    ["403", 403],
    ["500", 500],
    ["503", 503],
  ])("%s is unknown with its message; other kinds are read", async (_rule, status) => {
    const refused = { status, body: { message: "no such right" } };
    const { cluster } = await serve({
      [`GET ${maps}`]: refused,
      [`GET ${maps}/x`]: refused,
      "GET /api/v1/namespaces/shop/secrets/s": { body: { ...live("s"), kind: "Secret" } },
    });
    const refs = [ref("a"), ref("b"), ref("c"), ref("s", { kind: "Secret" })];
    const reading = await cluster.read(refs, { shared: false });
    expect(reading.objects).toHaveLength(1);
    expect(reading.unknown).toHaveLength(3);
    expect(reading.unknown[0]?.message).toContain("no such right");
    expect((await cluster.read([ref("x")], { shared: false })).unknown).toHaveLength(1);
  });

  test("a kind that the server has not is absent; one of a group that is down is unknown", async () => {
    const { server, cluster } = await serve({});
    const missing = ref("x", { apiVersion: "none.dev/v1", group: "none.dev", kind: "None" });
    const down = ref("x", {
      apiVersion: "metrics.k8s.io/v1beta1",
      group: "metrics.k8s.io",
      kind: "PodMetrics",
    });
    const reading = await cluster.read([missing, down], { shared: false });
    expect(reading.objects).toEqual([]);
    expect(reading.unknown).toEqual([{ ref: down, message: expect.stringContaining("does not answer") }]);
    expect(asked(server)).toEqual([]);
  });

  test("a kind without lists is read by GET, however many", async () => {
    const token = (name: string) =>
      ref(name, { apiVersion: "authentication.k8s.io/v1", group: "authentication.k8s.io", kind: "Token" });
    const { server, cluster } = await serve({});
    await cluster.read(["a", "b", "c"].map(token), { shared: true });
    expect(asked(server)).toHaveLength(3);
  });

  test("credentials that are refused fail the whole read", async () => {
    const { cluster } = await serve({
      [`GET ${maps}/a`]: { status: 401, body: { message: "Unauthorized" } },
    });
    await expect(cluster.read([ref("a")], { shared: false })).rejects.toMatchObject({
      code: "CREDENTIALS_REFUSED",
    });
  });

  test("a server that goes away fails the whole read", async () => {
    const { server, cluster } = await serve({});
    await cluster.discover({ fresh: false });
    await server.close();
    await expect(cluster.read([ref("a")], { shared: false })).rejects.toMatchObject({
      code: "CLUSTER_UNREACHABLE",
    });
  });

  test("nothing asked, nothing sent", async () => {
    const { server, cluster } = await serve({});
    expect(await cluster.read([], { shared: true })).toEqual({ objects: [], unknown: [] });
    expect(server.received).toEqual([]);
  });
});

describe("shared reads of a run", () => {
  const routes = { [`GET ${maps}`]: list(["a", "b", "c"]), [`GET ${maps}/a`]: { body: live("a") } };

  test("at most one GET and one list for a kind in a namespace", async () => {
    const { server, cluster } = await serve(routes);
    for (const names of [["a"], ["b"], ["a", "b"], ["c"], ["a", "b", "c"]]) {
      const reading = await cluster.read(
        names.map((name) => ref(name)),
        { shared: true },
      );
      expect(reading.objects).toHaveLength(names.length);
    }
    expect(asked(server)).toEqual([`GET ${maps}/a`, `GET ${maps}?limit=500`]);
  });

  test("readers at one time share one list", async () => {
    const { server, cluster } = await serve(routes);
    const refs = [ref("a"), ref("b")];
    await Promise.all(Array.from({ length: 10 }, () => cluster.read(refs, { shared: true })));
    expect(asked(server)).toHaveLength(1);
  });

  test("a read that is not shared asks anew; a run that starts forgets", async () => {
    const { server, cluster } = await serve(routes);
    const refs = [ref("a"), ref("b"), ref("c")];
    await cluster.read(refs, { shared: true });
    await cluster.read(refs, { shared: false });
    expect(asked(server)).toHaveLength(2);
    cluster.startRun();
    await cluster.read(refs, { shared: true });
    expect(asked(server).filter((each) => each.startsWith(`GET ${maps}`))).toHaveLength(3);
  });

  test("a list that failed is not kept", async () => {
    let fails = true;
    const { cluster } = await serve({
      [`GET ${maps}`]: () => {
        if (!fails) return list(["a", "b"]);
        fails = false;
        return { status: 500 };
      },
    });
    const refs = [ref("a"), ref("b")];
    expect((await cluster.read(refs, { shared: true })).unknown).toHaveLength(2);
    expect((await cluster.read(refs, { shared: true })).objects).toHaveLength(2);
  });
});

describe("writes", () => {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "shop" } };

  test("apply is forced, strict and made as this installation's manager; dry-run and uid are said", async () => {
    const { server, cluster } = await serve({ [`PATCH ${maps}/a`]: { body: live("a") } });
    await cluster.apply({ object, dryRun: false });
    await cluster.apply({ object, dryRun: true, uid: "u-1" });
    const query = "fieldManager=outrigger-test&fieldValidation=Ignore&force=true";
    expect(asked(server)).toEqual([`PATCH ${maps}/a?${query}`, `PATCH ${maps}/a?${query}&dryRun=All`]);
    const [first, second] = server.received.slice(3);
    expect(first?.headers["content-type"]).toBe("application/apply-patch+yaml");
    expect(JSON.parse(first?.body ?? "")).toEqual(object);
    expect(JSON.parse(second?.body ?? "").metadata).toEqual({ name: "a", namespace: "shop", uid: "u-1" });
  });

  test("delete always states uid, propagation and its body's length", async () => {
    const { server, cluster } = await serve({ [`DELETE ${maps}/a`]: {} });
    const request = { ref: ref("a"), uid: "u-1", resourceVersion: "7", propagation: "orphan" } as const;
    expect(await cluster.delete(request)).toBe("deleted");
    const sent = server.received[3];
    expect(JSON.parse(sent?.body ?? "")).toEqual({
      kind: "DeleteOptions",
      apiVersion: "v1",
      preconditions: { uid: "u-1", resourceVersion: "7" },
      propagationPolicy: "Orphan",
    });
    expect(sent?.headers["content-length"]).toBe(String(sent?.body.length));
    await cluster.delete({ ref: ref("a"), uid: "u-1", propagation: "background", graceSeconds: 0 });
    expect(JSON.parse(server.received[4]?.body ?? "")).toMatchObject({ gracePeriodSeconds: 0 });
  });

  test("create of a name that is taken and free again when it is read: CONFLICT", async () => {
    const taken = {
      status: 409,
      body: { reason: "AlreadyExists", message: "taken", details: { name: "a" } },
    };
    const { cluster } = await serve({ [`POST ${maps}`]: taken, [`GET ${maps}/a`]: notFound("a") });
    await expect(cluster.create(object)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("a 409 of another reason is no `exists`", async () => {
    const busy = { status: 409, body: { reason: "Conflict", message: "quota", details: { name: "q" } } };
    const { cluster } = await serve({ [`POST ${maps}`]: busy, [`GET ${maps}/a`]: { body: live("a") } });
    await expect(cluster.create(object)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test.each([
    ["no name", { name: "", namespace: "shop" }],
    ["no namespace for a namespaced kind", { name: "a" }],
  ])("%s: MANIFEST_INVALID, nothing is sent", async (_rule, metadata) => {
    const { server, cluster } = await serve({});
    const broken = { ...object, metadata };
    await expect(cluster.apply({ object: broken, dryRun: false })).rejects.toMatchObject({
      code: "MANIFEST_INVALID",
    });
    await expect(cluster.create(broken)).rejects.toMatchObject({ code: "MANIFEST_INVALID" });
    expect(asked(server)).toEqual([]);
  });

  test("a kind of a group that is down: CLUSTER_UNREACHABLE, for it may come back", async () => {
    const { cluster } = await serve({});
    const down = { ...object, apiVersion: "metrics.k8s.io/v1beta1", kind: "PodMetrics" };
    await expect(cluster.apply({ object: down, dryRun: false })).rejects.toMatchObject({
      code: "CLUSTER_UNREACHABLE",
    });
  });
});

describe("discover", () => {
  test("once for everybody; again with ETags when a fresh answer is wanted or a run starts", async () => {
    const { server, cluster } = await serve({});
    const [first, second] = await Promise.all([
      cluster.discover({ fresh: false }),
      cluster.discover({ fresh: false }),
    ]);
    expect(first).toBe(second);
    expect(server.received).toHaveLength(3);
    expect(first.stale).toEqual(["metrics.k8s.io/v1beta1"]);
    await cluster.discover({ fresh: true });
    expect(
      server.received
        .slice(3)
        .map(({ headers }) => headers["if-none-match"])
        .sort(),
    ).toEqual(['"apis-1"', '"core-1"', undefined]);
  });

  test("304 keeps what was known", async () => {
    let rounds = 0;
    const { cluster } = await serve({
      "GET /api": () => {
        rounds += 1;
        if (rounds > 1) return { status: 304, body: "" };
        return { headers: { etag: '"1"' }, body: { kind: "APIGroupDiscoveryList", items: [coreGroup] } };
      },
    });
    const first = await cluster.discover({ fresh: false });
    expect(await cluster.discover({ fresh: true })).toEqual(first);
    expect(rounds).toBe(2);
  });

  test("a server without aggregated discovery is asked group by group; one that fails is stale", async () => {
    const resources = [
      { name: "pods", kind: "Pod", namespaced: true, verbs: ["get"] },
      { name: "pods/log", kind: "Pod", namespaced: true, verbs: ["get"] },
    ];
    const groups = [
      { versions: [{ groupVersion: "apps/v1" }] },
      { versions: [{ groupVersion: "down.dev/v1" }] },
    ];
    const { cluster } = await serve({
      "GET /api": { body: { kind: "APIVersions", versions: ["v1"] } },
      "GET /apis": { body: { kind: "APIGroupList", groups } },
      "GET /api/v1": { body: { resources } },
      "GET /apis/apps/v1": {
        body: { resources: [{ name: "deployments", kind: "Deployment", namespaced: true, verbs: [] }] },
      },
      "GET /apis/down.dev/v1": { status: 503 },
    });
    expect(await cluster.discover({ fresh: false })).toEqual({
      serverVersion: "v1.35.4",
      resources: [
        { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true, verbs: ["get"] },
        {
          group: "apps",
          version: "v1",
          kind: "Deployment",
          plural: "deployments",
          namespaced: true,
          verbs: [],
        },
      ],
      stale: ["down.dev/v1"],
    });
  });

  test("a failure is told and not kept", async () => {
    let fails = true;
    const { cluster } = await serve({
      "GET /version": () => {
        if (!fails) return { body: { gitVersion: "v1.35.4" } };
        fails = false;
        return { status: 500 };
      },
    });
    await expect(cluster.discover({ fresh: false })).rejects.toMatchObject({ code: "CLUSTER_UNREACHABLE" });
    expect((await cluster.discover({ fresh: false })).serverVersion).toBe("v1.35.4");
  });
});

const coreGroup = {
  metadata: {},
  versions: [
    {
      version: "v1",
      resources: [{ resource: "pods", responseKind: { kind: "Pod" }, scope: "Namespaced", verbs: ["get"] }],
    },
  ],
};

describe("schemas", () => {
  const index = (hash: string) => ({
    body: { paths: { "apis/apps/v1": { serverRelativeURL: `/openapi/v3/apps?hash=${hash}` } } },
  });

  test("a document is read once for as long as its hash stays", async () => {
    let hash = "1";
    const { server, api } = await serve({
      "GET /openapi/v3": () => index(hash),
      "GET /openapi/v3/apps": () => ({ body: { info: { version: hash } } }),
    });
    const schemas = new OpenApiSchemas(api);
    expect(await schemas.read("apps/v1")).toEqual({ info: { version: "1" } });
    schemas.startRun();
    await schemas.read("apps/v1");
    expect(asked(server, 0)).toEqual(["GET /openapi/v3", "GET /openapi/v3/apps?hash=1", "GET /openapi/v3"]);
    hash = "2";
    schemas.startRun();
    expect(await schemas.read("apps/v1")).toEqual({ info: { version: "2" } });
  });

  test("undefined where the server publishes none, or none of this version", async () => {
    const { api } = await serve({ "GET /openapi/v3": index("1") });
    expect(await new OpenApiSchemas(api).read("v1")).toBeUndefined();
    const { api: old } = await serve({});
    expect(await new OpenApiSchemas(old).read("v1")).toBeUndefined();
  });
});

test("more pages than the bound: no more lists, the refs are read one by one", async () => {
  const { server, cluster } = await serve({
    [`GET ${maps}`]: list(["other"], "next"),
    [`GET ${maps}/a`]: { body: live("a") },
  });
  const reading = await cluster.read([ref("a"), ref("b"), ref("c")], { shared: false });
  expect(reading).toEqual({ objects: [live("a")], unknown: [] });
  const lists = server.received.filter(({ path }) => path.includes("limit="));
  expect(lists).toHaveLength(limits.listPagesMax);
});
