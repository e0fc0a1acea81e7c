import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findKubectl } from "../find-kubectl.ts";
import { startSandboxProcess } from "../sandbox-process.ts";
import { type Comparison, compareServers } from "./compare.ts";
import { openSide } from "./run-scenario.ts";
import type { Scenario } from "./scenarios.ts";

export type OpenComparison = {
  run(scenarios: readonly Scenario[]): Promise<Comparison>;
  close(): Promise<void>;
};

/** Opens a sandbox, or the server of SANDBOX_KUBECONFIG, beside a real server; all files are below `folder`. */
export async function openComparison(realKubeconfig: string, folder: string): Promise<OpenComparison> {
  const kubectl = await findKubectl(process.env, realKubeconfig, join(folder, "tools"));
  const { SANDBOX_KUBECONFIG: given = "" } = process.env;
  const sandbox = given === "" ? await startSandboxProcess() : undefined;
  const kubeconfig = sandbox === undefined ? given : join(folder, "sandbox.kubeconfig");
  if (sandbox !== undefined) await writeFile(kubeconfig, sandbox.kubeconfig);
  const sides = {
    real: await openSide({ kubectl, kubeconfig: realKubeconfig }, join(folder, "real")),
    sandbox: await openSide({ kubectl, kubeconfig }, join(folder, "sandbox")),
  };
  return {
    run: (scenarios) => compareServers(sides, scenarios),
    close: async () => await sandbox?.stop(),
  };
}
