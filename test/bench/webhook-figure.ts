import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";
import { ApiServer } from "../../src/adapters/kubernetes/api-server.ts";
import { parseJson, readField } from "../../src/kube/json.ts";
import { startOffline } from "../cluster/offline.ts";
import type { TestRepository } from "../git-server.ts";
import { openAccess } from "./open-access.ts";
import { toMedian, toRounded } from "./statistics.ts";
import { toApplication } from "./workload.ts";

export type WebhookFigures = {
  /** From the POST of a signed push to the last object's new value at the API server; the median of `pushes`. */
  readonly seconds: number;
  readonly worstSeconds: number;
  readonly pushes: number;
};

const objects = 10;
const pushes = 9;
const pollMs = 10;
const patienceMs = 60_000;
const secret = "a webhook secret of the bench";

/** Measures how long a push takes to the cluster, with all functions in a warm serverless-offline. */
export async function measureWebhook(place: {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly folder: string;
}): Promise<WebhookFigures> {
  const { kubeconfig, namespace, repository, folder } = place;
  await repository.commit(toFiles("first"));
  await mkdir(folder, { recursive: true });
  const apps = join(folder, "apps.yaml");
  await writeFile(apps, stringify(toApplication("app", repository.url, namespace)));
  const folders = { stateFolder: join(folder, "state"), cacheFolder: join(folder, "cache") };
  const { endpoint, authorize } = await openAccess(kubeconfig);
  const api = new ApiServer({ endpoint, authorize, userAgent: "outrigger-bench" });
  const offline = await startOffline({ kubeconfig, apps, webhookSecret: secret, ...folders });
  try {
    await waitFor(api, namespace, "first");
    const seconds: number[] = [];
    for (let push = 0; push <= pushes; push += 1) {
      await repository.commit(toFiles(`push ${push}`), `push ${push}`);
      const startedAt = performance.now();
      const { status } = await offline.push(repository.url);
      if (status !== 202) throw new Error(`Cannot measure: the webhook answered ${status}`);
      await waitFor(api, namespace, `push ${push}`);
      seconds.push((performance.now() - startedAt) / 1000);
      await pause(1_500); // what a person leaves between two commits, at the least
    }
    const warm = seconds.slice(1); // the first push imports the functions
    return {
      seconds: toRounded(toMedian(warm), 3),
      worstSeconds: toRounded(Math.max(...warm), 3),
      pushes: warm.length,
    };
  } finally {
    await offline.stop("SIGINT");
    await api.close();
  }
}

function toFiles(value: string): Readonly<Record<string, string>> {
  const names = Array.from({ length: objects }, (_, index) => `pushed-${index}`);
  const toObject = (name: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { value },
  });
  return { "app/all.yaml": names.map((name) => stringify(toObject(name))).join("---\n") };
}

async function waitFor(api: ApiServer, namespace: string, value: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(pollMs)) {
    const { text } = await api.send({ method: "GET", path, isList: true });
    const items = readField(parseJson(text), "items");
    const values = Array.isArray(items) ? items.map((item) => readField(item, "data", "value")) : [];
    if (values.filter((each) => each === value).length === objects) return;
  }
  throw new Error(`Cannot measure: "${value}" did not reach the cluster in ${patienceMs} ms`);
}
