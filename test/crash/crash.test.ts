import { openSandboxCluster } from "../stories/sandbox-cluster.ts";
import type { CrashCluster } from "./crash-stage.ts";
import { describeCrash } from "./describe-crash.ts";
import { stories } from "./story.ts";

// OUTRIGGER_CRASH=every takes minutes: it ends processes at questions, too, although they leave nothing behind.
const every = process.env["OUTRIGGER_CRASH"] === "every";

describeCrash(openCluster, {
  name: "the sandbox",
  stories,
  ...(every ? { sample: "every" } : {}),
  doubles: every ? 100 : 12,
  seed: 1,
  timeoutMs: every ? 900_000 : 120_000,
});

async function openCluster(): Promise<CrashCluster> {
  const { kubeconfig, tick, list, ask, close } = await openSandboxCluster();
  const clean = async (namespace: string) => void (await ask("DELETE", `/api/v1/namespaces/${namespace}`));
  return { kubeconfig, tick, list, clean, close };
}
