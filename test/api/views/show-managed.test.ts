import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import { application, configMap } from "../../stories/manifests.ts";
import { canary, files, openStage, shop, shopPath } from "../stage.ts";

const stage = openStage();

const itemsOf = async (query = ""): Promise<readonly JsonObject[]> =>
  Object((await stage.ask("GET", `${shopPath}/managed-resources`, { query })).body).items;

describe("GET /managed-resources", () => {
  test("shows each object as it is wanted, as it is, and as a sync would make it", async () => {
    await stage.cluster.ask("PATCH", "/api/v1/namespaces/shop/configmaps/settings", { data: { value: "2" } });
    const [item, ...others] = await itemsOf("kind=ConfigMap&name=settings");
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      group: "",
      kind: "ConfigMap",
      namespace: "shop",
      name: "settings",
      modified: true,
    });
    expect(JSON.parse(String(item?.["targetState"]))).toMatchObject({ data: { value: "1" } });
    expect(JSON.parse(String(item?.["liveState"]))).toMatchObject({ data: { value: "2" } });
    expect(JSON.parse(String(item?.["predictedLiveState"]))).toMatchObject({ data: { value: "1" } });
  });

  test("what is not there is the text null", async () => {
    await stage.repository.commit({ ...files, "b.yaml": configMap("extra", "1") });
    const [item] = await itemsOf("name=extra");
    expect(item).toMatchObject({ liveState: "null", normalizedLiveState: "null", modified: true });
    const { sha } = await stage.process.ports.git.resolve(stage.repository.url, "main");
    const parent = await stage.repository.git("rev-parse", `${sha}~1`);
    expect(await itemsOf(`name=extra&revision=${parent.trim()}`)).toEqual([]);
  });

  test("no value of a Secret, of a repository's user or of a copy is in any text", async () => {
    const text = JSON.stringify(await itemsOf());
    expect(text).toContain("password");
    for (const secret of [canary, Buffer.from(canary).toString("base64").replace(/=+$/, ""), "ghp-4712"])
      expect(text).not.toContain(secret);
  });

  test.each(["group=apps", "kind=Secret&name=settings", "namespace=other", "version=v2"])(
    "%s selects none",
    async (query) => expect(await itemsOf(query)).toEqual([]),
  );
});

describe("GET /resource-tree", () => {
  test("shows objects as they were last seen, without their children", async () => {
    const { status, body } = await stage.ask("GET", `${shopPath}/resource-tree`, { query: "kind=Secret" });
    expect(status).toBe(200);
    expect(body).toEqual({
      nodes: [
        { version: "v1", kind: "Secret", namespace: "shop", name: "password", uid: expect.any(String) },
      ],
      orphanedNodes: [],
      hosts: [],
    });
  });

  test("has the orphans of the last look for them", async () => {
    const { world, cluster, process } = stage;
    await world.save(application("shop", stage.repository.url, { project: "team" }));
    await world.save({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: { name: "team", namespace: "argocd" },
      spec: { sourceRepos: ["*"], destinations: [{ namespace: "*", server: "*" }], orphanedResources: {} },
    });
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "left" } };
    await cluster.ask("POST", "/api/v1/namespaces/shop/configmaps", body);
    expect((await stage.ask("POST", `${shopPath}/refresh`, { query: "hard=true" })).status).toBe(200);
    await world.settle(shop, process);
    const treeOf = async (query: string) =>
      Object((await stage.ask("GET", `${shopPath}/resource-tree`, { query })).body).orphanedNodes;
    const orphan = { version: "v1", kind: "ConfigMap", namespace: "shop", name: "left" };
    expect(await treeOf("")).toEqual([orphan]);
    expect(await treeOf("kind=ConfigMap&name=left")).toEqual([orphan]);
    expect(await treeOf("kind=Secret")).toEqual([]);
  });
});
