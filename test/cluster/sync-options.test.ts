import { describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../src/kube/json.ts";
import { create, namesOf, patch, remove, requireObject } from "./cluster-objects.ts";
import { configMap, deployment, job } from "./manifests.ts";
import { createNamespace, linesOf, openTheatre, type Stage } from "./sync-stage.ts";
import { canCount, describe as describeRequest, followRequests, isWrite } from "./writes.ts";

const theatre = openTheatre();
const replace = { options: "Replace=true" };
const force = { options: "Force=true" };
const both = { options: "Force=true,Replace=true" };

const frozen = (name: string, value: string, marks = {}): JsonObject => ({
  ...configMap(name, { value }, marks),
  immutable: true,
});

async function dataOf(stage: Stage, name: string): Promise<unknown> {
  return readField(await stage.object("ConfigMap", name), "data");
}

describe.concurrent("Replace=true", () => {
  test("puts an object as Git has it; what others added goes, and apply leaves it", async () => {
    const stage = await theatre.open([
      configMap("put", { value: "1" }, replace),
      configMap("applied", { value: "1" }),
    ]);
    await stage.sync();
    for (const name of ["put", "applied"])
      await patch({ kind: "ConfigMap", namespace: stage.namespace, name }, { data: { more: "x" } });
    const uid = await stage.uidOf("ConfigMap", "put");
    await stage.commit(configMap("put", { value: "2" }, replace), configMap("applied", { value: "2" }));
    const { state, records } = await stage.sync();
    expect(linesOf(records[0])).toEqual(["applied Synced: configured", "put Synced: replaced"]);
    expect(await dataOf(stage, "put")).toEqual({ value: "2" });
    expect(await dataOf(stage, "applied")).toEqual({ value: "2", more: "x" });
    expect(await stage.uidOf("ConfigMap", "put")).toBe(uid);
    expect(state?.sync.status).toBe("Synced");
    const annotations = (await stage.object("ConfigMap", "put")).metadata.annotations ?? {};
    expect(annotations).not.toHaveProperty("kubectl.kubernetes.io/last-applied-configuration");
  });

  test("of the application holds for its objects, an object may say no, and a field that leaves Git goes", async () => {
    const stage = await theatre.open(
      [
        configMap("a", { value: "1", gone: "1" }),
        configMap("b", { value: "1" }, { options: "Replace=false" }),
      ],
      {
        syncOptions: [...createNamespace, "Replace=true"],
      },
    );
    await stage.sync();
    await stage.commit(
      configMap("a", { value: "2", gone: "1" }),
      configMap("b", { value: "2" }, { options: "Replace=false" }),
    );
    expect(linesOf((await stage.sync()).records[0])).toEqual(["a Synced: replaced", "b Synced: configured"]);
    await stage.commit(
      configMap("a", { value: "2" }),
      configMap("b", { value: "2" }, { options: "Replace=false" }),
    );
    expect(linesOf((await stage.sync()).records[0])).toEqual(["b Synced: unchanged", "a Synced: replaced"]);
    expect(await dataOf(stage, "a")).toEqual({ value: "2" });
  });

  test("writes nothing once it is Synced", async () => {
    const stage = await theatre.open([
      configMap("a", { value: "1" }, replace),
      deployment("web", 1, replace),
    ]);
    await stage.sync();
    await stage.commit(configMap("a", { value: "2" }, replace), deployment("web", 2, replace));
    expect((await stage.sync()).state?.sync.status).toBe("Synced");
    const readRequests = await followRequests(stage.namespace);
    const { records } = await stage.sync();
    expect(linesOf(records[0])).toEqual(["a Synced: unchanged", "web Synced: unchanged"]);
    if (canCount()) expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
  });
});

describe.concurrent("a field that cannot be changed", () => {
  test("fails the sync with the field's name and what would help; the object stays", async () => {
    const stage = await theatre.open([frozen("a", "1")]);
    await stage.sync();
    const uid = await stage.uidOf("ConfigMap", "a");
    await stage.commit(frozen("a", "2"));
    const { state, records } = await stage.sync();
    expect(state?.sync.status).toBe("OutOfSync");
    expect(linesOf(records[0])[0]).toMatch(
      /a SyncFailed: .*data.*immutable.*Force=true.* deletes it and creates it again/,
    );
    expect(await stage.uidOf("ConfigMap", "a")).toBe(uid);
  });

  test("Force=true deletes the object and creates it again", async () => {
    const stage = await theatre.open([frozen("a", "1", force), deployment("web", 1, force)]);
    await stage.sync();
    const before = [await stage.uidOf("ConfigMap", "a"), await stage.uidOf("Deployment", "web")];
    const web = deployment("web", 1, force);
    const labels = { app: "other" };
    const spec = { ...Object(web["spec"]), selector: { matchLabels: labels } };
    spec.template = { ...spec.template, metadata: { labels } };
    await stage.commit(frozen("a", "2", force), { ...web, spec });
    const { state, records } = await stage.sync();
    expect(linesOf(records[0])).toEqual([
      "a Synced: deleted and created again",
      "web Synced: deleted and created again",
    ]);
    expect(await dataOf(stage, "a")).toEqual({ value: "2" });
    expect(await stage.uidOf("ConfigMap", "a")).not.toBe(before[0]);
    expect(await stage.uidOf("Deployment", "web")).not.toBe(before[1]);
    expect(state?.sync.status).toBe("Synced");
  });

  test("an automated application with Force=true does so by itself", async () => {
    const stage = await theatre.open([frozen("a", "1")], {
      automated: { prune: true, selfHeal: true },
      syncOptions: [...createNamespace, "Force=true"],
    });
    await stage.settle();
    await stage.commit(frozen("a", "2"));
    const { records } = await stage.settle();
    expect(linesOf(records[0])).toEqual(["a Synced: deleted and created again"]);
  });

  test("Force=true deletes nothing for an object that is not valid in itself", async () => {
    const stage = await theatre.open([configMap("a", { value: "1" }, force)]);
    await stage.sync();
    const uid = await stage.uidOf("ConfigMap", "a");
    await stage.commit(configMap("a", { "not a key!": "1" }, force));
    const { records } = await stage.sync();
    expect(linesOf(records[0])[0]).toMatch(/^a SyncFailed: .*not a key!/);
    expect(await stage.uidOf("ConfigMap", "a")).toBe(uid);
  });

  test("Force=true,Replace=true runs a Job at every sync, and never between two", async () => {
    const stage = await theatre.open([job("report", both), configMap("a", { value: "1" })]);
    await stage.sync();
    const first = await stage.uidOf("Job", "report");
    await stage.settle();
    expect(await stage.uidOf("Job", "report")).toBe(first);
    await stage.commit(job("report", both), configMap("a", { value: "2" }));
    const { state, records } = await stage.sync();
    expect(linesOf(records[0])).toEqual(["a Synced: configured", "report Synced: deleted and created again"]);
    expect(await stage.uidOf("Job", "report")).not.toBe(first);
    expect(state?.sync.status).toBe("Synced");
  });
});

describe.concurrent("Validate=false", () => {
  const unknown = (marks: Readonly<Record<string, string>>, color: string): JsonObject => {
    const object = deployment("web", 1, marks);
    const [template, { containers }] = [
      Object(object["spec"]).template,
      Object(object["spec"]).template.spec,
    ];
    const spec = { containers: [{ ...containers[0], colour: color }], painted: { by: color } };
    return { ...object, spec: { ...Object(object["spec"]), replicaz: 3, template: { ...template, spec } } };
  };

  test("leaves out fields that the API server does not know, and is Synced; without it they are refused by name", async () => {
    const stage = await theatre.open([unknown({}, "red")]);
    const refused = await stage.sync();
    expect(refused.records[0]).toMatchObject({ phase: "Failed" });
    expect(refused.records[0]?.message).toContain("replicaz");
    await stage.commit(unknown({ options: "Validate=false" }, "red"));
    const { state } = await stage.sync();
    expect(state?.sync.status).toBe("Synced");
    expect(readField(await stage.object("Deployment", "web"), "spec", "replicaz")).toBeUndefined();
    const readRequests = await followRequests(stage.namespace);
    expect((await stage.sync()).state?.sync.status).toBe("Synced");
    if (canCount()) expect((await readRequests()).filter(({ verb }) => verb === "patch")).toEqual([]);
  });
});

describe.concurrent("pruning and applying", () => {
  test("PruneLast=true prunes after all other waves are healthy", async () => {
    const stage = await theatre.open([configMap("old", {}, { wave: "-5" }), configMap("a")], {
      syncOptions: [...createNamespace, "PruneLast=true"],
    });
    await stage.sync();
    await stage.commit(configMap("a", { value: "2" }), job("check", { hook: "Sync", wave: "3" }));
    const { records } = await stage.sync({}, true);
    expect((records[0]?.results ?? []).map(({ name }) => name)).toEqual(["a", "check", "old"]);
    expect(await namesOf("ConfigMap", stage.namespace)).toEqual(["a"]);
  });

  test("ApplyOutOfSyncOnly=true and =false come to the same: what is Synced is not written", async () => {
    const stage = await theatre.open([configMap("a"), configMap("b", { value: "1" })], {
      syncOptions: [...createNamespace, "ApplyOutOfSyncOnly=true"],
    });
    await stage.sync();
    await stage.commit(configMap("a"), configMap("b", { value: "2" }));
    const readRequests = await followRequests(stage.namespace);
    expect(linesOf((await stage.sync()).records[0])).toEqual(["b Synced: configured"]);
    await stage.declare({ syncOptions: [...createNamespace, "ApplyOutOfSyncOnly=false"] });
    await stage.commit(configMap("a"), configMap("b", { value: "3" }));
    const { state, records } = await stage.sync();
    expect(linesOf(records[0])).toEqual(["a Synced: unchanged", "b Synced: configured"]);
    expect(state?.sync.status).toBe("Synced");
    if (!canCount()) return;
    const written = (await readRequests()).filter(isWrite).map(({ name }) => name);
    expect(written).toEqual(["b", "b"]);
  });

  test("SkipDryRunOnMissingResource=true waits for a kind that somebody else brings during the sync", async () => {
    const name = `late${Math.random().toString(36).slice(2, 8)}`;
    const crdName = `${name}s.h4.example.com`;
    const custom = {
      apiVersion: "h4.example.com/v1",
      kind: name,
      metadata: {
        name: "a",
        annotations: { "argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true" },
      },
      spec: { size: 1 },
    };
    const stage = await theatre.open([configMap("first"), custom]);
    const begun = await stage.begin();
    expect(begun.state?.operation?.message).toContain("the cluster does not have its kind yet");
    try {
      await create(toCrd(name, crdName));
      const { state } = await stage.settle();
      expect(state).toMatchObject({ sync: { status: "Synced" }, lastOperation: { phase: "Succeeded" } });
    } finally {
      await remove({ kind: "CustomResourceDefinition", name: crdName });
    }
  });

  test("a missing kind without that option refuses the whole sync, and says what to do", async () => {
    const custom = { apiVersion: "h4.example.com/v1", kind: "Nowhere", metadata: { name: "a" } };
    const stage = await theatre.open([configMap("first"), custom]);
    const { records } = await stage.sync();
    expect(records[0]?.message).toMatch(
      /no kind h4.example.com\/v1 Nowhere.*SkipDryRunOnMissingResource=true/,
    );
    expect(await stage.uidOf("ConfigMap", "first")).toBeUndefined();
  });

  test("a CRD and its first object need no option at all", async () => {
    const name = `both${Math.random().toString(36).slice(2, 8)}`;
    const crdName = `${name}s.h4.example.com`;
    const custom = {
      apiVersion: "h4.example.com/v1",
      kind: name,
      metadata: { name: "a" },
      spec: { size: 1 },
    };
    const stage = await theatre.open([custom, toCrd(name, crdName)]);
    try {
      const { state } = await stage.sync();
      expect(state?.sync.status).toBe("Synced");
    } finally {
      await remove({ kind: "CustomResourceDefinition", name: crdName });
    }
  });
});

function toCrd(name: string, crdName: string) {
  const schema = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
    },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: crdName },
    spec: {
      group: "h4.example.com",
      scope: "Namespaced",
      names: { plural: `${name}s`, singular: name, kind: name },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

describe.concurrent("the destination namespace", () => {
  const labelsOf = async (name: string) => (await requireObject({ kind: "Namespace", name })).metadata.labels;
  const managed = (labels: JsonObject, annotations: JsonObject = {}) => ({
    syncOptions: createNamespace,
    managedNamespaceMetadata: { labels, annotations },
  });

  test("CreateNamespace=true creates it, without marks of ours, and never prunes it", async () => {
    const stage = await theatre.open([configMap("a")]);
    const { state, bulk } = await stage.sync();
    expect(state?.sync.status).toBe("Synced");
    const { metadata } = await requireObject({ kind: "Namespace", name: stage.namespace });
    expect(metadata.annotations ?? {}).not.toHaveProperty("argocd.argoproj.io/tracking-id");
    expect(bulk?.inventory.map(({ kind }) => kind)).toEqual(["ConfigMap"]);
  });

  test("managedNamespaceMetadata are set at its creation and kept; the removal of one removes it", async () => {
    const stage = await theatre.open(
      [configMap("a")],
      managed({ team: "a", tier: "gold" }, { note: "ours" }),
    );
    const first = await stage.sync();
    expect(first.state?.sync.status).toBe("Synced");
    expect(await labelsOf(stage.namespace)).toMatchObject({ team: "a", tier: "gold" });
    await patch(
      { kind: "Namespace", name: stage.namespace },
      { metadata: { labels: { team: "b", other: "x" } } },
    );
    expect((await stage.settle()).state?.sync.status).toBe("OutOfSync");
    await stage.sync();
    expect(await labelsOf(stage.namespace)).toMatchObject({ team: "a", other: "x" });
    await stage.declare(managed({ team: "a" }));
    const { state, bulk } = await stage.sync();
    expect(state?.sync.status).toBe("Synced");
    const labels = await labelsOf(stage.namespace);
    expect(labels).toMatchObject({ team: "a", other: "x" });
    expect(labels).not.toHaveProperty("tier");
    expect(bulk?.inventory.map(({ kind }) => kind)).toEqual(["ConfigMap"]);
  });

  test("managedNamespaceMetadata take over a namespace that exists, and leave what it has", async () => {
    const stage = await theatre.open([configMap("a")], managed({ team: "a" }));
    await create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: stage.namespace, labels: { old: "1" } },
    });
    const { state } = await stage.sync();
    expect(state?.sync.status).toBe("Synced");
    expect(await labelsOf(stage.namespace)).toMatchObject({ team: "a", old: "1" });
    const readRequests = await followRequests(stage.namespace);
    await stage.sync();
    if (canCount()) expect((await readRequests()).filter(({ verb }) => verb === "patch")).toEqual([]);
  });

  test("a Namespace in Git wins over managedNamespaceMetadata, and a condition says so", async () => {
    const stage = await theatre.open([], managed({ team: "a" }));
    const labels = { team: "git" };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: stage.namespace, labels } };
    await stage.commit(namespace, configMap("a"));
    const { state } = await stage.sync();
    expect(await labelsOf(stage.namespace)).toMatchObject({ team: "git" });
    expect(state?.conditions.map(({ type }) => type)).toEqual(["ManagedNamespaceWarning"]);
    expect(state?.conditions[0]?.message).toContain("managedNamespaceMetadata has no effect");
  });
});
