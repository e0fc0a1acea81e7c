import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ReconcileError } from "../../errors.ts";

export type OfflineOptions = {
  /** The folder of serverless.yml. */
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it prints goes there. */
  readonly logPath: string;
  readonly signal: AbortSignal;
};

/** serverless-offline with all functions, as a process of its own. */
export type OfflineProcess = {
  /** Has the tick function invoked, beside its schedule; false: one is under way, and two would only be in each other's way. */
  tick(): boolean;
  /** Rejects when it ends though nobody asked. */
  readonly crashed: Promise<never>;
  /** Ends it in good order; what does not end in time is killed with all it started. */
  stop(): Promise<void>;
};

const readyMsMax = 120_000;
const stopMsMax = 8_000;
const lastLinesShown = 5;

/**
 * Starts serverless-offline and waits until its functions can be invoked. A channel joins the two processes: it says when they can,
 * and when this process is gone, however it went, serverless-offline ends by itself.
 */
export async function startOffline(options: OfflineOptions): Promise<OfflineProcess> {
  const { project, env, logPath, signal } = options;
  const log = await open(logPath, "w", 0o600);
  const child = spawn(
    process.execPath,
    [join(project, "node_modules", "serverless", "bin", "serverless.js"), "offline"],
    // A group of its own: a terminal's Ctrl-C reaches this process alone, which ends things in their order.
    {
      cwd: project,
      env: { ...env, OUTRIGGER_PARENT: "channel" },
      detached: true,
      stdio: ["ignore", log.fd, log.fd, "ipc"],
    },
  );
  await log.close();
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    await end(child);
  };
  const crashed = once(child, "exit").then(async ([code]) => {
    if (isStopping) return await new Promise<never>(() => undefined);
    throw await toCrash(code, logPath);
  });
  crashed.catch(() => undefined); // told to whoever waits for it
  try {
    await Promise.race([waitUntilReady(child, signal), crashed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { tick: createTick(child), crashed, stop };
}

/** serverless-offline begins with a tick of its own. */
function createTick(child: ChildProcess): () => boolean {
  let isUnderWay = true;
  child.on("message", (message) => {
    if (message === "ticked") isUnderWay = false;
  });
  return () => {
    if (isUnderWay || !child.connected) return false;
    isUnderWay = true;
    child.send("tick");
    return true;
  };
}

async function waitUntilReady(child: ChildProcess, signal: AbortSignal): Promise<void> {
  const tooLate = AbortSignal.timeout(readyMsMax);
  try {
    await once(child, "message", { signal: AbortSignal.any([signal, tooLate]) });
  } catch (cause) {
    if (signal.aborted) throw cause;
    const message = `Cannot start serverless-offline: it was not ready after ${readyMsMax / 1_000} s`;
    throw new ReconcileError("CONFIG_INVALID", message, { cause });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  const group = -child.pid;
  const timer = setTimeout(() => killGroup(group), stopMsMax);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
}

function killGroup(group: number): void {
  try {
    process.kill(group, "SIGKILL");
  } catch {
    // it is gone by now
  }
}

async function toCrash(code: unknown, logPath: string): Promise<ReconcileError> {
  const text = await readFile(logPath, "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const last = lines.slice(-lastLinesShown).join("\n");
  const message = `serverless-offline ended by itself (exit code ${String(code)}); all it said is in ${logPath}, at last:\n${last}`;
  return new ReconcileError("CONFIG_INVALID", message);
}
