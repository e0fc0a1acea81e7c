import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClusters, type HttpClusters } from "../../../src/adapters/kubernetes/kubernetes.ts";
import { type KubeconfigFolder, makeKubeconfigFolder, toKubeconfig } from "./kubeconfig-file.ts";
import { type LocalServer, startLocalServer, tlsFile } from "./local-server.ts";
import { smallApi } from "./small-api.ts";

let files: KubeconfigFolder;
let server: LocalServer;
let clusters: HttpClusters;

const arn = "arn:aws:eks:eu-west-1:111122223333:cluster/shop";
const described: string[] = [];
const eks = {
  token: () => Promise.resolve("eks-token"),
  describe: async ({ region, name }: { region: string; name: string }) => {
    described.push(`${region}/${name}`);
    const { readFile } = await import("node:fs/promises");
    return { server: server.url, ca: await readFile(tlsFile("ca.crt"), "utf8") };
  },
};

beforeAll(async () => {
  files = await makeKubeconfigFolder();
  server = await startLocalServer(smallApi({}));
  const ca = { "certificate-authority": tlsFile("ca.crt") };
  const path = await files.write("config", {
    "current-context": "main",
    clusters: [
      { name: "local", cluster: { server: server.url, ...ca } },
      { name: "far", cluster: { server: "https://FAR.example.com:443/" } },
    ],
    users: [{ name: "admin", user: { token: "abc" } }],
    contexts: [
      { name: "main", context: { cluster: "local", user: "admin" } },
      { name: "main-shop", context: { cluster: "local", user: "admin", namespace: "shop" } },
      { name: "far-1", context: { cluster: "far", user: "admin" } },
      { name: "far-2", context: { cluster: "far", user: "none" } },
      { name: "broken", context: { cluster: "none", user: "admin" } },
    ],
  });
  const options = { installation: "test", userAgent: "outrigger/test", eks };
  clusters = createClusters({ ...options, kubeconfig: { paths: [path] } });
});

afterAll(async () => {
  await clusters.close();
  await server.close();
  await files.remove();
});

describe("a destination names", () => {
  test.each([
    [
      "the chosen context, by address",
      { server: "https://kubernetes.default.svc" },
      "in-cluster",
      "127.0.0.1",
    ],
    [
      "the chosen context, with a slash",
      { server: "https://kubernetes.default.svc/" },
      "in-cluster",
      "127.0.0.1",
    ],
    ["the chosen context, by name", { name: "in-cluster" }, "in-cluster", "127.0.0.1"],
    ["a context", { name: "far-2" }, "far-2", "https://far.example.com"],
    [
      "the first context of a server, however it is written",
      { server: "https://far.example.com" },
      "far-1",
      "https://far.example.com",
    ],
    ["an EKS cluster", { name: "eks:eu-west-1/shop" }, "eks:eu-west-1/shop", "127.0.0.1"],
    ["an EKS cluster by ARN", { server: arn }, arn, "127.0.0.1"],
  ])("%s", async (_rule, destination, name, host) => {
    const connection = await clusters.open({ ...destination, namespace: "shop" });
    expect(connection.name).toBe(name);
    expect(connection.server).toContain(host);
  });

  test("nothing that there is: CLUSTER_UNKNOWN names the contexts", async () => {
    const error = await clusters.open({ name: "nowhere", namespace: "" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CLUSTER_UNKNOWN" });
    expect(String(error)).toContain(
      'Cannot find cluster "nowhere": the kubeconfig has contexts broken, far-1, far-2, main',
    );
  });

  test("a context whose cluster is missing: CONFIG_INVALID", async () => {
    await expect(clusters.open({ name: "broken", namespace: "" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  });

  test("no kubeconfig: CLUSTER_UNKNOWN names the file that was looked for", async () => {
    const none = createClusters({
      kubeconfig: { paths: ["/none/config"] },
      installation: "test",
      userAgent: "outrigger/test",
    });
    const error = await none.open({ name: "in-cluster", namespace: "" }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("/none/config");
    expect(error).toMatchObject({ code: "CLUSTER_UNKNOWN" });
    await expect(none.open({ name: arn, namespace: "" })).rejects.toMatchObject({ code: "CLUSTER_UNKNOWN" });
  });
});

test("--context goes before current-context", async () => {
  const path = `${files.folder}/config`;
  const kubeconfig = { paths: [path], context: "far-1" };
  const chosen = createClusters({ kubeconfig, installation: "test", userAgent: "outrigger/test" });
  expect((await chosen.open({ name: "in-cluster", namespace: "" })).server).toBe("https://far.example.com");
});

test("contexts of one cluster and user share one connection, one discovery and one user agent", async () => {
  const before = server.received.length;
  const first = await clusters.open({ name: "main", namespace: "" });
  const second = await clusters.open({ name: "main-shop", namespace: "" });
  const inCluster = await clusters.open({ name: "in-cluster", namespace: "" });
  expect(second.cluster).toBe(first.cluster);
  expect(inCluster.cluster).toBe(first.cluster);
  expect(inCluster.watch).toBe(first.watch);
  await Promise.all([first, second, inCluster].map(({ cluster }) => cluster.discover({ fresh: false })));
  const requests = server.received.slice(before);
  expect(requests).toHaveLength(3);
  const headers = { "user-agent": "outrigger/test", authorization: "Bearer abc" };
  for (const request of requests) expect(request.headers).toMatchObject(headers);
});

test("an EKS cluster is described once, and asked with a token made in process", async () => {
  const { cluster } = await clusters.open({ name: arn, namespace: "" });
  const before = server.received.length;
  await cluster.discover({ fresh: false });
  expect(server.received[before]?.headers["authorization"]).toBe("Bearer eks-token");
  expect(described).toEqual(["eu-west-1/shop"]);
});

test("startRun asks for the kinds again, at the next need", async () => {
  const { cluster } = await clusters.open({ name: "main", namespace: "" });
  await cluster.discover({ fresh: false });
  const before = server.received.length;
  clusters.startRun();
  await new Promise((done) => setImmediate(done));
  expect(server.received).toHaveLength(before);
  await cluster.discover({ fresh: false });
  expect(server.received).toHaveLength(before + 3);
});

test("a kubeconfig that was corrected is read again", async () => {
  const path = await files.write("corrected", "contexts: {}");
  const later = createClusters({
    kubeconfig: { paths: [path] },
    installation: "test",
    userAgent: "outrigger/test",
  });
  await expect(later.open({ name: "main", namespace: "" })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await files.write("corrected", toKubeconfig({ server: server.url }));
  expect((await later.open({ name: "main", namespace: "" })).server).toBe(server.url);
});
