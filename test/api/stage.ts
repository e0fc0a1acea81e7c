import { createHash } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { answer } from "../../src/api/api.ts";
import type { ApiPorts } from "../../src/api/api-call.ts";
import type { ApiAnswer, ApiRequest } from "../../src/api/api-request.ts";
import { type ApplicationName, formatApplicationName } from "../../src/application/application.ts";
import { controlPlaneNamespace } from "../../src/declaration/object-name.ts";
import { formatJson, type JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { application, configMap, manifest } from "../stories/manifests.ts";
import { openSandboxCluster, type SandboxCluster } from "../stories/sandbox-cluster.ts";
import { World, type WorldProcess } from "../stories/world.ts";

/** A token that is let in. */
export const token = "token-of-somebody-0123456789";
/** What the Secret of the shop holds; no answer may. */
export const canary = "canary-3f9a-do-not-show";

/** How a request differs from a plain one of somebody with a token. */
export type Over = Partial<Omit<ApiRequest, "body" | "query">> & {
  readonly query?: string;
  /** Sent as JSON; a text or bytes are sent as they are. */
  readonly json?: unknown;
  readonly body?: Uint8Array | string;
};

/** What the tests of a file share: the API over a table, a cluster and a repository, with one application that was synced. */
export type Stage = {
  readonly world: World;
  readonly cluster: SandboxCluster;
  readonly server: GitServer;
  readonly repository: TestRepository;
  readonly process: WorldProcess;
  readonly ports: ApiPorts;
  /** Applications that were woken since the last call. */
  takeWoken(): readonly string[];
  ask(method: string, path: string, over?: Over): Promise<ApiAnswer>;
};

/** The application that was synced. */
export const shop: ApplicationName = { namespace: controlPlaneNamespace, name: "shop" };
export const shopPath = "/api/v1/applications/shop";
const createNamespace = { syncPolicy: { syncOptions: ["CreateNamespace=true"] } };

/** An Application as a person writes it, of the shop's repository or of another. */
export function toBody(name: string, repoURL: string, over: JsonObject = {}): JsonObject {
  const { metadata, ...body } = application(name, repoURL, createNamespace);
  return { ...body, ...over, metadata: { ...(metadata as JsonObject), ...(over["metadata"] as JsonObject) } };
}

/** The files of the shop. */
export const files = {
  "a.yaml":
    configMap("settings", "1") +
    manifest("v1", "Secret", "password", {
      stringData: { password: canary, "same-file": `inner ${canary} text` },
      metadata: { annotations: { note: `made of ${canary}` } },
    }) +
    manifest("v1", "ConfigMap", "source", { data: { repoURL: "https://ghp-4712@git.example.com/r.git" } }),
};

/** Opens a stage for a test file. */
export function openStage(): Stage {
  const stage: { -readonly [Part in keyof Stage]?: Stage[Part] } = {};
  beforeAll(async () => Object.assign(stage, await open()));
  afterAll(async () => {
    const { world, cluster, server, process } = stage as Stage;
    await process.close();
    await Promise.all([world.close(), cluster.close(), server.close()]);
  });
  return stage as Stage;
}

async function open(): Promise<Stage> {
  const [cluster, server] = await Promise.all([openSandboxCluster(), startGitServer()]);
  const world = await World.open(cluster);
  const repository = await server.createRepository("shop");
  await repository.commit(files);
  const process = world.startProcess("api");
  await world.save(application("shop", repository.url, createNamespace));
  await world.settle(shop, process, { initiatedBy: { username: "admin", automated: false }, prune: false });
  const { tokens } = world.reader;
  await tokens.save(hash(token), { name: "test", createdAt: world.clock.now });
  const woken: string[] = [];
  const wake: ApiPorts["queues"]["wake"] = (names) => {
    woken.push(...names.map(formatApplicationName));
    return Promise.resolve();
  };
  const ports: ApiPorts = { ...process.ports, tokens, queues: { wake } };
  return {
    ...{ world, cluster, server, repository, process, ports },
    takeWoken: () => woken.splice(0),
    ask: (method, path, over = {}) => {
      process.startRound();
      return answer(toApiRequest(method, path, over), ports);
    },
  };
}

/** Makes a request as an HTTP server would. */
export function toApiRequest(method: string, path: string, over: Over = {}): ApiRequest {
  const { query = "", json, body = json === undefined ? "" : formatJson(json), headers, ...rest } = over;
  const grouped = Map.groupBy(new URLSearchParams(query), ([name]) => name);
  const all = [...grouped].map(([name, group]) => [name, group.map(([, value]) => value)] as const);
  return {
    method,
    path,
    query: Object.fromEntries(all),
    headers: headers ?? { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: typeof body === "string" ? Buffer.from(body) : body,
    caller: "anonymous",
    ...rest,
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
