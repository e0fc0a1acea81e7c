import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

export type ProgramRun = {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
};

export type RunLimits = {
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  readonly memoryBytesMax: number;
};

/** How a program ended. `stopped`: we ended it, for that reason. */
export type ProgramEnd = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly stopped?: "time" | "output" | "memory";
};

const memoryCheckMs = 50;
const stderrBytesMax = 256 * 1024;
const pageBytes = 4_096; // of x86-64; with larger pages the limit is only wider

/**
 * Runs a program without a shell, with exactly this environment, standard input closed, in a process group of its own, which is
 * killed as a whole when a limit is passed. Rejects only if the program cannot be started.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const child = spawn(run.program, run.args, {
    cwd: run.directory,
    env: run.environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    shell: false,
  });
  const watch = watchLimits(child, run.limits);
  try {
    const stdout = collect(child.stdout, run.limits.outputBytesMax, () => watch.stop("output"));
    const stderr = collect(child.stderr, stderrBytesMax, () => undefined);
    const exitCode = await waitForEnd(child);
    const end = { stdout: stdout(), stderr: stderr(), exitCode };
    return watch.reason === undefined ? end : { ...end, stopped: watch.reason };
  } finally {
    watch.end();
  }
}

type StopReason = NonNullable<ProgramEnd["stopped"]>;
type Watch = { reason: StopReason | undefined; stop(reason: StopReason): void; end(): void };

function watchLimits(child: ChildProcess, { timeoutMs, memoryBytesMax }: RunLimits): Watch {
  const watch: Watch = {
    reason: undefined,
    stop(reason) {
      watch.reason ??= reason;
      killGroup(child);
    },
    end() {
      clearTimeout(timer);
      clearInterval(meter);
    },
  };
  const timer = setTimeout(() => watch.stop("time"), timeoutMs);
  const meter = setInterval(async () => {
    const memory = await readMemory(child.pid);
    if (memory > memoryBytesMax) watch.stop("memory");
  }, memoryCheckMs);
  return watch;
}

// Only Linux tells; elsewhere time and output are the limits.
async function readMemory(pid: number | undefined): Promise<number> {
  if (process.platform !== "linux" || pid === undefined) return 0;
  const statm = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0 0");
  return Number(statm.split(" ")[1] ?? 0) * pageBytes;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL"); // the group is gone, or never was
  }
}

function collect(stream: NodeJS.ReadableStream, bytesMax: number, onOverflow: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > bytesMax) onOverflow();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function waitForEnd(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code));
  });
}
