import { openSandboxCluster } from "../stories/sandbox-cluster.ts";
import type { CrashCluster } from "./crash-stage.ts";
import type { CrashOptions } from "./describe-crash.ts";

// OUTRIGGER_CRASH=all ends a process at every call that changes something; without it a sample is tried. With
// `every`, which takes minutes, processes end at questions as well, although they leave nothing behind.
const mode = process.env["OUTRIGGER_CRASH"];
const every = mode === "every";
/** What is tried where nobody asked for all. */
export const crashSample: Pick<CrashOptions, "sample"> = mode === undefined ? { sample: 10 } : {};

const doublesOf: Readonly<Record<string, number>> = { sample: 2, every: 100 };

/** What is tried on the sandbox, story by story. */
export const sandboxOptions: Omit<CrashOptions, "stories"> = {
  name: "the sandbox",
  ...(every ? { sample: "every" } : {}),
  doubles: doublesOf[mode ?? "sample"] ?? 6,
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
