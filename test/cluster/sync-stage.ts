import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, inject } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { SyncRecord } from "../../src/record/state.ts";
import type { SyncChoices } from "../../src/sync/sync-choices.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { application } from "../stories/manifests.ts";
import { type Kept, World, type WorldProcess } from "../stories/world.ts";
import { read, requireObject } from "./cluster-objects.ts";
import { toYaml } from "./manifests.ts";
import { nameSpace } from "./spaces.ts";

/** One application with a repository and a namespace of its own, on the cluster under test. */
export type Stage = {
  readonly namespace: string;
  readonly repository: TestRepository;
  /** Commits these objects in place of those before; gives the commit. */
  commit(...objects: readonly JsonObject[]): Promise<string>;
  /** Declares the application anew. */
  declare(syncPolicy: JsonObject, spec?: JsonObject, annotations?: JsonObject): Promise<void>;
  /** A person asks for a sync; gives what is known when it is at rest. */
  sync(choices?: SyncChoices, prune?: boolean): Promise<Kept>;
  /** Begins what a person asks for, and lets it come to its first wait. */
  begin(choices?: SyncChoices): Promise<Kept>;
  /** Nobody asks for anything; gives what is known when it is at rest. */
  settle(): Promise<Kept>;
  terminate(): Promise<Kept>;
  uidOf(kind: string, name: string): Promise<string | undefined>;
  object(kind: string, name: string): Promise<KubeObject>;
};

/** What the tests of a file share. */
export type Theatre = {
  /** Opens a stage on which nothing is synced yet; its application syncs by hand unless `syncPolicy` says otherwise. */
  open(objects: readonly JsonObject[], syncPolicy?: JsonObject): Promise<Stage>;
};

export const createNamespace = ["CreateNamespace=true"];
const tickMs = 150;
const stepMs = 60_000;

/** Opens a world on the cluster under test for a test file. Its clock is moved by hand, so that no test waits for back-offs. */
export function openTheatre(): Theatre {
  const shared: { world?: World; server?: GitServer } = {};
  const processes: WorldProcess[] = [];
  let count = 0;
  beforeAll(async () => {
    shared.world = await World.open({ kubeconfig: inject("kubeconfig"), tick: () => sleep(tickMs) });
    shared.server = await startGitServer();
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.close()));
    await Promise.all([shared.world?.close(), shared.server?.close()]);
  });
  return {
    async open(objects, syncPolicy = {}) {
      const { world, server } = shared;
      if (world === undefined || server === undefined) throw new Error("the theatre is not open yet");
      count += 1;
      const namespace = nameSpace("sync");
      const repository = await server.createRepository(`sync-${count}`);
      const process = world.startProcess(namespace);
      processes.push(process);
      const stage = toStage({ world, process, repository, namespace });
      await stage.commit(...objects);
      await stage.declare(syncPolicy);
      return stage;
    },
  };
}

type Parts = {
  readonly world: World;
  readonly process: WorldProcess;
  readonly repository: TestRepository;
  readonly namespace: string;
};

function toStage({ world, process, repository, namespace }: Parts): Stage {
  const name = { namespace: "argocd", name: namespace };
  const toRequest = (choices: SyncChoices | undefined, prune: boolean) => ({
    initiatedBy: { username: "ann", automated: false },
    prune,
    ...(choices === undefined ? {} : { choices }),
  });
  const settle: Stage["settle"] = async () => {
    await world.settle(name, process);
    return await world.read(name);
  };
  return {
    namespace,
    repository,
    commit: (...objects) => repository.commit({ "all.yaml": toYaml(...objects) }),
    declare: (syncPolicy, spec = {}, annotations = {}) => {
      const policy = { syncOptions: createNamespace, ...syncPolicy };
      const manifest = application(namespace, repository.url, { syncPolicy: policy, ...spec });
      const metadata = { name: namespace, namespace: "argocd", annotations };
      return world.save({ ...manifest, metadata });
    },
    async sync(choices, prune = false) {
      await world.settle(name, process, toRequest(choices, prune));
      return await world.read(name);
    },
    async begin(choices) {
      process.startRound();
      await process.ports.applications.mark(name, world.clock.now);
      const { reconcile } = await import("../../src/reconcile.ts");
      const deadline = world.clock.now + stepMs;
      await reconcile(name, process.ports, { deadline, request: toRequest(choices, false) });
      return await world.read(name);
    },
    settle,
    async terminate() {
      const ask = { id: `ask-${world.clock.now}`, what: { kind: "terminate" } } as const;
      await process.ports.applications.mark(name, world.clock.now, ask);
      return await settle();
    },
    uidOf: async (kind, objectName) => (await read({ kind, namespace, name: objectName }))?.metadata.uid,
    object: (kind, objectName) => requireObject({ kind, namespace, name: objectName }),
  };
}

/** What came of each object, as lines: `web Synced: configured`. */
export function linesOf(record: SyncRecord | undefined): readonly string[] {
  return (record?.results ?? []).map(({ name, code, message }) => `${name} ${code}: ${message}`);
}
