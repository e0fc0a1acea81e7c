import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { formatJson, type JsonObject, parseJson, readField } from "../../../src/kube/json.ts";
import { createTestRepository, type TestRepository } from "../../git-server.ts";
import { application, configMap } from "../../stories/manifests.ts";
import { openSandboxCluster, type SandboxCluster } from "../../stories/sandbox-cluster.ts";
import { type Ended, makeFolder, runCommand } from "../command-line.ts";

/** One application in a state folder of its own, synced once by `outrigger run`. */
export type AppWorld = {
  readonly cluster: SandboxCluster;
  readonly folder: string;
  readonly state: string;
  readonly name: string;
  readonly repository: TestRepository;
  /** Runs `outrigger app` on the state folder. */
  app(...args: readonly string[]): Promise<Ended>;
  /** Runs any command on the state folder. */
  outrigger(...args: readonly string[]): Promise<Ended>;
  /** Declares the application anew and has it looked at. */
  declare(spec: JsonObject): Promise<void>;
  /** The application as `app get -o json` gives it. */
  read(): Promise<JsonObject>;
  /** A field of a ConfigMap in the cluster; undefined: it is not there. */
  valueOf(configMap: string): Promise<unknown>;
};

let count = 0;

/** Opens a new world before every test. */
export function openAppWorld(): AppWorld {
  const world: { -readonly [Part in keyof AppWorld]?: AppWorld[Part] } = {};
  let cluster: SandboxCluster;
  beforeAll(async () => {
    cluster = await openSandboxCluster();
  });
  beforeEach(async () => {
    Object.assign(world, await open(cluster));
  });
  afterAll(() => cluster.close());
  return world as AppWorld;
}

async function open(cluster: SandboxCluster): Promise<AppWorld> {
  count += 1;
  const name = `app-${count}`;
  const folder = await makeFolder();
  const state = join(folder, "state");
  await mkdir(join(folder, "apps"));
  const repository = await createTestRepository(folder, name);
  await repository.commit({ "a.yaml": configMap("a", "1"), "b.yaml": configMap("b", "1") });
  const outrigger = (...args: readonly string[]) =>
    runCommand([...args, "--state", state, "--kubeconfig", cluster.kubeconfig], {
      HOME: folder,
      XDG_CACHE_HOME: join(folder, "cache"),
    });
  const declare = async (spec: JsonObject) => {
    const syncPolicy = { syncOptions: ["CreateNamespace=true"] };
    const manifest = application(name, repository.path, { syncPolicy, ...spec });
    await writeFile(join(folder, "apps", "app.yaml"), formatJson(manifest));
    await outrigger("run", "--once", "--apps", join(folder, "apps"));
  };
  await declare({});
  const world = { cluster, folder, state, name, repository, outrigger, declare };
  return {
    ...world,
    app: (...args) => outrigger("app", ...args),
    read: async () => Object(parseJson((await outrigger("app", "get", name, "-o", "json")).out)),
    valueOf: async (configMap) => {
      const path = `/api/v1/namespaces/${name}/configmaps/${configMap}`;
      return readField(await cluster.ask("GET", path), "data", "value");
    },
  };
}
