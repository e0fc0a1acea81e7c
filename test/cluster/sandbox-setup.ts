import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type SandboxProcess, startSandboxProcess } from "./sandbox-process.ts";

let running: SandboxProcess | undefined;
let folder: string | undefined;

/** Starts a sandbox as the cluster of the end-to-end tests, in a process of its own with its state on disk. */
export async function setup(project: TestProject): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "outrigger-sandbox-"));
  const auditLog = join(folder, "audit.log");
  running = await startSandboxProcess({ folder: join(folder, "state"), auditLog });
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, running.kubeconfig);
  project.provide("kubeconfig", kubeconfig);
  project.provide("auditLog", auditLog);
  project.provide("side", "sandbox");
}

/** Stops it. */
export async function teardown(): Promise<void> {
  await running?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
