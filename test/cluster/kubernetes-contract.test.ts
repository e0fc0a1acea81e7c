import { expect, inject, test } from "vitest";
import { createClusters } from "../../src/adapters/kubernetes/kubernetes.ts";
import { formatJson } from "../../src/kube/json.ts";
import { toRef } from "../../src/kube/key.ts";
import { type ClusterSubject, describeClusterContract, type RawRequest } from "../contracts/cluster.ts";
import { objects } from "../contracts/cluster-objects.ts";
import { type ClusterWatchSubject, describeClusterWatchContract } from "../contracts/cluster-watch.ts";
import { readAudit } from "./audit-log.ts";
import { openRequest } from "./cluster-requests.ts";

const userAgent = "outrigger/contract";
const auditLog = inject("auditLog");
const serverName = inject("side") === "real" ? "a real API server" : "the sandbox as a process";

describeClusterContract(serverName, () => openSubject("contract"));
// What an earlier run left on the server belongs to another installation.
describeClusterWatchContract(serverName, () =>
  openSubject(`contract-${Math.random().toString(36).slice(2, 8)}`),
);

test.runIf(auditLog !== undefined)(
  "1,000 applies are 1,000 requests, and reading them back shared is one list of three pages",
  { timeout: 60_000 },
  async () => {
    const agent = `outrigger/count-${Math.random().toString(36).slice(2, 8)}`; // one server may see several runs
    const clusters = connect(agent);
    const { cluster } = await clusters.open({ name: "in-cluster", namespace: "" });
    const namespace = `count-${Math.random().toString(36).slice(2, 8)}`;
    const space = await cluster.apply({ object: objects.namespace(namespace), dryRun: false });
    const maps = Array.from({ length: 1000 }, (_, index) =>
      objects.configMap({ name: `map-${index}`, namespace, data: { key: "x".repeat(900) } }),
    );
    await Promise.all(maps.map((object) => cluster.apply({ object, dryRun: false })));
    const reading = await cluster.read(maps.map(toRef), { shared: true });
    expect(reading.objects).toHaveLength(1000);
    const counts = (await readAudit(auditLog ?? "")).get(agent);
    // kube-root-ca.crt makes it 1,001 ConfigMaps, three pages; discovery takes three requests.
    expect(counts).toEqual({ requests: 1001 + 3 + 3, mutating: 1001, dryRuns: 0 });
    const uid = space.metadata.uid ?? "";
    await cluster.delete({ ref: toRef(space), uid, propagation: "background" });
    await clusters.close();
  },
);

function connect(agent: string, installation = "contract") {
  const kubeconfig = { paths: [inject("kubeconfig")] };
  return createClusters({ kubeconfig, installation, userAgent: agent });
}

async function openSubject(installation: string): Promise<ClusterSubject & ClusterWatchSubject> {
  const clusters = connect(userAgent, installation);
  const { cluster, schemas, watch } = await clusters.open({
    server: "https://kubernetes.default.svc",
    namespace: "",
  });
  const startRun = () => clusters.startRun();
  const close = () => clusters.close();
  const manager = `outrigger-${installation}`;
  return { cluster, schemas, watch, installation, manager, startRun, ask, close };
}

/** Connects with other code than the adapter's. */
async function ask({ method, path, body, contentType = "application/json" }: RawRequest) {
  const request = await openRequest({ method, path, headers: { "content-type": contentType } }, false);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    request.on("response", async (answer) => {
      const parts = await answer.toArray();
      resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") });
    });
    request.on("error", reject);
    request.end(body === undefined ? undefined : formatJson(body));
  });
}
