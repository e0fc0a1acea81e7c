import { basename, join, relative, resolve } from "node:path";
import type { ClusterOptions } from "../command-context.ts";
import { findProjectFolder } from "./project-folder.ts";

/** The flags of `outrigger start`. */
export type StartFlags = ClusterOptions & {
  readonly once?: boolean;
  /** A file or folder with Applications, or the URL of a repository that has some; the examples without. */
  readonly apps?: string;
  readonly state?: string;
  readonly port: number;
  readonly lambdaPort: number;
  readonly gitPort: number;
  readonly sandboxPort: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly timeScale: number;
};

/** What a start listens on, by the words people know it by. */
export type StartPorts = {
  readonly api: number;
  readonly lambda: number;
  readonly git: number;
  readonly cluster: number;
};

/** What to start, and where. */
export type StartSettings = {
  /** The folder of serverless.yml. */
  readonly project: string;
  readonly stateFolder: string;
  /** The state folder as people paste it. */
  readonly stateName: string;
  readonly once: boolean;
  readonly timeoutMs: number;
  readonly timeScale: number;
  readonly ports: StartPorts;
  /** A cluster that is there already; undefined: the sandbox. */
  readonly cluster: { readonly path: string; readonly context?: string } | undefined;
  /** A file, folder or URL; undefined: the examples. */
  readonly apps: string | undefined;
};

/** The state folder of a start without flags, and of all other commands. */
export const defaultState = ".outrigger";

/** The name of the sandbox's kubeconfig in a state folder. */
export const kubeconfigName = "kubeconfig";

/** Makes settings of flags; paths are meant from the working directory. OUTRIGGER_STATE is for whoever gives no --state. */
export async function toStartSettings(
  flags: StartFlags,
  env: NodeJS.ProcessEnv = {},
): Promise<StartSettings> {
  const { kubeconfig, context } = flags;
  const stateFolder = resolve(flags.state ?? (env["OUTRIGGER_STATE"] || toDefaultState(flags)));
  return {
    project: await findProjectFolder(),
    stateFolder,
    stateName: relative("", stateFolder) || ".",
    once: flags.once === true,
    timeoutMs: flags.timeout,
    timeScale: flags.timeScale,
    ports: { api: flags.port, lambda: flags.lambdaPort, git: flags.gitPort, cluster: flags.sandboxPort },
    cluster:
      kubeconfig === undefined
        ? undefined
        : { path: resolve(kubeconfig), ...(context === undefined ? {} : { context }) },
    apps: flags.apps === undefined || isUrl(flags.apps) ? flags.apps : resolve(flags.apps),
  };
}

/** Tells a repository's URL from a path. */
export function isUrl(text: string): boolean {
  return /^(https?|ssh|git|file):\/\//.test(text) || /^[^/@\s]+@[^/:\s]+:/.test(text);
}

/** Another cluster or other applications have a state of their own: an inventory is of one cluster. */
function toDefaultState({ kubeconfig, context, apps }: StartFlags): string {
  if (kubeconfig === undefined && apps === undefined) return defaultState;
  const cluster = kubeconfig === undefined ? "sandbox" : (context ?? basename(kubeconfig));
  const name = `${cluster}-${basename(apps ?? "examples", ".git")}`;
  return join(defaultState, "starts", name.replaceAll(/[^A-Za-z0-9._-]+/g, "-"));
}
