/**
 * The sandbox: an embedded Kubernetes API server over HTTP on this machine, for a first try and for fast tests.
 *
 * In: how long its controllers take, and a clock. Out: a URL, a kubeconfig for it, and the log of its requests. The rooms:
 * 1. http/ reads requests and writes answers, discovery and OpenAPI;
 * 2. cluster/ stores objects and decides: namespaces, deletion, what is invalid;
 * 3. ownership/ is server-side apply: who owns which field, conflicts, what goes when nobody owns it any more;
 * 4. fields/ compares and merges values by their schema, which schema/ holds as tables made from a real server;
 * 5. controllers/ write the status of workloads and jobs.
 *
 * It is no cluster: nothing runs, nobody is authenticated, values have few defaults, a watch is not answered.
 */
import type { AddressInfo } from "node:net";
import { type ClusterState, createCluster, findKind } from "./cluster/cluster.ts";
import { createObject } from "./cluster/write-object.ts";
import { startControllers } from "./controllers/controllers.ts";
import { createHttpServer, type LoggedRequest } from "./http/http-server.ts";

export type SandboxOptions = {
  /** Port on 127.0.0.1; 0, the default: any that is free. */
  readonly port?: number;
  /** Milliseconds until controllers write a status; 0, the default: within the request that asks for it. */
  readonly delayMs?: number;
  readonly now?: () => Date;
};

export type Sandbox = {
  readonly url: string;
  /** Text of a kubeconfig whose current context `sandbox` is this server. */
  readonly kubeconfig: string;
  /** Requests that were answered, oldest first; the last 100,000. */
  readonly requests: readonly LoggedRequest[];
  /** Empties `requests`. */
  forgetRequests(): void;
  close(): Promise<void>;
};

const requestsMax = 100_000;
const firstNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Starts a sandbox. Rejects when its port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, delayMs = 0, now = () => new Date() } = options;
  const state = createCluster(now);
  const controllers = startControllers(state, delayMs);
  for (const name of firstNamespaces) addNamespace(state, name);
  const requests: LoggedRequest[] = [];
  const server = createHttpServer(state, (request) => {
    if (requests.length === requestsMax) requests.shift();
    requests.push(request);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    url,
    kubeconfig: toKubeconfig(url),
    requests,
    forgetRequests: () => requests.splice(0),
    close: () => {
      controllers.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

function addNamespace(state: ClusterState, name: string): void {
  const kind = findKind(state, { group: "", version: "v1", plural: "namespaces" });
  if (kind === undefined) return;
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  createObject(state, {
    kind,
    body,
    namespace: "",
    name: "",
    subresource: "",
    dryRun: false,
    force: false,
    fieldManager: "kube-apiserver",
    fieldValidation: "Strict",
  });
}

function toKubeconfig(server: string): string {
  const cluster = { name: "sandbox", cluster: { server } };
  const context = { name: "sandbox", context: { cluster: "sandbox", user: "sandbox" } };
  const text = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "sandbox",
    clusters: [cluster],
    users: [{ name: "sandbox", user: {} }],
    contexts: [context],
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
