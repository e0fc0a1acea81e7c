import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { findKubectl } from "./find-kubectl.ts";
import { runKubectl } from "./kubectl/run-scenario.ts";

/** Runs kubectl on objects of a namespace, as people do; throws what it says when it fails. */
export type Kubectl = (run: string, ...objects: readonly JsonObject[]) => Promise<string>;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** Opens kubectl on the cluster under test, in a namespace. */
export async function openKubectl(namespace: string): Promise<Kubectl> {
  const home = await mkdtemp(join(tmpdir(), "outrigger-kubectl-"));
  folders.push(home);
  const kubeconfig = inject("kubeconfig");
  const kubectl = await findKubectl(process.env, kubeconfig, join(home, "tools"));
  return async (run, ...objects) => {
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    const side = { kubectl, kubeconfig, home, node: "" };
    const { code, stdout, stderr } = await runKubectl(side, { run, input }, namespace);
    if (code !== 0) throw new Error(`kubectl ${run} ended with ${code}: ${stderr}`);
    return stdout;
  };
}
