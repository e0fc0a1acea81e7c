import { openSandboxCluster } from "../stories/sandbox-cluster.ts";
import type { CrashCluster } from "./crash-stage.ts";
import { describeCrash } from "./describe-crash.ts";
import { stories } from "./story.ts";

describeCrash(openCluster, {
  name: "the sandbox",
  stories,
  ...(process.env["SAMPLE"] ? { sample: 10 } : {}),
  doubles: 2,
  seed: 1,
  timeoutMs: 120_000,
});

async function openCluster(): Promise<CrashCluster> {
  const { kubeconfig, tick, list, ask, close } = await openSandboxCluster();
  const clean = async (namespace: string) => void (await ask("DELETE", `/api/v1/namespaces/${namespace}`));
  return { kubeconfig, tick, list, clean, close };
}
