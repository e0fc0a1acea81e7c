import { type ErrorCode, ReconcileError } from "../../errors.ts";
import type { ToolRun } from "../../render/tool-run.ts";
import type { PrivateDirectory } from "./private-directory.ts";
import type { ProgramEnd, RunLimits } from "./run-program.ts";

const messageCharsMax = 4_000;

/** Makes the error of a run that failed: the tool's own words, with repository paths instead of private ones. */
export function toToolError(
  run: ToolRun,
  end: ProgramEnd,
  context: { readonly directory: PrivateDirectory; readonly limits: RunLimits },
): ReconcileError {
  const action = `Cannot render ${run.directory || "the repository's root"} with ${run.tool}`;
  if (end.stopped !== undefined) return toLimitError(action, end.stopped, context.limits);
  const words = cleanMessage(end.stderr, context.directory) || `it ended with exit code ${end.exitCode}`;
  return toError("RENDER_FAILED", `${action}: ${words}`);
}

function toLimitError(
  action: string,
  stopped: NonNullable<ProgramEnd["stopped"]>,
  limits: RunLimits,
): ReconcileError {
  const reasons = {
    time: `it did not end within ${limits.timeoutMs / 1_000} seconds`,
    output: `it printed more than ${limits.outputBytesMax} bytes`,
    memory: `it used more than ${limits.memoryBytesMax} bytes of memory`,
  };
  return toError("LIMIT_EXCEEDED", `${action}: ${reasons[stopped]}`);
}

function toError(code: ErrorCode, message: string): ReconcileError {
  return new ReconcileError(code, message);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const controlCharacters = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Removes private paths, colours and control characters; of a long text the end is kept, where tools say what was wrong. */
function cleanMessage(text: string, directory: PrivateDirectory): string {
  const clean = text
    .replace(controlCharacters, "")
    .replaceAll(`${directory.files}/`, "")
    .replaceAll(directory.files, ".")
    .replaceAll(directory.path, "")
    .trim()
    .replace(/^error: /i, "")
    .replace(/(?<=[^\s.])\.$/, "");
  return clean.length > messageCharsMax ? `… ${clean.slice(-messageCharsMax)}` : clean;
}
