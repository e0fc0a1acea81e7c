import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { look } from "../../src/look.ts";
import { nextDailySlot } from "../../src/record/daily-slot.ts";
import { application, configMap, hookJob } from "../stories/manifests.ts";
import { automatic, openMall } from "./shop.ts";
import { annotate, askFor, lookOnce } from "./shop-asks.ts";

const mall = openMall();
const project = { project: "team" };

function saveProject(orphanedResources?: JsonObject): Promise<void> {
  return mall.world.save({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "team", namespace: "argocd" },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ namespace: "*", server: "*" }],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      ...(orphanedResources === undefined ? {} : { orphanedResources }),
    },
  });
}

/** An application at rest in a project with such rules, beside objects that somebody made. */
async function openSynced(orphanedResources?: JsonObject): Promise<void> {
  const { shop } = mall;
  await saveProject(orphanedResources);
  await shop.declare({ ...automatic, ...project });
  await shop.sync({ "a.yaml": configMap("a", "1") });
  for (const name of ["left", "other"]) await makeMap(name);
  mall.cluster.writes();
}

async function makeMap(name: string, annotations: JsonObject = {}): Promise<void> {
  const metadata = { name, annotations };
  await mall.cluster.ask("POST", `/api/v1/namespaces/${mall.shop.namespace}/configmaps`, {
    ...{ apiVersion: "v1", kind: "ConfigMap", metadata },
  });
}

const warningsOf = (kept: Awaited<ReturnType<typeof lookOnce>>) =>
  (kept.state?.conditions ?? []).filter(({ type }) => type === "OrphanedResourceWarning");
const hardRefresh = async () => await askFor(mall, { kind: "hardRefresh" });

/** Lists of a kind that no application of these tests has. */
const heavyLists = () =>
  mall.cluster.sandbox.requests.filter(({ path }) => path.includes("/serviceaccounts")).length;

