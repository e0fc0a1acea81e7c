import { join } from "node:path";
import { stringify } from "yaml";
import type { JsonObject } from "../../src/kube/json.ts";
import type { TestRepository } from "../git-server.ts";
import { runProcess } from "./run-process.ts";
import { toApplication } from "./workload.ts";

export type IdleTickOrder = {
  readonly kubeconfig: string;
  readonly folder: string;
  readonly applications: readonly JsonObject[];
};

/** What a minute without change costs: the tick, and the observations that it asks for. */
export type IdleTickFigures = {
  readonly applications: number;
  readonly tickMs: number;
  readonly observeMs: number;
  /** To the API server. */
  readonly requests: number;
  readonly tableOperations: number;
  readonly reconciles: number;
};

const applications = 100;
const objects = 3;
const timeoutMs = 300_000;

/** Measures a tick at which nothing has happened since the last one, with one cluster. */
export async function measureIdleTick(place: {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly folder: string;
}): Promise<IdleTickFigures> {
  const { repository, namespace, kubeconfig, folder } = place;
  const names = Array.from({ length: applications }, (_, index) => `idle-${index}`);
  await repository.commit(Object.fromEntries(names.map((name) => [`${name}/all.yaml`, toFile(name)])));
  const order: IdleTickOrder = {
    kubeconfig,
    folder,
    applications: names.map((name) => toApplication(name, repository.url, namespace)),
  };
  const args = [join(import.meta.dirname, "idle-tick.ts"), JSON.stringify(order)];
  const { output } = await runProcess(process.execPath, args, { timeoutMs });
  return JSON.parse(output);
}

function toFile(name: string): string {
  const toObject = (index: number) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `${name}-${index}` },
    data: { index: String(index) },
  });
  return Array.from({ length: objects }, (_, index) => stringify(toObject(index))).join("---\n");
}
