import { describe, expect, test } from "vitest";
import type { OrphanRules } from "../../src/application/project-spec.ts";
import { closeProject } from "../../src/application/read-project.ts";
import { type ErrorCode, ReconcileError } from "../../src/errors.ts";
import type { ApiResource } from "../../src/kube/api-catalog.ts";
import { limits } from "../../src/limits.ts";
import type { ClusterWatch, NamespaceList } from "../../src/ports/cluster-watch.ts";
import { defaultSettings, type Settings } from "../../src/settings/settings.ts";
import { sightOrphans } from "../../src/tasks/sight-orphans.ts";
import { MemoryCluster } from "../stories/memory-cluster.ts";

const rules: OrphanRules = { warn: true, ignore: [] };
const { namespaceResourceWhitelist: _, ...open } = closeProject("team", []);
const project = {
  ...open,
  destinations: [{ server: "*", name: "*", namespace: "shop" }],
  namespaceResourceBlacklist: [{ group: "", kind: "Denied" }],
  obstacles: [],
  orphanedResources: rules,
};

const resource = (kind: string, group = ""): ApiResource => ({
  ...{ group, version: "v1", kind, plural: kind.toLowerCase() },
  ...{ namespaced: true, verbs: ["list"] },
});

const unasked = () => Promise.reject(new Error("asked for something else"));
const refuse = (code: ErrorCode) => Promise.reject(new ReconcileError(code, "Cannot list"));

/** A list of so many objects. */
function listing(kind: string, count = 1, isWhole = true): Promise<NamespaceList> {
  const objects = Array.from({ length: count }, (_, index) => ({
    ...{ apiVersion: "v1", kind },
    metadata: { name: `o${String(index).padStart(5, "0")}`, namespace: "shop" },
  }));
  return Promise.resolve({ objects, isWhole });
}

type Over = {
  readonly kinds?: readonly ApiResource[];
  readonly settings?: Partial<Settings>;
  readonly listIn?: (kind: string) => Promise<NamespaceList>;
  /** Milliseconds that a list takes. */
  readonly slowMs?: number;
  readonly deadline?: number;
};

/** Looks, and gives what was asked for, too. */
async function look({
  kinds = [resource("A")],
  settings,
  listIn = listing,
  slowMs = 0,
  deadline = 100,
}: Over) {
  const asked: string[] = [];
  let now = 0;
  const watch: ClusterWatch = {
    ...{ probe: unasked, listOwned: unasked, mayList: () => Promise.resolve(false) },
    listIn: ({ kind }, namespace) => {
      asked.push(`${kind} ${namespace}`);
      now += slowMs;
      return listIn(kind);
    },
  };
  const cluster = new MemoryCluster();
  const connection = {
    ...{ name: "test", server: "https://test", cluster, schemas: { read: unasked }, watch },
    writeAs: () => cluster,
  };
  const catalog = { serverVersion: "v1", resources: kinds, stale: [] };
  const place = { project, connection, catalog, namespace: "shop", own: new Set(["A shop/o00000"]) };
  const specs = { save: unasked, saveAll: unasked, read: unasked, delete: unasked, list: async () => [] };
  const ports = { specs, settings: { ...defaultSettings, ...settings }, clock: { now: () => now } };
  return { sighting: await sightOrphans({ ...place, deadline }, ports), asked };
}

describe("a look for orphans", () => {
  test("lists each kind of the namespace once, but none that the project denies or the settings exclude", async () => {
    const kinds = ["A", "Denied", "Event", "B", "C"].map((kind) => resource(kind));
    const exclusions = [{ apiGroups: [""], kinds: ["C"], clusters: [] }];
    const comparison = { ...defaultSettings.comparison, exclusions };
    const { sighting, asked } = await look({ kinds, settings: { comparison } });
    expect(asked).toEqual(["A shop", "B shop"]);
    const key = { group: "", version: "v1", kind: "B", namespace: "shop", name: "o00000" };
    expect(sighting).toEqual({ count: 1, first: [key] });
  });

  test("names the first and counts all", async () => {
    const { sighting } = await look({ kinds: [resource("B")], listIn: (kind) => listing(kind, 42) });
    expect(sighting).toMatchObject({ count: 42 });
    expect(sighting?.first.map(({ name }) => name).at(-1)).toBe("o00009");
  });

  test.each<[string, Over]>([
    ["a list is cut", { listIn: (kind) => listing(kind, 1, false) }],
    ["there are too many kinds", { kinds: Array.from({ length: 400 }, (_, index) => resource(`K${index}`)) }],
    [
      "there are too many objects",
      {
        kinds: Array.from({ length: 9 }, (_, index) => resource(`K${index}`)),
        listIn: (kind) => listing(kind, limits.orphanObjectsMax / 4),
      },
    ],
    [
      "its time is up",
      { kinds: Array.from({ length: 30 }, (_, index) => resource(`K${index}`)), slowMs: 30 },
    ],
  ])("says that there may be more where %s", async (_rule, over) => {
    const { sighting, asked } = await look(over);
    expect(sighting?.isCut).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(limits.orphanKindsMax);
  });

  test.each<[string, ErrorCode, Partial<Settings>, object]>([
    ["may not be listed", "FORBIDDEN", {}, { forbidden: { first: ["x.y/B"], more: 0 } }],
    ["may not be listed, and nobody wants to know", "FORBIDDEN", { respectRbac: "normal" }, {}],
    ["may not be listed, as the rights say", "FORBIDDEN", { respectRbac: "strict" }, {}],
    ["is gone meanwhile", "KIND_MISSING", {}, {}],
    ["fails", "CLUSTER_UNREACHABLE", {}, { unread: { first: ["x.y/B"], more: 0 } }],
  ])("goes on where a kind %s", async (_rule, code, settings, want) => {
    const listIn = (kind: string) => (kind === "B" ? refuse(code) : listing(kind));
    const { sighting } = await look({ kinds: [resource("B", "x.y"), resource("A")], settings, listIn });
    expect(sighting).toEqual({ count: 0, first: [], ...want });
  });

  test("names the first kinds of many that may not be listed", async () => {
    const kinds = Array.from({ length: 15 }, (_, index) => resource(`K${index}`));
    const { sighting } = await look({ kinds, listIn: () => refuse("FORBIDDEN") });
    expect(sighting?.forbidden).toMatchObject({ more: 5 });
    expect(sighting?.forbidden?.first).toHaveLength(limits.orphansNamedMax);
  });

  test("that could list nothing has seen nothing", async () => {
    expect((await look({ listIn: () => refuse("CLUSTER_UNREACHABLE") })).sighting).toBeUndefined();
  });

  test("that comes too late has seen nothing", async () => {
    expect(await look({ deadline: 0 })).toEqual({ asked: [] });
  });

  test("that fails in an unforeseen way is not swallowed", async () => {
    await expect(look({ listIn: unasked })).rejects.toThrow("asked for something else");
  });
});
