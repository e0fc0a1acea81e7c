import { formatProblem } from "../../declaration/problem.ts";
import type { CommandContext } from "../command-context.ts";
import { readSettingsFile } from "./read-settings-file.ts";

export type ValidateOptions = { readonly argocdCmPath: string; readonly output: string };

/** Runs `outrigger admin settings validate`: 0, or 1 where a key has an error; a key without effect is a warning. */
export async function runValidate(options: ValidateOptions, { streams }: CommandContext): Promise<number> {
  const { problems, settings, keys, read } = await readSettingsFile(options.argocdCmPath);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (options.output === "json") {
    streams.out.write(`${JSON.stringify({ read, problems, settings }, null, 2)}\n`);
    return errors > 0 ? 1 : 0;
  }
  for (const key of read) streams.out.write(`read: ${key}\n`);
  for (const problem of problems) streams.out.write(`${problem.severity}: ${formatProblem(problem)}\n`);
  const { health, actions } = settings.overrides;
  streams.out.write(
    `${read.length} of ${keys.length} keys are read, ${errors} errors; ${health.length} health and ${actions.length} action overrides\n`,
  );
  return errors > 0 ? 1 : 0;
}
