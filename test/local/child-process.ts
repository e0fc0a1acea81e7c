import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** A process of its own that works on a state folder. */
export type Child = {
  readonly process: ChildProcess;
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** Waits until it has printed that many lines. */
  until(count: number): Promise<void>;
  /** SIGKILL, and its end. */
  kill(): Promise<void>;
};

/** Starts owner-process.ts on a folder. */
export function startChild(dir: string, prefix = "app"): Child {
  const script = fileURLToPath(new URL("./owner-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, dir, prefix], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += String(text);
  });
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const until = async (count: number) => {
    while (lines.length < count) {
      if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}: ${errors}`);
      await sleep(5);
    }
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const end = once(child, "close");
    child.kill("SIGKILL");
    await end;
  };
  return { process: child, lines, until, kill };
}
