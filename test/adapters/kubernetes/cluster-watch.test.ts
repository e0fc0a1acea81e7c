import { afterEach, describe, expect, test } from "vitest";
import { ApiServer } from "../../../src/adapters/kubernetes/api-server.ts";
import { createClusterWatch } from "../../../src/adapters/kubernetes/cluster-watch.ts";
import type { ApiResource } from "../../../src/kube/api-catalog.ts";
import { limits } from "../../../src/limits.ts";
import { type Answer, type Received, startLocalServer } from "./local-server.ts";

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function serve(answer: Answer) {
  const server = await startLocalServer(answer, { protocol: "http" });
  const api = new ApiServer({
    endpoint: { url: new URL(server.url) },
    authorize: { headers: () => Promise.resolve({}), forget: () => false },
    userAgent: "outrigger/test",
  });
  opened.push(server, api);
  return { server, watch: createClusterWatch(api, "blue & green") };
}

const resource = (fields: Partial<ApiResource> = {}): ApiResource => ({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
  verbs: ["get", "list"],
  ...fields,
});
const deployments = resource({ group: "apps", kind: "Deployment", plural: "deployments" });
const nodes = resource({ kind: "Node", plural: "nodes", namespaced: false });
const metadataOnly = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

const list = (resourceVersion: string, names: readonly string[] = [], token?: string) => ({
  body: {
    kind: "PartialObjectMetadataList",
    metadata: { resourceVersion, ...(token === undefined ? {} : { continue: token }) },
    items: names.map((name) => ({
      metadata: { name, namespace: "shop", uid: `uid-${name}`, resourceVersion: `1${name.length}` },
    })),
  },
});
const status = (code: number, more: object = {}) => ({
  status: code,
  body: { kind: "Status", message: "…", ...more },
});
const tooLarge = status(504, { details: { causes: [{ reason: "ResourceVersionTooLarge" }] } });
const queryOf = ({ path }: Received) => new URL(path, "http://x").searchParams;
const pathOf = ({ path }: Received) => path.split("?", 1)[0] ?? "";

describe("probe", () => {
  test("asks each kind of all namespaces for nothing but the cached list's version", async () => {
    const { server, watch } = await serve((one) => list(String(pathOf(one).length)));
    expect(await watch.probe([resource(), deployments, nodes])).toEqual(["18", "25", "13"]);
    const paths = ["/api/v1/configmaps", "/apis/apps/v1/deployments", "/api/v1/nodes"];
    expect(server.received.map(pathOf).sort()).toEqual(paths.sort());
    for (const one of server.received) {
      expect(one).toMatchObject({ method: "GET", headers: { accept: metadataOnly } });
      expect([...queryOf(one)]).toEqual([
        ["limit", "1"],
        ["resourceVersion", "0"],
        ["labelSelector", "outrigger.dev/installation,!outrigger.dev/installation"],
      ]);
    }
  });

  test.each([
    ["403", status(403)],
    ["404", { status: 404, body: "404 page not found\n" }],
    ["405", status(405)],
    ["406", status(406)],
    ["503, an API service that is down", status(503)],
    ["a list without a version", { body: { kind: "List", metadata: {}, items: [] } }],
  ])("%s: this kind is unknown, the others are not", async (_rule, answer) => {
    const { watch } = await serve((one) => (pathOf(one).endsWith("nodes") ? answer : list("7")));
    expect(await watch.probe([resource(), nodes, deployments])).toEqual(["7", undefined, "7"]);
  });

  test("a kind that cannot be listed is not asked for", async () => {
    const { server, watch } = await serve(() => list("7"));
    expect(await watch.probe([resource({ verbs: ["get", "create"] })])).toEqual([undefined]);
    expect(server.received).toEqual([]);
  });

  test.each([
    ["401: credentials are refused", status(401), "CREDENTIALS_REFUSED"],
    ["5xx for every kind: nothing was said", status(502), "CLUSTER_UNREACHABLE"],
    ["no JSON", { body: "<!doctype html>" }, "CLUSTER_UNREACHABLE"],
  ])("%s", async (_rule, answer, code) => {
    const { watch } = await serve(() => answer);
    await expect(watch.probe([resource(), nodes])).rejects.toMatchObject({ code });
  });

  test("a server that is not there", async () => {
    const { server, watch } = await serve(() => list("7"));
    await server.close();
    await expect(watch.probe([resource()])).rejects.toMatchObject({ code: "CLUSTER_UNREACHABLE" });
  });

  test("a server that is busy is obeyed, and busy in the end", async () => {
    let answers = 0;
    const { watch } = await serve(() => {
      answers += 1;
      return { ...status(429), headers: { "retry-after": answers === 1 ? "0" : "3600" } };
    });
    await expect(watch.probe([resource()])).rejects.toMatchObject({ code: "CLUSTER_BUSY" });
    expect(answers).toBe(2);
  });

  test("at most 16 requests at once, however many kinds", async () => {
    const { most, answer } = countAtOnce(() => list("7"));
    const { server, watch } = await serve(answer);
    const kinds = Array.from({ length: 50 }, (_, index) => resource({ plural: `kind${index}` }));
    expect(await watch.probe(kinds)).toEqual(kinds.map(() => "7"));
    expect(server.received).toHaveLength(50);
    expect(most()).toBe(limits.clusterRequestsInFlightMax);
  });
});

