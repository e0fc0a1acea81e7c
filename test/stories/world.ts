import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { createDynamoPorts, type TablePorts } from "../../src/adapters/dynamodb/dynamodb.ts";
import { parseCounters, parseHead } from "../../src/adapters/dynamodb/head-item.ts";
import { toHeadKey } from "../../src/adapters/dynamodb/item-keys.ts";
import { toChunkSortKey } from "../../src/adapters/dynamodb/sort-keys.ts";
import { Table } from "../../src/adapters/dynamodb/table.ts";
import { openLocalTableClient, type SendToTable } from "../../src/adapters/dynamodb/table-client.ts";
import { createTable } from "../../src/adapters/dynamodb/table-schema.ts";
import { createGit, type RoundGit } from "../../src/adapters/git/git.ts";
import { createRefs } from "../../src/adapters/git/refs.ts";
import { createClusters, type HttpClusters } from "../../src/adapters/kubernetes/kubernetes.ts";
import { createFolderRenderCache } from "../../src/adapters/render-cache/folder-render-cache.ts";
import { createScripts } from "../../src/adapters/scripts/scripts.ts";
import { createTools } from "../../src/adapters/tools/tools.ts";
import type { ApplicationName } from "../../src/application/application.ts";
import { assessHealth } from "../../src/health/health.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import type { JsonObject } from "../../src/kube/json.ts";
import { limits } from "../../src/limits.ts";
import { openEmbeddedTable } from "../../src/local/embedded-table.ts";
import { type Settled, settle } from "../../src/local/settle.ts";
import type { Head } from "../../src/ports/applications.ts";
import type { Ports, TickPorts } from "../../src/ports/ports.ts";
import { reconcile } from "../../src/reconcile.ts";
import type { ApplicationBulk } from "../../src/record/bulk.ts";
import type { ApplicationState, SyncRecord, SyncRequest } from "../../src/record/state.ts";
import { defaultSettings } from "../../src/settings/settings.ts";
import type { Outcome } from "../../src/stories/outcome.ts";

/** The cluster that a world works on, real or not. */
export type WorldCluster = {
  readonly kubeconfig: string;
  /** Its controllers' turn, after so many milliseconds of the world's clock. */
  tick(milliseconds: number): Promise<void>;
};

/** One process of the program in a world. */
export type WorldProcess = {
  readonly owner: string;
  readonly ports: Ports;
  /** Git without its objects, as a tick asks it. */
  readonly refs: TickPorts["refs"];
  /** Everything that was read for the last round is read anew. */
  startRound(): void;
  close(): Promise<void>;
};

/** What stands between a process and the outside: every request to it passes here. */
export type Outside = <Answer>(label: string, act: () => Promise<Answer>) => Promise<Answer>;

export type ProcessOptions = {
  readonly outside?: Outside;
  readonly leaseMs?: number;
  readonly hashKey?: string;
  readonly dailySlots?: boolean;
};

/** What the table has of an application. */
export type Kept = {
  readonly counters: ReturnType<typeof parseCounters>;
  readonly state: ApplicationState | undefined;
  readonly bulk: ApplicationBulk | undefined;
  readonly records: readonly SyncRecord[];
};

const tableName = "outrigger-test";
const leaseMsDefault = 15_000;
/** As in the local modes. */
const leaseMarginMs = 3_000;

/**
 * Everything outside, for tests of whole stories: the embedded table in memory, the real adapters of Git and Kubernetes, and a
 * clock that only moves by hand. Processes come and go; the world stays.
 */
export class World {
  readonly clock = { now: Date.UTC(2026, 0, 1) };
  /** Owners whose process has ended. */
  readonly dead = new Set<string>();
  readonly folder: string;
  readonly table: Table;
  /** The table as somebody sees it who only looks. */
  readonly reader: TablePorts;
  readonly #send: SendToTable;
  readonly #cluster: WorldCluster;
  readonly #closeTable: () => Promise<void>;
  #processes = 0;

  constructor(parts: {
    readonly folder: string;
    readonly cluster: WorldCluster;
    readonly send: SendToTable;
    readonly close: () => Promise<void>;
  }) {
    this.folder = parts.folder;
    this.#cluster = parts.cluster;
    this.#send = parts.send;
    this.#closeTable = parts.close;
    this.table = new Table(openLocalTableClient(parts.send), tableName);
    this.reader = this.#openTable("reader", {}, (_label, act) => act());
  }

