import { type ChildProcess, spawn } from "node:child_process";

/** What a process printed, and how long it took from its start to its end. */
export type Ran = { readonly output: string; readonly seconds: number };

const running = new Set<ChildProcess>();

/** Kills what runProcess has started and what has not ended yet. */
export function stopProcesses(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Runs a program to its end and gives its standard output. Throws with what it said where it fails or takes too long. */
export function runProcess(
  program: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly env?: NodeJS.ProcessEnv },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: options.env ?? process.env,
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
    });
    running.add(child);
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = `${errors}${text}`.slice(-4_000);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      running.delete(child);
      const seconds = (performance.now() - startedAt) / 1000;
      if (code === 0) resolve({ output, seconds });
      else reject(new Error(`Cannot measure: ${program} ended with ${code ?? signal}: ${errors}`));
    });
  });
}
