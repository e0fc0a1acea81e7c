import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createEks } from "../../adapters/eks/eks.ts";
import { createClusters } from "../../adapters/kubernetes/kubernetes.ts";
import { messageOf, ReconcileError } from "../../errors.ts";
import { savePrivateFile } from "../../local/private-file.ts";
import { version } from "../../local/version.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import { kubeconfigName } from "./start-settings.ts";

/** The cluster that applications go to. */
export type StartedCluster = {
  readonly url: string;
  /** Path of its kubeconfig, and which of the contexts is meant. */
  readonly kubeconfig: { readonly path: string; readonly context?: string };
  /** Tells whether somebody else than Outrigger wrote to it since the last call; a cluster that cannot be asked: false. */
  wasTouched(): boolean;
  close(): Promise<void>;
};

export type SandboxSettings = {
  readonly stateFolder: string;
  readonly port: number;
  /** Of the seconds that things take in a real cluster. */
  readonly timeScale: number;
};

/** Starts the sandbox with the objects of its last run; its kubeconfig is left in the state folder. */
export async function openSandbox(settings: SandboxSettings): Promise<StartedCluster> {
  const { stateFolder, port, timeScale } = settings;
  const folder = join(stateFolder, "sandbox");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const sandbox = await startSandbox({ port, folder, timeScale }).catch((cause: unknown) => {
    if (cause instanceof ReconcileError) throw cause;
    throw new ReconcileError("CONFIG_INVALID", `Cannot start the sandbox: ${messageOf(cause)}`, { cause });
  });
  const path = join(stateFolder, kubeconfigName);
  await savePrivateFile(path, sandbox.kubeconfig);
  return {
    url: sandbox.url,
    kubeconfig: { path },
    wasTouched() {
      const isTouched = sandbox.requests.some(
        ({ method, userAgent }) => method !== "GET" && !userAgent.startsWith("outrigger/"),
      );
      sandbox.forgetRequests();
      return isTouched;
    },
    close: () => sandbox.close(),
  };
}

/** Finds the cluster of a kubeconfig, its current context or the named one. Throws as opening a destination does. */
export async function findCluster(kubeconfig: StartedCluster["kubeconfig"]): Promise<StartedCluster> {
  const { path, context } = kubeconfig;
  await access(path).catch((cause: unknown) => {
    throw new ReconcileError("CONFIG_INVALID", `Cannot read ${path}: no such file`, { cause });
  });
  const clusters = createClusters({
    kubeconfig: { paths: [path], ...(context === undefined ? {} : { context }) },
    installation: "outrigger",
    userAgent: `outrigger/${version}`,
    eks: createEks(),
  });
  try {
    const { server } = await clusters.open({ name: "in-cluster", server: "", namespace: "" });
    return { url: server, kubeconfig, wasTouched: () => false, close: () => Promise.resolve() };
  } finally {
    await clusters.close();
  }
}
