import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatJson, isObject, type JsonObject, parseJson, readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { saveKubeconfig, type WorldCluster } from "./world.ts";

/** The sandbox as a cluster of worlds: its controllers act when the clock is moved, and people can look and meddle. */
export type SandboxCluster = WorldCluster & {
  readonly sandbox: Sandbox;
  /** Requests that changed something, `PATCH /api/v1/…`, since the last call; dry-runs do not. */
  writes(): readonly string[];
  /** Dry-run requests since the last call of `writes`. */
  dryRuns(): number;
  /** Makes a request as somebody else. */
  ask(method: string, path: string, body?: JsonObject): Promise<JsonObject>;
  /** All objects of the kinds that the stories use, in a namespace. */
  list(namespace: string): Promise<readonly KubeObject[]>;
  close(): Promise<void>;
};

const never = 1_000_000_000;
const somebody = "somebody/1";
const plurals = ["api/v1/configmaps", "api/v1/secrets", "apis/apps/v1/deployments", "apis/batch/v1/jobs"];

/** Starts a sandbox whose controllers wait for `tick`. */
export async function openSandboxCluster(): Promise<SandboxCluster> {
  const sandbox = await startSandbox({ delayMs: never });
  const folder = await mkdtemp(join(tmpdir(), "outrigger-sandbox-"));
  const kubeconfig = await saveKubeconfig(folder, sandbox.kubeconfig);
  const ask: SandboxCluster["ask"] = (method, path, body) => send(sandbox.url, { method, path, body });
  const isOurs = (agent: string) => agent.startsWith("outrigger/");
  const changes = () => sandbox.requests.filter((each) => each.method !== "GET" && isOurs(each.userAgent));
  return {
    sandbox,
    kubeconfig,
    tick: () => tick(ask),
    ask,
    writes: () => {
      const writes = changes().filter(({ dryRun }) => !dryRun);
      sandbox.forgetRequests();
      return writes.map(({ method, path }) => `${method} ${path}`);
    },
    dryRuns: () => changes().filter(({ dryRun }) => dryRun).length,
    list: async (namespace) => {
      const paths = plurals.map((plural) => plural.replace(/\/([a-z]+)$/, `/namespaces/${namespace}/$1`));
      return (await Promise.all(paths.map((path) => listAt(ask, path)))).flat();
    },
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function send(
  url: string,
  {
    method,
    path,
    body,
  }: { readonly method: string; readonly path: string; readonly body: JsonObject | undefined },
): Promise<JsonObject> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const headers = { "content-type": type, "user-agent": somebody };
  const answer = await fetch(url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: formatJson(body) }),
  });
  const value = parseJson(await answer.text());
  if (!answer.ok && answer.status !== 404) throw new Error(`${method} ${path}: ${formatJson(value)}`);
  return isObject(value) ? value : {};
}

async function listAt(ask: SandboxCluster["ask"], path: string): Promise<readonly KubeObject[]> {
  const list = await ask("GET", `/${path}`);
  const items = Array.isArray(list["items"]) ? list["items"] : [];
  return items.map((item: KubeObject) => ({
    ...item,
    apiVersion: String(list["apiVersion"]),
    kind: String(list["kind"]).replace(/List$/, ""),
  }));
}

/** Jobs complete and Deployments roll out, unless an annotation `test/stuck` keeps them from it. */
async function tick(ask: SandboxCluster["ask"]): Promise<void> {
  for (const [path, toStatus] of [
    ["apis/batch/v1/jobs", toJobStatus],
    ["apis/apps/v1/deployments", toDeploymentStatus],
  ] as const) {
    for (const live of await listAt(ask, path)) {
      const { namespace, name, annotations } = live.metadata;
      const status = toStatus(live);
      if (status === undefined || annotations?.["test/stuck"] !== undefined) continue;
      const [, root, group, version, plural] = /^(apis)\/([^/]+)\/([^/]+)\/(.*)$/.exec(path) ?? [];
      const place = `/${root}/${group}/${version}/namespaces/${namespace}/${plural}/${name}/status`;
      await ask("PATCH", place, { status });
    }
  }
}

function toJobStatus(live: KubeObject): JsonObject | undefined {
  if (readField(live, "status", "conditions") !== undefined) return undefined;
  const fails = live.metadata.annotations?.["test/fails"] !== undefined;
  return { conditions: [{ type: fails ? "Failed" : "Complete", status: "True", message: "done" }] };
}

function toDeploymentStatus(live: KubeObject): JsonObject | undefined {
  const { generation = 1 } = live.metadata;
  if (readField(live, "status", "observedGeneration") === generation) return undefined;
  const replicas = readField(live, "spec", "replicas") ?? 1;
  const counts = {
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
  return { observedGeneration: generation, ...counts };
}
