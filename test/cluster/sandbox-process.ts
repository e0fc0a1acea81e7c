import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { SandboxOptions } from "../../src/sandbox/sandbox.ts";

/** A sandbox that runs in a process of its own. */
export type SandboxProcess = {
  readonly url: string;
  /** Text of its kubeconfig. */
  readonly kubeconfig: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
};

/** The script that runs in that process. */
export const sandboxScript = join(import.meta.dirname, "sandbox-server.ts");

/** Starts a sandbox beside this process; it ends with this process at the latest. Rejects with what it said where it cannot. */
export async function startSandboxProcess(
  options: Omit<SandboxOptions, "now"> = {},
  script = sandboxScript,
): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = `${errors}${text}`.slice(-4_000);
  });
  const ended = once(child, "close");
  const first = Promise.race([once(createInterface(child.stdout), "line"), ended.then(() => undefined)]);
  const [line] = (await first) ?? [];
  if (line === undefined)
    throw new Error(`Cannot start a sandbox: it ended with ${child.exitCode}: ${errors}`);
  const { url, kubeconfig } = JSON.parse(String(line));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.stdin.end();
    await ended;
  };
  return { url, kubeconfig, process: child, stop };
}
