import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ReconcileError } from "../../errors.ts";

const run = promisify(execFile);
const outputBytesMax = 64 * 1024 * 1024;
const programMsMax = 120_000;

/** Nothing of this user's own configuration of Git gets in, and nobody is asked for a password. */
export function toGitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    PATH: env["PATH"],
    HOME: env["HOME"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}

/** Runs git and gives what it prints, without white space around. Throws CONFIG_INVALID with what git says. */
export async function runGit(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout } = await run("git", [...args], {
      env,
      maxBuffer: outputBytesMax,
      timeout: programMsMax,
    });
    return stdout.trim();
  } catch (error) {
    throw toGitError(args, error);
  }
}

/** Makes sure that git is there and can serve repositories over HTTP. Throws TOOL_MISSING. */
export async function requireGit(env: NodeJS.ProcessEnv): Promise<void> {
  const folder = await runGit(["--exec-path"], env);
  const backend = join(folder, "git-http-backend");
  await access(backend, constants.X_OK).catch((cause: unknown) => {
    const message = `Cannot serve Git over HTTP: ${backend} is not there; install the whole of Git (some systems have it as git-daemon)`;
    throw new ReconcileError("TOOL_MISSING", message, { cause });
  });
}

function toGitError(args: readonly string[], cause: unknown): ReconcileError {
  if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") {
    const message =
      "Cannot run git: there is none on the PATH; install Git 2.28 or later: https://git-scm.com/downloads";
    return new ReconcileError("TOOL_MISSING", message, { cause });
  }
  const stderr = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : String(cause);
  const reason = stderr.trim().split("\n").at(-1) ?? "";
  return new ReconcileError("CONFIG_INVALID", `Cannot run git ${args[0]}: ${reason}`, { cause });
}