  static async open(cluster: WorldCluster): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), "outrigger-world-"));
    const { send, close } = await openEmbeddedTable({ accessKey: "test" });
    await createTable(openLocalTableClient(send), tableName);
    return new World({ folder, cluster, send, close });
  }

  /** Starts a process with a name of its own. `cache`: the folder it shares with others. */
  startProcess(cache: string, options: ProcessOptions = {}): WorldProcess {
    this.#processes += 1;
    const owner = `process-${this.#processes}`;
    const outside: Outside = options.outside ?? ((_label, act) => act());
    const { applications, applicationData, specs, seen, pauses, seats } = this.#openTable(
      owner,
      options,
      outside,
    );
    const access = { credentials: () => [], allowLocal: true };
    const git = createGit({ ...access, folder: join(this.folder, cache, "git") });
    const refs = createRefs(access);
    const clusters = createClusters({
      kubeconfig: { paths: [this.#cluster.kubeconfig] },
      installation: "outrigger",
      userAgent: `outrigger/${owner}`,
    });
    const renderCache = createFolderRenderCache({ folder: join(this.folder, cache, "renders") });
    const scripts = createScripts();
    const ports: Ports = {
      clock: { now: () => this.clock.now },
      applications,
      data: applicationData,
      seen,
      pauses,
      seats,
      specs,
      git: wrap("git", git, outside),
      tools: createTools({ folder: join(this.folder, "tools"), path: "" }),
      renderCache: wrap("renderCache", renderCache, outside),
      clusters: {
        open: (destination) => outside("clusters.open", () => open(clusters, destination, outside)),
      },
      settings: defaultSettings,
      assess: assessHealth,
      jq: scripts.jq,
      lua: scripts.lua,
      hash: toKeyedHash(options.hashKey ?? "key"),
      leaseMarginMs,
      dailySlots: options.dailySlots ?? false,
    };
    return { owner, ports, refs: wrap("refs", refs, outside), ...toLife([git, refs], clusters) };
  }

  #openTable(owner: string, options: ProcessOptions, outside: Outside): TablePorts {
    const client = openLocalTableClient((request) => {
      const operation = (request.headers["x-amz-target"] ?? "").replace(/^.*\./, "");
      return outside(`table ${operation}`, () => this.#send(request));
    });
    return createDynamoPorts({
      client,
      table: tableName,
      owner,
      leaseMs: options.leaseMs ?? leaseMsDefault,
      isDead: (other) => this.dead.has(other),
      now: () => this.clock.now,
    });
  }

  /** Stores what a person declared. */
  async save(manifest: JsonObject): Promise<void> {
    await this.reader.specs.save(manifest);
  }

  /** Lets a process bring an application to rest; waits cost no time. */
  async settle(name: ApplicationName, process: WorldProcess, request?: SyncRequest): Promise<Settled> {
    process.startRound();
    return await settle(name, process.ports, {
      timeoutAt: this.clock.now + 3_600_000,
      inTurn: (work) => work(),
      sleep: async (milliseconds) => {
        await this.wait(milliseconds);
        process.startRound();
      },
      onLook: () => undefined,
      ...(request === undefined ? {} : { request }),
    });
  }

  /** One look of a process at an application that is marked. */
  async look(name: ApplicationName, process: WorldProcess, request?: SyncRequest): Promise<Outcome> {
    process.startRound();
    await process.ports.applications.mark(name, this.clock.now);
    const deadline = this.clock.now + 60_000;
    return await reconcile(name, process.ports, request === undefined ? { deadline } : { deadline, request });
  }

  /** Moves the clock, and lets the cluster's controllers have their turn. */
  async wait(milliseconds: number): Promise<void> {
    this.clock.now += milliseconds;
    await this.#cluster.tick(milliseconds);
  }

  /** What is in the table, by somebody who only looks. */
  async read(name: ApplicationName): Promise<Kept> {
    const { applicationData } = this.reader;
    const { state, bulk } = (await applicationData.read(name)) ?? {};
    const records = await applicationData.readRecords(name, limits.recordsShownMax);
    return { counters: await this.readCounters(name), state, bulk, records };
  }

  /** The protocol's own counters on HEAD. */
  async readCounters(name: ApplicationName): Promise<Kept["counters"]> {
    return parseCounters((await this.table.read(toHeadKey(name), "read HEAD")) ?? {});
  }

  /** HEAD alone, which is there where bulk data is damaged. */
  async readHead(name: ApplicationName): Promise<Head> {
    return await parseHead((await this.table.read(toHeadKey(name), "read HEAD")) ?? {}, name);
  }

  /** Damages an application's stored data. */
  async deleteBulk(name: ApplicationName): Promise<void> {
    const pointer = (await this.readHead(name)).bulk;
    if (pointer === undefined) throw new Error("there is no bulk data");
    const key = { PK: toHeadKey(name).PK, SK: toChunkSortKey(pointer, 0) };
    await this.table.delete([key], "delete bulk data");
  }

  /** Every item of the table. */
  async scan(): Promise<readonly object[]> {
    const client = openLocalTableClient(this.#send);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
    return Items;
  }

  async close(): Promise<void> {
    await this.#closeTable();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function toLife(
  gits: readonly Pick<RoundGit, "startRound">[],
  clusters: HttpClusters,
): Pick<WorldProcess, "startRound" | "close"> {
  return {
    startRound: () => {
      for (const git of gits) git.startRound();
      clusters.startRun();
    },
    close: () => clusters.close(),
  };
}

async function open(
  clusters: HttpClusters,
  destination: Parameters<HttpClusters["open"]>[0],
  outside: Outside,
) {
  const { cluster, schemas, writeAs, ...rest } = await clusters.open(destination);
  return {
    ...rest,
    cluster: wrap("cluster", cluster, outside),
    schemas: wrap("schemas", schemas, outside),
    writeAs: (user: string) => wrap("cluster", writeAs(user), outside),
  };
}

/** Sends every call of a port through `outside`. */
function wrap<Port extends object>(name: string, port: Port, outside: Outside): Port {
  return new Proxy(port, {
    get: (target, property) => {
      const method: unknown = Reflect.get(target, property);
      if (typeof method !== "function") return method;
      return (...given: readonly unknown[]) =>
        outside(`${name}.${String(property)}`, () => Promise.resolve(Reflect.apply(method, target, given)));
    },
  });
}

/** Writes a kubeconfig where worlds find it. */
export async function saveKubeconfig(folder: string, text: string): Promise<string> {
  const path = join(folder, "kubeconfig");
  await writeFile(path, text, { mode: 0o600 });
  return path;
}
