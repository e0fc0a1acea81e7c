/**
 * The sandbox: an embedded Kubernetes API server over HTTP on this machine, for a first try and for fast tests.
 *
 * In: how long its controllers take, a clock, a folder. Out: a URL, a kubeconfig for it, and the log of its requests. The rooms:
 * 1. http/ reads requests and writes answers; decoding/ and protobuf/ read bodies; openapi/, output/ and watching/ are forms of
 *    answers; access/ answers who may do what, which nobody is bound by;
 * 2. cluster/ decides what becomes of a request; patch/ and subresources/ are kinds of writes, deletion/ is what goes and what goes with it;
 * 3. defaults/ fills in what requests leave out, strategies/ sets what is the server's own, allocation/ knows addresses and ports of
 *    Services, conversion/ other versions; validation/ and custom/ say what is invalid;
 * 4. ownership/ is server-side apply: who owns which field, conflicts, what goes when nobody owns it any more;
 * 5. fields/ compares and merges values by their schema, which schema/ holds as tables made from a real server;
 * 6. storage/ keeps objects and their history in memory, selection/ finds them, disk/ keeps them over restarts;
 * 7. bootstrap/ is what a cluster begins with; controllers/, jobs/, node/, services/ and upkeep/ do what the controllers, scheduler and
 *    kubelets of a cluster do.
 *
 * It is no cluster: nothing runs, nobody is authenticated.
 */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { addFirstNamespaces, addFirstObjects } from "./bootstrap/first-objects.ts";
import { type ClusterState, createCluster } from "./cluster/cluster.ts";
import { startControllers } from "./controllers/controllers.ts";
import type { RunningControllers } from "./controllers/run-controllers.ts";
import { startGarbageCollector } from "./deletion/garbage-collector.ts";
import { openAuditLog } from "./disk/audit-log.ts";
import { openDisk } from "./disk/disk.ts";
import { createHttpServer, type LoggedRequest } from "./http/http-server.ts";
import { defaultHistoryLimits } from "./storage/history.ts";

export type SandboxOptions = {
  /** Port on 127.0.0.1; 0, the default: any that is free. */
  readonly port?: number;
  /** Milliseconds until controllers look at a change; 0, the default: before the request that makes it is answered. */
  readonly delayMs?: number;
  /** How long a second of a real cluster takes that pods need to start, or a deadline lasts; 0, the default: no time. */
  readonly timeScale?: number;
  /** `false`: no controllers, and none of the objects that a cluster begins with but its namespaces. */
  readonly controllers?: boolean;
  readonly now?: () => Date;
  /** How many changes of each kind can be watched from or listed at afterwards; 10,000 by default. */
  readonly historyEventsMax?: number;
  /** Folder that keeps the objects over restarts; one sandbox at a time. Without it they end with the process. */
  readonly folder?: string;
  /** File that gets a line of JSON for every request, as the audit log of a real server. */
  readonly auditLog?: string;
};

export type Sandbox = {
  readonly url: string;
  /** Text of a kubeconfig whose current context `sandbox` is this server. */
  readonly kubeconfig: string;
  /** Requests that were answered, oldest first; the last 100,000. */
  readonly requests: readonly LoggedRequest[];
  /** What went wrong in controllers, which break no request: the last 100. */
  readonly failures: readonly string[];
  /** Empties `requests`. */
  forgetRequests(): void;
  close(): Promise<void>;
};

const requestsMax = 100_000;

/** Starts a sandbox. Rejects when its port or its folder is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, now = () => new Date() } = options;
  const { eventsMax } = defaultHistoryLimits;
  const history = { ...defaultHistoryLimits, eventsMax: options.historyEventsMax ?? eventsMax };
  const state = createCluster(now, history);
  const collector = startGarbageCollector(state);
  const disk = options.folder === undefined ? undefined : await openDisk(options.folder, state.store);
  const audit = options.auditLog === undefined ? undefined : openAuditLog(options.auditLog);
  addFirstNamespaces(state);
  const controllers = options.controllers === false ? undefined : openControllers(state, options);
  const requests: LoggedRequest[] = [];
  // Nobody is told of anything that is not written.
  if (disk !== undefined) state.settlers.push(() => disk.save());
  const server = createHttpServer(state, (request, call) => {
    if (requests.length === requestsMax) requests.shift();
    requests.push(request);
    audit?.add(call, { status: request.status, time: now() });
  });
  const close = async () => {
    controllers?.stop();
    collector.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    audit?.close();
    await disk?.close();
  };
  await listen(server, port).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    url,
    kubeconfig: toKubeconfig(url),
    requests,
    failures: controllers?.failures ?? [],
    forgetRequests: () => requests.splice(0),
    close,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

function openControllers(
  state: ClusterState,
  { delayMs = 0, timeScale = 0 }: SandboxOptions,
): RunningControllers {
  addFirstObjects(state);
  const controllers = startControllers(state, { delayMs, timeScale });
  if (delayMs === 0) controllers.settle();
  return controllers;
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
