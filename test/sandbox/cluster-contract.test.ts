import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClusters } from "../../src/adapters/kubernetes/kubernetes.ts";
import { formatJson } from "../../src/kube/json.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { type ClusterSubject, describeClusterContract } from "../contracts/cluster.ts";
import { type ClusterWatchSubject, describeClusterWatchContract } from "../contracts/cluster-watch.ts";

describeClusterContract("the sandbox", openSubject);
describeClusterWatchContract("the sandbox", openSubject);

async function openSubject(): Promise<ClusterSubject & ClusterWatchSubject> {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  const path = join(folder, "kubeconfig");
  writeFileSync(path, sandbox.kubeconfig);
  const clusters = createClusters({
    kubeconfig: { paths: [path] },
    installation: "contract",
    userAgent: "outrigger/contract",
  });
  const { cluster, schemas, watch } = await clusters.open({ name: "in-cluster", namespace: "" });
  return {
    cluster,
    schemas,
    watch,
    installation: "contract",
    manager: "outrigger-contract",
    startRun: () => clusters.startRun(),
    ask: async ({ method, path: target, body, contentType = "application/json" }) => {
      const init = { method, headers: { "content-type": contentType } };
      const answer = await fetch(
        sandbox.url + target,
        body === undefined ? init : { ...init, body: formatJson(body) },
      );
      return { status: answer.status, text: await answer.text() };
    },
    close: async () => {
      await clusters.close();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}
