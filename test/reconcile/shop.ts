import { afterAll, beforeAll, beforeEach } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { application } from "../stories/manifests.ts";
import { openSandboxCluster, type SandboxCluster } from "../stories/sandbox-cluster.ts";
import { type Kept, type ProcessOptions, World, type WorldProcess } from "../stories/world.ts";

/** One application with a repository and a namespace of its own, in a world that a test file shares. */
export type Shop = {
  readonly name: ApplicationName;
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly process: WorldProcess;
  /** Declares the application; `spec` is laid over a plain one. */
  declare(spec?: JsonObject): Promise<void>;
  /** Commits files and lets `process` bring the application to rest. */
  sync(files: Parameters<TestRepository["commit"]>[0]): Promise<Kept>;
  settle(): Promise<Kept>;
  /** Another process. */
  start(options?: ProcessOptions): WorldProcess;
};

/** What the tests of a file share. */
export type Mall = {
  readonly world: World;
  readonly cluster: SandboxCluster;
  readonly server: GitServer;
  readonly shop: Shop;
};

export const createNamespace = ["CreateNamespace=true"];
/** Syncs by itself, prunes and heals. */
export const automatic: JsonObject = {
  syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: createNamespace },
};
/** Syncs by hand only. */
export const manual: JsonObject = { syncPolicy: { syncOptions: createNamespace } };

/** Opens a world, a sandbox and a Git server for a test file, and a new shop for every test. */
export function openMall(): Mall {
  const mall: { -readonly [Part in keyof Mall]?: Mall[Part] } = {};
  const shops: WorldProcess[] = [];
  let count = 0;
  beforeAll(async () => {
    mall.cluster = await openSandboxCluster();
    mall.world = await World.open(mall.cluster);
    mall.server = await startGitServer();
  });
  beforeEach(async () => {
    count += 1;
    const { world, server } = mall as Mall;
    mall.shop = await openShop(`shop-${count}`, { world, server, shops });
    (mall as Mall).cluster.writes();
  });
  afterAll(async () => {
    await Promise.all(shops.map((process) => process.close()));
    const { world, cluster, server } = mall as Mall;
    await Promise.all([world.close(), cluster.close(), server.close()]);
  });
  return mall as Mall;
}

async function openShop(
  text: string,
  {
    world,
    server,
    shops,
  }: { readonly world: World; readonly server: GitServer; readonly shops: WorldProcess[] },
): Promise<Shop> {
  const name = { namespace: "argocd", name: text };
  const repository = await server.createRepository(text);
  const start: Shop["start"] = (options) => {
    const process = world.startProcess(text, options);
    shops.push(process);
    return process;
  };
  const process = start();
  const settle = async () => {
    await world.settle(name, process);
    return await world.read(name);
  };
  return {
    name,
    namespace: text,
    repository,
    process,
    start,
    settle,
    declare: (spec = automatic) => world.save(application(text, repository.url, spec)),
    sync: async (files) => {
      await repository.commit(files);
      return await settle();
    },
  };
}
