import { access } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ApiServer } from "../../src/adapters/kubernetes/api-server.ts";
import { type Json, parseJson, readField } from "../../src/kube/json.ts";
import { startControlPlane } from "../cluster/control-plane.ts";
import { findKubectl, type Program } from "../cluster/find-kubectl.ts";
import { openAccess } from "./open-access.ts";

/** The cluster that everybody is measured on. */
export type TestCluster = {
  readonly kubeconfig: string;
  createNamespaces(names: readonly string[]): Promise<void>;
  /** Waits until the controllers have done all that the workload gives them to do. */
  waitUntilCalm(): Promise<void>;
  /** The kubectl to measure, with the arguments that come first. */
  findKubectl(toolFolder: string): Promise<Program>;
  /** Stops it, or where it was there before deletes the namespaces. */
  close(): Promise<void>;
};

const calmTimeoutMs = 120_000;

/** Starts a control plane without an audit log where that can be chosen, or uses the running one of KUBECONFIG. */
export async function openTestCluster(repository: string): Promise<TestCluster> {
  const env = { ...process.env, ...(await findKubebox(repository)) };
  process.env["AUDIT"] = "0"; // scripts that start a cluster read it of the environment they inherit
  const controlPlane = await startControlPlane(env);
  const { kubeconfig } = controlPlane;
  const { endpoint, authorize } = await openAccess(kubeconfig);
  const api = new ApiServer({ endpoint, authorize, userAgent: "outrigger-bench" });
  const isOurs = controlPlane.auditLog !== undefined;
  const made: string[] = [];
  return {
    kubeconfig,
    createNamespaces: async (names) => {
      made.push(...names);
      await Promise.all(names.map((name) => createNamespace(api, name)));
      await Promise.all(names.map((name) => waitForAccount(api, name)));
    },
    waitUntilCalm: () => waitUntilCalm(api),
    findKubectl: (toolFolder) => findKubectl(env, kubeconfig, toolFolder),
    close: async () => {
      if (!isOurs) await Promise.all(made.map((name) => deleteNamespace(api, name)));
      await api.close();
      await controlPlane.stop();
    },
  };
}

/** Beside the repository lies a control plane for tests, on some machines. */
async function findKubebox(repository: string): Promise<NodeJS.ProcessEnv> {
  const { KUBECONFIG = "", KUBEBOX = "" } = process.env;
  const beside = join(repository, "..", "shared", "kubebox");
  const isWanted = KUBECONFIG === "" && KUBEBOX === "";
  return isWanted && (await isThere(join(beside, "up.sh"))) ? { KUBEBOX: beside } : {};
}

async function createNamespace(api: ApiServer, name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const request = {
    method: "POST",
    path: "/api/v1/namespaces",
    contentType: "application/json",
    body,
  } as const;
  const answer = await api.send(request);
  if (answer.status >= 300) throw new Error(`Cannot create namespace ${name}: ${answer.text}`);
}

async function deleteNamespace(api: ApiServer, name: string): Promise<void> {
  await api.send({ method: "DELETE", path: `/api/v1/namespaces/${name}` });
}

/** Controllers write to every new namespace; that must be over before a clock starts. */
async function waitForAccount(api: ApiServer, namespace: string): Promise<void> {
  const paths = ["serviceaccounts/default", "configmaps/kube-root-ca.crt"];
  const isReady = async () => {
    const read = (path: string) =>
      api.send({ method: "GET", path: `/api/v1/namespaces/${namespace}/${path}` });
    return (await Promise.all(paths.map(read))).every(({ status }) => status === 200);
  };
  await until(`namespace ${namespace} is ready`, isReady);
}

async function waitUntilCalm(api: ApiServer): Promise<void> {
  const path = "/apis/apps/v1/deployments?limit=2000";
  const isCalm = async () => {
    const answer = await api.send({ method: "GET", path, isList: true });
    const items = readField(parseJson(answer.text), "items");
    return Array.isArray(items) && items.every(isDone);
  };
  await until("all Deployments are available", isCalm);
  await pause(1_000); // endpoints and events follow
}

function isDone(deployment: Json): boolean {
  const generation = readField(deployment, "metadata", "generation");
  const isSeen = readField(deployment, "status", "observedGeneration") === generation;
  const available = readField(deployment, "status", "availableReplicas") ?? 0;
  return isSeen && available === readField(deployment, "spec", "replicas");
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + calmTimeoutMs; Date.now() < end; await pause(250)) if (await isSo()) return;
  throw new Error(`Cannot measure: ${calmTimeoutMs / 1000} s passed before ${what}`);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