describe("listOwned", () => {
  test("selects by this installation's label, not older than asked, and asks further pages by token alone", async () => {
    const pages = new Map([
      [null, list("40", ["a"], "t 1")],
      ["t 1", list("40", ["bb"], "t2")],
      ["t2", list("41", ["ccc"])],
    ]);
    const { server, watch } = await serve((one) => pages.get(queryOf(one).get("continue")) ?? status(500));
    const { version, objects } = await watch.listOwned(resource(), "39");
    expect(version).toBe("40");
    expect(objects.map((each) => each.name)).toEqual(["a", "bb", "ccc"]);
    expect(objects[1]).toEqual({
      group: "",
      kind: "ConfigMap",
      namespace: "shop",
      name: "bb",
      uid: "uid-bb",
      resourceVersion: "12",
      trackingId: undefined,
    });
    const selection = [
      ["limit", "500"],
      ["labelSelector", "outrigger.dev/installation=blue & green"],
    ];
    expect(server.received.map((one) => [...queryOf(one)])).toEqual([
      [...selection, ["resourceVersion", "39"], ["resourceVersionMatch", "NotOlderThan"]],
      [...selection, ["continue", "t 1"]],
      [...selection, ["continue", "t2"]],
    ]);
    for (const one of server.received) {
      expect(pathOf(one)).toBe("/api/v1/configmaps");
      expect(one.headers["accept"]).toBe(metadataOnly);
    }
  });

  test.each(["", "0"])("version %j: the newest", async (version) => {
    const { server, watch } = await serve(() => list("40"));
    expect(await watch.listOwned(resource(), version)).toEqual({ version: "40", objects: [] });
    expect(server.received.map((one) => queryOf(one).has("resourceVersion"))).toEqual([false]);
  });

  test.each([
    ["410: compacted away", status(410)],
    ["504: not there yet, asked once", { ...tooLarge, headers: { "retry-after": "1" } }],
  ])("%s: the newest instead", async (_rule, answer) => {
    const { server, watch } = await serve((one) =>
      queryOf(one).has("resourceVersion") ? answer : list("40", ["a"]),
    );
    expect((await watch.listOwned(resource(), "39")).version).toBe("40");
    expect(server.received).toHaveLength(2);
  });

  test("a token that expired starts the list again, without what was read of it", async () => {
    let expired = false;
    const { watch } = await serve((one) => {
      if (!queryOf(one).has("continue")) return expired ? list("50", ["new"]) : list("40", ["old"], "t");
      expired = true;
      return status(410);
    });
    const { version, objects } = await watch.listOwned(resource(), "39");
    expect([version, ...objects.map((each) => each.name)]).toEqual(["50", "new"]);
  });

  test("a list that never gets to its end", async () => {
    const { watch } = await serve((one) =>
      queryOf(one).has("continue") ? status(410) : list("40", ["a"], "t"),
    );
    await expect(watch.listOwned(resource(), "39")).rejects.toMatchObject({ code: "CLUSTER_BUSY" });
  });

  test.each([
    ["403", status(403, { message: "no right to list" }), "FORBIDDEN"],
    ["404", { status: 404, body: "404 page not found\n" }, "KIND_MISSING"],
    ["401", status(401), "CREDENTIALS_REFUSED"],
    ["503", status(503), "CLUSTER_UNREACHABLE"],
    ["another 504", status(504), "CLUSTER_UNREACHABLE"],
    [
      "an item without uid",
      { body: { metadata: {}, items: [{ metadata: { name: "a" } }] } },
      "CLUSTER_UNREACHABLE",
    ],
    ["an item that is none", { body: { metadata: {}, items: ["a"] } }, "CLUSTER_UNREACHABLE"],
  ])("%s is never an empty list", async (_rule, answer, code) => {
    const { watch } = await serve(() => answer);
    await expect(watch.listOwned(resource(), "39")).rejects.toMatchObject({ code });
  });

  test("whole objects, from a server that gives no metadata alone: nothing else of them is kept", async () => {
    const item = { ...list("40", ["a"]).body.items[0], data: { password: "c2VjcmV0" } };
    const { watch } = await serve(() => ({
      body: { kind: "SecretList", metadata: { resourceVersion: "40" }, items: [item] },
    }));
    const listed = await watch.listOwned(resource({ kind: "Secret", plural: "secrets" }), "");
    expect(JSON.stringify(listed)).not.toContain("c2VjcmV0");
    expect(listed.objects).toHaveLength(1);
  });

  test("counts as a list: at most 4 at once", async () => {
    const { most, answer } = countAtOnce(() => list("7"));
    const { watch } = await serve(answer);
    const kinds = Array.from({ length: 20 }, (_, index) => resource({ plural: `kind${index}` }));
    await Promise.all(kinds.map((each) => watch.listOwned(each, "7")));
    expect(most()).toBe(limits.clusterListsInFlightMax);
  });
});

