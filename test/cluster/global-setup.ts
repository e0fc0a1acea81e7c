import type { TestProject } from "vitest/node";
import type { Side } from "../contracts/kubernetes/api-server.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of an administrator's kubeconfig for the API server under test. */
    kubeconfig: string;
    /** Path of the API server's audit log; undefined: the server is not ours, so nothing can be counted. */
    auditLog: string | undefined;
    /** What the server under test is. */
    side: Side;
  }
}

let running: ControlPlane | undefined;

/** Starts the control plane for a whole run of `npm run test:cluster`; fails, and says why, where there can be none. */
export async function setup(project: TestProject): Promise<void> {
  running = await startControlPlane(process.env);
  project.provide("kubeconfig", running.kubeconfig);
  project.provide("auditLog", running.auditLog);
  project.provide("side", "real");
}

/** Stops what `setup` started, and nothing else. */
export async function teardown(): Promise<void> {
  await running?.stop();
}
