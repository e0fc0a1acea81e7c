import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { CommanderError } from "commander";
import { onTestFinished } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { codeOf } from "../../src/errors.ts";

/** What a command printed, and how it ended: the exit code that was told, or the code of what was thrown. */
export type Ended = {
  readonly exitCode: number | undefined;
  readonly error: string | undefined;
  readonly message: string;
  readonly out: string;
  readonly err: string;
};

/** Runs a command line in this process, with streams and an environment of its own. */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const out = new TextSink();
  const err = new TextSink();
  let exitCode: number | undefined;
  const home = await makeFolder();
  const program = createProgram({ env: { HOME: home, ...env }, stdout: out, stderr: err }, (code) => {
    exitCode = code;
  });
  const ended = await program.parseAsync(["node", "outrigger", ...args]).then(
    () => ({ error: undefined, message: "" }),
    (error: unknown) => ({ error: toCode(error), message: String(error) }),
  );
  return { exitCode, ...ended, out: out.text, err: err.text };
}

function toCode(error: unknown): string {
  if (error instanceof CommanderError) return error.code;
  return codeOf(error) ?? `UNEXPECTED ${String(error)}`;
}

/** Collects what is written to it. */
export class TextSink extends PassThrough {
  text = "";
  isTTY = false;
  columns = 80;

  constructor() {
    super();
    this.on("data", (chunk) => {
      this.text += String(chunk);
    });
  }
}

/** Makes a folder that is removed when the test is over. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
