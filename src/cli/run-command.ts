import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane } from "../application/control-plane.ts";
import { messageOf } from "../errors.ts";
import { openLocal } from "../local/open-local.ts";
import { type CommandContext, onSignals, readControlPlane, toViewOptions } from "./command-context.ts";
import { runDry } from "./dry-run.ts";
import { formatRun } from "./format-run.ts";
import { toExitCode } from "./run-item.ts";
import type { RunOptions } from "./run-options.ts";
import { runRound } from "./run-round.ts";

/** Runs `outrigger run`, once or until a signal; gives the exit code. */
export async function runRun(options: RunOptions, context: CommandContext): Promise<number> {
  const declared = await readControlPlane(options.apps, context);
  if (declared.applications.length === 0) {
    context.streams.err.write(`error: Cannot run: there is no Application in ${options.apps.join(", ")}\n`);
    return 2;
  }
  if (options.dryRun) return await runDry(declared, options, context);
  return await runRounds(declared, options, context);
}

async function runRounds(
  declared: ControlPlane,
  options: RunOptions,
  context: CommandContext,
): Promise<number> {
  let controlPlane = declared;
  const local = await openLocal({
    ...toViewOptions(context, options),
    stateFolder: options.state,
    controlPlane: () => controlPlane,
  });
  // The first signal lets the present round end.
  const stop = options.once === true ? AbortSignal.abort() : onSignals("SIGINT", "SIGTERM");
  try {
    for (;;) {
      const items = await runRound(controlPlane, local, { options, context });
      context.streams.out.write(formatRun(items, options.output));
      if (!stop.aborted) await pause(options.interval, stop);
      if (stop.aborted) return toExitCode(controlPlane, items);
      controlPlane = await readAgain(controlPlane, options, context);
    }
  } finally {
    await local.close();
  }
}

async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

/** Files that cannot be read for a moment do not end a run: the last good ones stay. */
async function readAgain(
  last: ControlPlane,
  options: RunOptions,
  context: CommandContext,
): Promise<ControlPlane> {
  try {
    return await readControlPlane(options.apps, context);
  } catch (error) {
    context.streams.err.write(`error: ${messageOf(error)}\n`);
    return last;
  }
}
