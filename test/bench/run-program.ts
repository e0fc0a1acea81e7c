import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import type { RequestFigures } from "./request-counter.ts";
import { runProcess } from "./run-process.ts";

/** What one process of the program is to do. */
export type ProgramOrder = {
  readonly mode: "warm" | "sync" | "noChange";
  /** File with the Applications. */
  readonly applications: string;
  readonly kubeconfig: string;
  readonly stateFolder: string;
  readonly cacheFolder: string;
};

/** What it measured of itself. */
export type ProgramFigures = RequestFigures & {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The process's largest resident set so far, Node and all imports included. */
  readonly peakMb: number;
  readonly renders: number;
};

const timeoutMs = 150_000;

/** Bundles a script as the package's own command line is bundled; gives the path of the bundle. */
export async function bundleScript(repository: string, entry: string): Promise<string> {
  // Below the repository, so that the packages it imports are found.
  const folder = join(repository, "dist", "bench");
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${basename(entry, ".ts")}-${process.pid}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node24",
    format: "esm",
    sourcemap: "inline",
    logLevel: "warning",
  });
  return outfile;
}

/** Runs the program in a process of its own; as the command line does, it keeps what it compiled for the next run. */
export async function runProgram(script: string, order: ProgramOrder): Promise<ProgramFigures> {
  const args = [script, JSON.stringify(order)];
  const env = { ...process.env, NODE_COMPILE_CACHE: join(order.cacheFolder, "code") };
  const { output } = await runProcess(process.execPath, args, { timeoutMs, env });
  return JSON.parse(output);
}
