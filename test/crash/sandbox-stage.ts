import { openSandboxCluster } from "../stories/sandbox-cluster.ts";
import type { CrashCluster } from "./crash-stage.ts";
import type { CrashOptions } from "./describe-crash.ts";

// OUTRIGGER_CRASH=every takes minutes: it ends processes at questions, too, although they leave nothing behind.
const every = process.env["OUTRIGGER_CRASH"] === "every";

/** What is tried on the sandbox, story by story. */
export const sandboxOptions: Omit<CrashOptions, "stories"> = {
  name: "the sandbox",
  ...(every ? { sample: "every" } : {}),
  doubles: every ? 100 : 12,
  seed: 1,
  isSteady: true,
  timeoutMs: every ? 900_000 : 150_000,
};

/** Opens the sandbox as a cluster of crash stories. */
export async function openSandboxStage(): Promise<CrashCluster> {
  const { kubeconfig, tick, list, ask, close } = await openSandboxCluster();
  const clean = async (namespace: string) => void (await ask("DELETE", `/api/v1/namespaces/${namespace}`));
  return { kubeconfig, tick, list, clean, close };
}
