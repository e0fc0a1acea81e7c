import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";

/** What a git program is started with. */
export type GitCommand = {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** What came of it. */
export type GitOutput = { readonly code: number; readonly stdout: Buffer; readonly stderr: string };

const agent = new Agent({ keepAlive: true });
let helper: Promise<number> | undefined;

/**
 * Runs git and gives its output, whatever its exit code. A small process starts it: a process of many megabytes takes ten times
 * as long to start a program, and stands still meanwhile; tests start thousands.
 */
export async function runGit(command: GitCommand, input: Buffer = Buffer.alloc(0)): Promise<GitOutput> {
  helper ??= startHelper();
  const port = await helper;
  const head = Buffer.from(`${JSON.stringify(command)}\n`);
  return await new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", method: "POST", agent });
    asked.on("error", reject);
    asked.on("response", (answer) => {
      const code = Number(answer.headers["x-code"]);
      const stderr = decodeURIComponent(String(answer.headers["x-stderr"] ?? ""));
      answer.toArray().then((chunks) => resolve({ code, stderr, stdout: Buffer.concat(chunks) }), reject);
    });
    asked.end(Buffer.concat([head, input]));
  });
}

/** Starts the small process, which ends with this one; gives its port. */
async function startHelper(): Promise<number> {
  const script = join(import.meta.dirname, "git-helper-process.ts");
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  child.unref();
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref();
  return Number(String(port));
}