describe("orphans", () => {
  test("are named after a hard refresh, and after a new look only while they are there", async () => {
    await openSynced({});
    const { shop, cluster } = mall;
    const kept = await hardRefresh();
    const place = `ConfigMap ${shop.namespace}`;
    expect(warningsOf(kept).map(({ message }) => message)).toEqual([
      expect.stringMatching(`^Application has 2 orphaned resources: ${place}/left, ${place}/other; `),
    ]);
    expect(kept.state).toMatchObject({ sync: { status: "Synced" }, health: { status: "Healthy" } });
    await cluster.ask("DELETE", `/api/v1/namespaces/${shop.namespace}/configmaps/left`);
    expect(warningsOf(await lookOnce(mall))).toEqual(warningsOf(kept));
    const [after] = warningsOf(await hardRefresh());
    expect(after?.message).toMatch(/^Application has 1 orphaned resources: ConfigMap [^ ]+\/other;/);
  });

  test("are never looked for by a normal look, and then not before the time of the daily comparison", async () => {
    await openSynced({});
    const { shop, world, cluster } = mall;
    const at = world.clock.now;
    cluster.sandbox.forgetRequests();
    expect(warningsOf(await lookOnce(mall))).toEqual([]);
    expect(heavyLists()).toBe(0);
    // A look without a lease leaves it to a reconcile.
    world.clock.now = nextDailySlot(shop.name, at) - 60_000;
    shop.process.startRound();
    expect(await look(shop.name, shop.process.ports)).toBeDefined();
    world.clock.now += 120_000;
    shop.process.startRound();
    expect(await look(shop.name, shop.process.ports)).toBeUndefined();
    expect(heavyLists()).toBe(0);
    expect(warningsOf(await lookOnce(mall))).toHaveLength(1);
    expect(heavyLists()).toBe(1);
    shop.process.startRound();
    expect(await look(shop.name, shop.process.ports)).toBeDefined();
    await lookOnce(mall);
    expect(heavyLists()).toBe(1);
  });

  test("are looked for once where an annotation asks for a hard refresh", async () => {
    await openSynced({});
    const annotations = { "argocd.argoproj.io/refresh": "hard" };
    await annotate(mall, annotations, { ...automatic, ...project });
    mall.cluster.sandbox.forgetRequests();
    expect(warningsOf(await lookOnce(mall))).toHaveLength(1);
    expect(warningsOf(await lookOnce(mall))).toHaveLength(1);
    expect(heavyLists()).toBe(1);
  });

  test("cost nothing where the project does not want them looked for", async () => {
    await openSynced();
    mall.cluster.sandbox.forgetRequests();
    const kept = await hardRefresh();
    expect(warningsOf(kept)).toEqual([]);
    expect(kept.state).not.toHaveProperty("orphans");
    expect(heavyLists()).toBe(0);
  });

  test("with warn: false they are kept, and nobody is warned; as soon as it is true again somebody is", async () => {
    await openSynced({ warn: false });
    const kept = await hardRefresh();
    expect(warningsOf(kept)).toEqual([]);
    expect(kept.state?.orphans?.found).toMatchObject({
      count: 2,
      first: [{ name: "left" }, { name: "other" }],
    });
    await saveProject({ warn: true });
    expect(warningsOf(await lookOnce(mall))).toHaveLength(1);
    await saveProject();
    const { state } = await lookOnce(mall);
    expect(state).not.toHaveProperty("orphans");
  });

  test("what is ignored, or another application's, is none", async () => {
    const { world } = mall;
    const other = `${mall.shop.name.name}-other`;
    await openSynced({ ignore: [{ kind: "ConfigMap", name: "l*" }] });
    await world.save(application(other, mall.shop.repository.url));
    const id = `${other}:/ConfigMap:${mall.shop.namespace}/theirs`;
    await makeMap("theirs", { "argocd.argoproj.io/tracking-id": id });
    const [warning] = warningsOf(await hardRefresh());
    expect(warning?.message).toMatch(/^Application has 1 orphaned resources: ConfigMap [^ ]+\/other;/);
  });

  test("are never written to", async () => {
    await openSynced({});
    const before = await mall.cluster.list(mall.shop.namespace);
    await hardRefresh();
    expect(mall.cluster.writes()).toEqual([]);
    expect(await mall.cluster.list(mall.shop.namespace)).toEqual(before);
  });

  test("are looked for while an operation runs, too: neither its hooks nor what it has still to apply are any", async () => {
    await openSynced({});
    const { shop } = mall;
    const hook = hookJob("migrate", { "argocd.argoproj.io/hook": "PreSync" });
    await makeMap("adopted");
    await shop.repository.commit({ "a.yaml": configMap("a", "2") + configMap("adopted", "1") + hook });
    const { state } = await hardRefresh();
    expect(state?.operation?.phase).toBe("Running");
    expect(state?.orphans?.found).toMatchObject({ count: 2, first: [{ name: "left" }, { name: "other" }] });
    const settled = await shop.settle();
    expect(settled.state?.sync.status).toBe("Synced");
    expect(settled.state?.orphans).toEqual(state?.orphans);
  });

  test("kinds that fail are named, the others are looked through; where all fail the look stays due", async () => {
    await openSynced({});
    const { clusters } = mall.shop.process.ports;
    let fails: (kind: string) => boolean = (kind) => kind === "Secret";
    const failing = Object.assign(mall.shop.process.ports, {
      clusters: {
        open: async (destination: Parameters<typeof clusters.open>[0]) => {
          const connection = await clusters.open(destination);
          const { watch } = connection;
          const listIn: typeof watch.listIn = async (resource, namespace) => {
            if (fails(resource.kind)) throw new ReconcileError("CLUSTER_UNREACHABLE", "Cannot list");
            return await watch.listIn(resource, namespace);
          };
          return { ...connection, watch: { ...watch, listIn } };
        },
      },
    });
    const first = await hardRefresh();
    expect(warningsOf(first).map(({ message }) => message)).toEqual([
      expect.stringContaining("has 2 orphaned resources"),
      expect.stringMatching(/among Secret: these could not be listed$/),
    ]);
    fails = () => true;
    const second = await hardRefresh();
    expect(warningsOf(second)).toEqual(warningsOf(first));
    expect(second.state?.orphans?.at).toBe(0);
    Object.assign(failing, { clusters });
    const third = await lookOnce(mall);
    expect(warningsOf(third)).toHaveLength(1);
    expect(third.state?.orphans?.at).toBe(mall.world.clock.now);
  });
});
