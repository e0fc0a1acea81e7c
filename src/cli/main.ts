import { CommanderError } from "commander";
import { messageOf, ReconcileError } from "../errors.ts";
import { createProgram } from "./program.ts";
import { toArguments } from "./start/kubectl-arguments.ts";

/** Exit code of wrong flags, files or surroundings. */
const badInput = 2;

// Whoever read the output has left (`outrigger diff app.yaml | head`), so nobody is there to be told more.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const program = createProgram(process, (exitCode) => {
  process.exitCode = exitCode;
});
try {
  await program.parseAsync(toArguments(process.argv));
} catch (error) {
  process.exitCode = explain(error, program.opts().verbose === true);
}

/** Says what went wrong in one sentence; the causes only where they are asked for. */
function explain(error: unknown, isVerbose: boolean): number {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badInput;
  process.stderr.write(`error: ${messageOf(error)}\n`);
  if (isVerbose) process.stderr.write(`${formatCauses(error)}\n`);
  else if (!(error instanceof ReconcileError))
    process.stderr.write(
      "This is a defect of outrigger: run again with --verbose and report what it prints\n",
    );
  return badInput;
}

function formatCauses(error: unknown): string {
  const causesMax = 10;
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error && lines.length < causesMax; cause = cause.cause) {
    lines.push(cause.stack ?? cause.message);
  }
  return lines.join("\ncaused by: ");
}
