import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { releaseObject } from "../../src/tasks/release-object.ts";
import type { MemoryCluster } from "../stories/memory-cluster.ts";
import { SyncWorld } from "../stories/sync-world.ts";

const key = "ConfigMap shop/settings";
const patched = `patch ${key}`;
const applied = `apply ${key}`;

/** A world with an object that `kubectl apply` has written. */
function openWorld(manager = "kubectl-client-side-apply"): SyncWorld {
  const world = new SyncWorld([{ object: "v1 ConfigMap shop/settings" }]);
  const fieldsV1 = { "f:data": { "f:old": {} } };
  world.seed({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "settings",
      namespace: "shop",
      managedFields: [{ manager, operation: "Update", apiVersion: "v1", fieldsV1 }],
    },
    spec: { stale: true },
  });
  return world;
}

const managersOf = (cluster: MemoryCluster) =>
  cluster.objects.get(key)?.metadata.managedFields?.map((entry) => `${entry.manager} ${entry.operation}`);

/** Somebody else writes the object just before a patch, so many times. */
function disturb({ cluster }: SyncWorld, times: number): void {
  const patch = cluster.patch.bind(cluster);
  let left = times;
  cluster.patch = (request) => {
    const live = cluster.objects.get(key);
    if (left > 0 && live !== undefined) {
      const metadata = { ...live.metadata, resourceVersion: `other-${left}` };
      cluster.objects.set(key, { ...live, metadata });
    }
    left -= 1;
    return patch(request);
  };
}

describe("fields that others once wrote whole", () => {
  test("become ours by one patch before the apply", async () => {
    const world = openWorld();
    expect((await world.settle()).operation.phase).toBe("Succeeded");
    expect(world.cluster.writes).toEqual([patched, applied]);
    expect(managersOf(world.cluster)).toEqual(["outrigger-outrigger Apply"]);
  });

  test("of nobody that is adopted cost no request", async () => {
    const world = openWorld("kube-controller-manager");
    await world.settle();
    expect(world.cluster.writes).toEqual([applied]);
  });

  test("are moved once, wherever the program is killed", async () => {
    const undisturbed = openWorld();
    await undisturbed.settle();
    for (let crashAt = 1; crashAt <= undisturbed.awaits; crashAt += 1) {
      for (const crashesAfter of [false, true]) {
        const world = openWorld();
        world.crashAt = crashAt;
        world.crashesAfter = crashesAfter;
        expect((await world.settle()).operation.phase).toBe("Succeeded");
        expect(world.cluster.writes.filter((write) => write === patched)).toHaveLength(1);
        expect(managersOf(world.cluster)).toEqual(["outrigger-outrigger Apply"]);
      }
    }
  });

  test("of an object that changed meanwhile are read again", async () => {
    const world = openWorld();
    disturb(world, 2);
    await world.call();
    expect(world.cluster.writes).toEqual([patched, applied]);
  });

  test("of an object that changes again and again wait for the next look: nothing is applied over them", async () => {
    const world = openWorld();
    disturb(world, 3);
    const { wait } = await world.call();
    expect(wait).toBeDefined();
    expect(world.cluster.writes).toEqual([]);
    expect((await world.settle()).operation.phase).toBe("Succeeded");
  });

  test("are not touched without the lease", async () => {
    const world = openWorld();
    world.guard = () => {
      throw new ReconcileError("LEASE_LOST", "Cannot write: the lease is lost");
    };
    await expect(world.call()).rejects.toThrow("lease is lost");
    expect(world.cluster.writes).toEqual([]);
  });
});

describe("releasing an object", () => {
  const read = ({ cluster }: SyncWorld): KubeObject => {
    const live = cluster.objects.get(key);
    if (live === undefined) throw new Error(`There is no ${key}`);
    return live;
  };
  const ref = { apiVersion: "v1", group: "", kind: "ConfigMap", namespace: "shop", name: "settings" };

  function release(world: SyncWorld, live = read(world)): Promise<string> {
    const absent = () => Promise.reject(new Error("asked for something else"));
    const connection = {
      name: "test",
      server: "https://test",
      cluster: world.cluster,
      schemas: { read: absent },
      watch: { probe: absent, listOwned: absent, listIn: absent, mayList: absent },
      writeAs: () => world.cluster,
    };
    return releaseObject({ ref, live, connection, installation: "outrigger", guard: () => undefined });
  }

  async function openSynced(): Promise<SyncWorld> {
    const world = openWorld();
    await world.settle();
    return world;
  }

  test("takes our fields and marks off by one patch; a second time there is nothing to do", async () => {
    const world = await openSynced();
    const count = world.cluster.writes.length;
    expect(await release(world)).toBe("done");
    expect(JSON.stringify(read(world).metadata)).not.toMatch(/tracking-id|outrigger-/);
    expect(managersOf(world.cluster)).toEqual(["kubectl-client-side-apply Update"]);
    expect(await release(world)).toBe("done");
    expect(world.cluster.writes.slice(count)).toEqual([patched]);
  });

  test("says that it changed, or that it is gone", async () => {
    const world = await openSynced();
    const live = read(world);
    const stale = { ...live, metadata: { ...live.metadata, resourceVersion: "old" } };
    expect(await release(world, stale)).toBe("changed");
    world.cluster.objects.delete(key);
    expect(await release(world, live)).toBe("gone");
  });
});
