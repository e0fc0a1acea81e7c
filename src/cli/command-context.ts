import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { readPaths } from "../adapters/declarations/read-paths.ts";
import type { ControlPlane } from "../application/control-plane.ts";
import { parseControlPlane } from "../application/parse-control-plane.ts";
import { formatProblem } from "../declaration/problem.ts";
import { paintDiff } from "../drift/drift-report.ts";
import type { ViewOptions } from "../local/open-view.ts";
import type { Environment } from "./environment.ts";

/** What every command is handed. */
export type CommandContext = {
  readonly environment: Environment;
  readonly streams: {
    readonly out: Writable;
    readonly err: Writable & { readonly isTTY?: boolean };
    readonly in?: Readable & { readonly isTTY?: boolean };
  };
  readonly isVerbose: () => boolean;
};

/** Which cluster is in-cluster. */
export type ClusterOptions = { readonly kubeconfig?: string; readonly context?: string };

/** Reads and parses what people wrote, and tells them on standard error what is wrong with it. */
export async function readControlPlane(
  paths: readonly string[],
  { streams }: CommandContext,
): Promise<ControlPlane> {
  const controlPlane = parseControlPlane(await readPaths(paths));
  for (const problem of controlPlane.problems) {
    streams.err.write(`${problem.severity}: ${formatProblem(problem)}\n`);
  }
  return controlPlane;
}

/** Gives where this user's clusters, caches and tools are. */
export function toViewOptions(
  { environment }: CommandContext,
  options: ClusterOptions,
): Pick<ViewOptions, "cacheFolder" | "toolFolder" | "toolPath" | "kubeconfig" | "repositories"> {
  const paths =
    options.kubeconfig === undefined ? environment.kubeconfigPaths : [resolve(options.kubeconfig)];
  return {
    cacheFolder: environment.cacheFolder,
    toolFolder: resolve(environment.cacheFolder, "tools"),
    toolPath: environment.toolPath,
    kubeconfig: { paths, ...(options.context === undefined ? {} : { context: options.context }) },
    repositories: environment.repositories,
  };
}

/** Is aborted by the first of these signals; a second one is the system's to obey. */
export function onSignals(...signals: readonly NodeJS.Signals[]): AbortSignal {
  const stop = new AbortController();
  for (const signal of signals) process.once(signal, () => stop.abort());
  return stop.signal;
}

/** Colours a diff where a person reads it on a terminal. */
export function toPaint({ streams, environment }: CommandContext): (text: string) => string {
  const isTerminal = "isTTY" in streams.out && streams.out.isTTY === true;
  return isTerminal && environment.color ? paintDiff : (text) => text;
}
