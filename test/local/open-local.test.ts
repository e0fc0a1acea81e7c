import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseControlPlane } from "../../src/application/parse-control-plane.ts";
import { createMemorySpecs } from "../../src/local/memory-specs.ts";
import { findTable, type Local, openExistingTable, openLocal } from "../../src/local/open-local.ts";
import { version } from "../../src/local/version.ts";
import { codeFrom } from "../contracts/worker.ts";
import { application } from "../stories/manifests.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-local-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function open(folder: string): Promise<Local> {
  const controlPlane = parseControlPlane([]);
  return await openLocal({
    stateFolder: join(folder, "state"),
    cacheFolder: join(folder, "cache"),
    toolFolder: join(folder, "tools"),
    toolPath: "",
    kubeconfig: { paths: [join(folder, "kubeconfig")] },
    controlPlane: () => controlPlane,
    repositories: [],
  });
}

const name = { namespace: "argocd", name: "shop" };
const shop = application("shop", "https://git.example.org/shop.git");

describe("the local composition", () => {
  test("keeps what people declared, and its key, from one run to the next", async () => {
    const folder = await makeFolder();
    const first = await open(folder);
    await first.saveSpecs([shop]);
    const hash = first.ports.hash({ a: 1 });
    await first.close();
    const second = await open(folder);
    expect(await second.ports.specs.read("Application", name)).toEqual(shop);
    expect(second.ports.hash({ a: 1 })).toBe(hash);
    await second.close();
  });

  test("two installations hash in different ways", async () => {
    const [one, two] = [await open(await makeFolder()), await open(await makeFolder())];
    expect(one.ports.hash({ a: 1 })).not.toBe(two.ports.hash({ a: 1 }));
    await Promise.all([one.close(), two.close()]);
  });

  test("a lease leaves room for the margin before every write", async () => {
    const local = await open(await makeFolder());
    await local.ports.applications.mark(name, local.ports.clock.now());
    const lease = await local.ports.applications.acquire(name);
    expect((lease?.expiresAt() ?? 0) - local.ports.clock.now()).toBeGreaterThan(
      2 * local.ports.leaseMarginMs,
    );
    local.startRound();
    await local.close();
  });

  test("a kubeconfig that is not there is an error only when a cluster is needed", async () => {
    const local = await open(await makeFolder());
    expect(await codeFrom(local.ports.clusters.open({ name: "in-cluster", namespace: "" }))).toMatch(/^C/);
    await local.close();
  });
});

describe("commands that only look", () => {
  test("make no state folder", async () => {
    const folder = join(await makeFolder(), "state");
    expect(await findTable(folder)).toBeUndefined();
    expect(await codeFrom(openExistingTable(folder))).toBe("CONFIG_INVALID");
    await expect(openExistingTable(folder)).rejects.toThrow(`Cannot read ${folder}: no state folder`);
    expect(await findTable(folder)).toBeUndefined();
  });

  test("read the one that is there", async () => {
    const folder = await makeFolder();
    const local = await open(folder);
    await local.saveSpecs([shop]);
    await local.close();
    const table = await openExistingTable(join(folder, "state"));
    expect(await table.specs.list("Application")).toEqual([name]);
    await table.close();
  });
});

describe("specs in memory", () => {
  const specs = createMemorySpecs([shop]);

  test.each([
    ["what was given", "Application", name, shop],
    ["another kind of that name", "AppProject", name, undefined],
    ["the name in another namespace", "Application", { ...name, namespace: "team" }, undefined],
  ])("%s", async (_, kind, wanted, expected) => expect(await specs.read(kind, wanted)).toEqual(expected));

  test("an object without a namespace is the control plane's", async () => {
    await specs.save({ kind: "AppProject", metadata: { name: "narrow" } });
    expect(await specs.list("AppProject")).toEqual([{ namespace: "argocd", name: "narrow" }]);
    await specs.delete("AppProject", { namespace: "argocd", name: "narrow" });
    expect(await specs.list("AppProject")).toEqual([]);
    expect(await specs.list("Application")).toEqual([name]);
  });
});

test("the version is the package's", async () => {
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
  expect(version).toBe(manifest.version);
});
