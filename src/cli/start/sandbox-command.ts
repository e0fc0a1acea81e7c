import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { CommandContext } from "../command-context.ts";
import { choosePorts } from "./free-ports.ts";
import { quote } from "./guide.ts";
import { openSandbox } from "./open-cluster.ts";

export type SandboxFlags = {
  readonly sandboxPort: number;
  readonly state: string;
  readonly timeScale: number;
};

/** Runs `outrigger sandbox`: the embedded cluster alone, until a signal. */
export async function runSandbox(flags: SandboxFlags, { streams }: CommandContext): Promise<number> {
  const wanted = { api: 0, lambda: 0, git: 0, cluster: flags.sandboxPort };
  const ports = await choosePorts(wanted, ["api", "lambda", "git"]);
  const stateFolder = resolve(flags.state);
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const { timeScale } = flags;
  const cluster = await openSandbox({ stateFolder, port: ports.cluster, timeScale });
  try {
    streams.out.write(`export KUBECONFIG=${quote(cluster.kubeconfig.path)}\n`);
    streams.err.write(`The sandbox listens on ${cluster.url}, until Ctrl-C\n`);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")]);
  } finally {
    await cluster.close();
  }
  return 0;
}