describe("listIn", () => {
  const item = {
    metadata: {
      ...{ name: "a", namespace: "shop", uid: "u", labels: { l: "1" }, resourceVersion: "7" },
      annotations: { own: "yes", "kubectl.kubernetes.io/last-applied-configuration": "c2VjcmV0" },
      ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x", uid: "y" }],
      managedFields: [{ manager: "m" }],
    },
    data: { password: "c2VjcmV0" },
  };

  test("gives all objects of a namespace, and of them what says whose they are", async () => {
    const { server, watch } = await serve(() => ({ body: { metadata: {}, items: [item] } }));
    const secrets = resource({ kind: "Secret", plural: "secrets" });
    const { resourceVersion: _, managedFields: __, ...metadata } = item.metadata;
    expect(await watch.listIn(secrets, "shop")).toEqual({
      objects: [{ apiVersion: "v1", kind: "Secret", metadata: { ...metadata, annotations: { own: "yes" } } }],
      isWhole: true,
    });
    expect(server.received.map((one) => [one.path, one.headers["accept"]])).toEqual([
      ["/api/v1/namespaces/shop/secrets?limit=500", metadataOnly],
    ]);
  });

  test("ends at a bound, and says so", async () => {
    const { server, watch } = await serve(() => list("7", ["a"], "more"));
    const { objects, isWhole } = await watch.listIn(deployments, "shop");
    expect(objects).toHaveLength(limits.orphanPagesMax);
    expect(isWhole).toBe(false);
    expect(server.received).toHaveLength(limits.orphanPagesMax);
    expect(objects[0]).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment" });
  });

  test.each([
    ["403", status(403, { message: "no right to list" }), "FORBIDDEN"],
    ["404", { status: 404, body: "404 page not found\n" }, "KIND_MISSING"],
    ["an item that is none", { body: { metadata: {}, items: ["a"] } }, "CLUSTER_UNREACHABLE"],
  ])("%s is never an empty list", async (_rule, answer, code) => {
    const { watch } = await serve(() => answer);
    await expect(watch.listIn(resource(), "shop")).rejects.toMatchObject({ code });
  });
});

describe("mayList", () => {
  test.each([
    ["allowed", { status: 201, body: { status: { allowed: true } } }, true],
    ["not allowed", { status: 201, body: { status: { allowed: false, reason: "none" } } }, false],
    ["not said", { status: 201, body: { status: {} } }, undefined],
    ["refused itself", status(403), undefined],
  ])("%s", async (_rule, answer, want) => {
    const { server, watch } = await serve(() => answer);
    expect(await watch.mayList(deployments, "shop")).toBe(want);
    expect(server.received).toHaveLength(1);
    const [{ method = "", path = "", body = "" } = {}] = server.received;
    expect([method, path]).toEqual(["POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"]);
    expect(JSON.parse(String(body))).toMatchObject({
      kind: "SelfSubjectAccessReview",
      spec: {
        resourceAttributes: { namespace: "shop", verb: "list", group: "apps", resource: "deployments" },
      },
    });
  });
});

/** Answers slowly and counts the requests that wait together. */
function countAtOnce(answer: Answer): { most(): number; readonly answer: Answer } {
  let present = 0;
  let most = 0;
  return {
    most: () => most,
    answer: async (one) => {
      present += 1;
      most = Math.max(most, present);
      await new Promise((done) => setTimeout(done, 20));
      present -= 1;
      return await answer(one);
    },
  };
}
