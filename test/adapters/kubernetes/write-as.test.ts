import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createClusters, type HttpClusters } from "../../../src/adapters/kubernetes/kubernetes.ts";
import type { ClusterConnection } from "../../../src/ports/clusters.ts";
import { type KubeconfigFolder, makeKubeconfigFolder } from "./kubeconfig-file.ts";
import { type LocalServer, startLocalServer, tlsFile } from "./local-server.ts";
import { listItem, smallApi } from "./small-api.ts";

const user = "system:serviceaccount:shop:deployer";
const maps = "/api/v1/namespaces/shop/configmaps";
const secret = "/api/v1/namespaces/shop/secrets/s";
const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "shop", uid: "1" } };
const ref = { apiVersion: "v1", group: "", kind: "ConfigMap", namespace: "shop", name: "a" };
const status = (code: number, reason: string, message: string) => ({
  status: code,
  body: { kind: "Status", reason, message },
});

let files: KubeconfigFolder;
let server: LocalServer;
let clusters: HttpClusters;
let connection: ClusterConnection;

beforeAll(async () => {
  files = await makeKubeconfigFolder();
  server = await startLocalServer(
    smallApi({
      [`GET ${maps}`]: { body: { kind: "ConfigMapList", metadata: {}, items: [listItem("a")] } },
      [`GET ${maps}/a`]: { body: object },
      [`PATCH ${maps}/a`]: { body: object },
      [`PUT ${maps}/a`]: { body: object },
      [`DELETE ${maps}/a`]: { body: object },
      [`POST ${maps}`]: status(409, "AlreadyExists", "it exists"),
      [`PATCH ${secret}`]: status(403, "Forbidden", `secrets "s" is forbidden: User "${user}" cannot patch`),
    }),
  );
  const ca = { "certificate-authority": tlsFile("ca.crt") };
  const path = await files.write("config", {
    "current-context": "main",
    clusters: [{ name: "local", cluster: { server: server.url, ...ca } }],
    users: [
      { name: "admin", user: { token: "abc" } },
      { name: "jane", user: { token: "abc", as: "jane" } },
    ],
    contexts: [
      { name: "main", context: { cluster: "local", user: "admin" } },
      { name: "jane", context: { cluster: "local", user: "jane" } },
    ],
  });
  const eks = {
    token: () => Promise.resolve("eks-token"),
    describe: async () => ({ server: server.url, ca: await readFile(tlsFile("ca.crt"), "utf8") }),
  };
  clusters = createClusters({
    installation: "test",
    userAgent: "outrigger/test",
    eks,
    kubeconfig: { paths: [path] },
  });
  connection = await clusters.open({ name: "main", namespace: "" });
  await connection.cluster.discover({ fresh: false });
});

beforeEach(() => {
  server.received.splice(0);
});

afterAll(async () => {
  await clusters.close();
  await server.close();
  await files.remove();
});

/** `METHOD who`, of every request since the test began. */
const asked = () =>
  server.received.map(({ method, headers }) => `${method} ${headers["impersonate-user"] ?? "ourselves"}`);

describe("what is written as somebody else", () => {
  test("carries that name and no groups, which the API server knows itself", async () => {
    const cluster = connection.writeAs(user);
    await cluster.apply({ object, dryRun: false });
    await cluster.apply({ object, dryRun: true });
    await cluster.replace({ object, resourceVersion: "1" });
    await cluster.patch({ ref, operations: [] });
    await cluster.delete({ ref, uid: "1", propagation: "background" });
    expect(asked()).toEqual(
      ["PATCH", "PATCH", "PUT", "PATCH", "DELETE"].map((method) => `${method} ${user}`),
    );
    expect(server.received.map(({ headers }) => headers["impersonate-group"])).toEqual(
      Array(5).fill(undefined),
    );
    expect(server.received.map(({ headers }) => headers["authorization"])).toEqual(
      Array(5).fill("Bearer abc"),
    );
  });

  test("leaves what is read to ourselves, inside of a write too", async () => {
    const cluster = connection.writeAs(user);
    await cluster.read([ref], { shared: false });
    expect((await cluster.create(object)).outcome).toBe("exists");
    await cluster.discover({ fresh: true });
    expect(asked()).toEqual([
      "GET ourselves",
      `POST ${user}`,
      "GET ourselves",
      ...Array(3).fill("GET ourselves"),
    ]);
  });

  test("is of one request: what others write is written as before", async () => {
    const cluster = connection.writeAs(user);
    await Promise.all([cluster, connection.cluster].map((each) => each.apply({ object, dryRun: false })));
    expect(asked().toSorted()).toEqual(["PATCH ourselves", `PATCH ${user}`]);
  });

  test("goes over the connection that there is, which bounds the requests in flight", async () => {
    const before = server.connections();
    await connection.writeAs(user).apply({ object, dryRun: false });
    await connection.writeAs(`${user}-2`).apply({ object, dryRun: false });
    expect(server.connections()).toBe(before);
  });

  test("drops the lists that were read before it, whoever shares them", async () => {
    const refs = [ref, { ...ref, name: "b" }];
    const read = () => connection.cluster.read(refs, { shared: true });
    await read();
    await read();
    expect(server.received).toHaveLength(1);
    await connection.writeAs(user).apply({ object, dryRun: false });
    await read();
    expect(asked()).toEqual(["GET ourselves", `PATCH ${user}`, "GET ourselves"]);
  });

  test("and forbidden says who may not, of a Secret too, and falls back to nobody", async () => {
    const wanted = { apiVersion: "v1", kind: "Secret", metadata: { name: "s", namespace: "shop" } };
    const ended = connection.writeAs(user).apply({ object: wanted, dryRun: false });
    await expect(ended).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining(`Cannot apply Secret shop/s as ${user}: Forbidden`),
    });
    expect(asked()).toEqual([`PATCH ${user}`]);
  });
});

test("a cluster of EKS is written to as somebody else like any other", async () => {
  const eks = await clusters.open({ name: "eks:eu-west-1/shop", namespace: "" });
  await eks.cluster.discover({ fresh: false });
  server.received.splice(0);
  await eks.writeAs(user).apply({ object, dryRun: false });
  expect(asked()).toEqual([`PATCH ${user}`]);
  expect(server.received[0]?.headers["authorization"]).toBe("Bearer eks-token");
});

test("credentials that impersonate already are refused before anything is asked", async () => {
  const { writeAs } = await clusters.open({ name: "jane", namespace: "" });
  expect(() => writeAs(user)).toThrow(
    expect.objectContaining({ code: "CREDENTIALS_REFUSED", message: expect.stringContaining('remove "as"') }),
  );
  expect(server.received).toEqual([]);
});
