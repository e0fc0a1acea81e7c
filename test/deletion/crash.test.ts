import { afterAll, beforeAll, expect, test } from "vitest";
import { requestDeletion } from "../../src/deletion/request-deletion.ts";
import { type Json, readField } from "../../src/kube/json.ts";
import { type Crash, MortalProcess } from "../crash/mortal-process.ts";
import { createTestRepository, type TestRepository } from "../git-server.ts";
import { application, configMap, hookJob } from "../stories/manifests.ts";
import { openSandboxCluster, type SandboxCluster } from "../stories/sandbox-cluster.ts";
import { World } from "../stories/world.ts";

let world: World;
let cluster: SandboxCluster;
let repository: TestRepository;
let plays = 0;

const hook = (phase: string) => ({ "argocd.argoproj.io/hook": phase });
const files = {
  "a.yaml":
    configMap("first", "1") +
    configMap("last", "1", { "argocd.argoproj.io/sync-wave": "1" }) +
    configMap("kept", "1", { "argocd.argoproj.io/sync-options": "Delete=false" }) +
    hookJob("before", hook("PreDelete")) +
    hookJob("after", hook("PostDelete")),
};
const automated = { automated: {}, syncOptions: ["CreateNamespace=true"] };
const writing = /^table (?:Put|Update|BatchWrite|Delete)|^cluster\.(?:apply|create|delete|patch)$/;

beforeAll(async () => {
  cluster = await openSandboxCluster();
  world = await World.open(cluster);
  repository = await createTestRepository(world.folder, "deleted");
  await repository.commit(files);
});
afterAll(async () => {
  await world.close();
  await cluster.close();
});

type End = {
  readonly objects: readonly string[];
  readonly items: readonly string[];
  readonly record: Json;
  readonly hooks: Json;
};

/** Deletes an application; the first process ends where `crash` says, and another one goes on. */
async function play(
  crash?: Crash,
): Promise<{ readonly end: End; readonly calls: MortalProcess["calls"]; readonly crashed: boolean }> {
  plays += 1;
  const name = { namespace: "argocd", name: `deleted-${plays}` };
  await world.save(application(name.name, repository.path, { syncPolicy: automated }));
  const first = world.startProcess("deleted");
  await world.settle(name, first);
  const request = { cascade: true, requestedBy: "ann" };
  await requestDeletion(name, request, { ...first.ports, queues: { wake: () => Promise.resolve() } });
  await first.close();
  const hooks = new Map<string, Set<string>>();
  const mortal = new MortalProcess(crash, (object) => note(object, hooks));
  await settleWith(name, mortal);
  if (mortal.hasEnded())
    await settleWith(name, new MortalProcess(undefined, (object) => note(object, hooks)));
  const objects = (await cluster.list(name.name)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const items = (await world.scan()).map((item) => JSON.parse(JSON.stringify(item)));
  const own = items.filter((item) => readField(item, "PK", "S") === `APP#argocd/${name.name}`);
  const [record] = (await world.read(name)).records;
  const results = (record?.results ?? []).map(
    (result) => `${result.kind} ${result.name} ${result.code} ${result.phase}`,
  );
  const end = {
    objects,
    items: own.map((item) => String(readField(item, "SK", "S")).split("#")[0] ?? "").sort(),
    record: {
      kind: record?.kind ?? "",
      phase: record?.phase ?? "",
      message: record?.message ?? "",
      results: results.sort(),
    },
    hooks: [...hooks].map(([key, uids]) => `${key} ${uids.size}`).sort(),
  };
  return { end, calls: mortal.calls, crashed: mortal.hasEnded() };
}

async function settleWith(name: { namespace: string; name: string }, mortal: MortalProcess): Promise<void> {
  const process = world.startProcess("deleted", { outside: mortal.outside });
  try {
    await world.settle(name, process);
  } catch (error) {
    if (!mortal.hasEnded()) throw error;
  } finally {
    if (mortal.hasEnded()) world.dead.add(process.owner);
    await process.close();
  }
}

function note(object: Json, hooks: Map<string, Set<string>>): void {
  if (readField(object, "metadata", "annotations", "outrigger.dev/operation") === undefined) return;
  const key = String(readField(object, "metadata", "name"));
  hooks.set(key, (hooks.get(key) ?? new Set()).add(String(readField(object, "metadata", "uid"))));
}

test("a deletion whose process ends anywhere ends the same way", { timeout: 240_000 }, async () => {
  const whole = await play();
  expect(whole.end).toEqual({
    objects: ["ConfigMap kept"],
    items: ["RECORD", "RECORD"],
    record: {
      kind: "deletion",
      phase: "Succeeded",
      message: "deleted 2 objects, kept 1",
      results: [
        "ConfigMap first Pruned Succeeded",
        "ConfigMap kept PruneSkipped Succeeded",
        "ConfigMap last Pruned Succeeded",
        "Job after Synced Succeeded",
        "Job before Synced Succeeded",
      ],
    },
    hooks: ["after 1", "before 1"],
  });
  // After a call that changes the table is before the next one; after one that changes the cluster others may be under way.
  const crashes = whole.calls.flatMap(({ label }, at): readonly Crash[] => {
    if (!writing.test(label)) return [];
    const before = { at, when: "before" } as const;
    return label.startsWith("cluster") ? [before, { at, when: "after" }] : [before];
  });
  expect(crashes.length).toBeGreaterThan(20);
  // As in test/crash: all of them, or every fourth one.
  const tried =
    process.env["OUTRIGGER_CRASH"] === undefined ? crashes.filter((_, at) => at % 4 === 0) : crashes;
  for (const crash of tried) {
    const place = `${crash.when} call ${crash.at} (${whole.calls[crash.at]?.label})`;
    const { end, crashed } = await play(crash);
    expect(crashed, place).toBe(true);
    expect(end, place).toEqual(whole.end);
  }
});
