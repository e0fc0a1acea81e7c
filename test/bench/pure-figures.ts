import { join } from "node:path";
import { measurePlanning, type PlanningFigures } from "./planning.ts";
import { runProcess } from "./run-process.ts";
import { measureScripts, type ScriptFigures } from "./scripts.ts";
import { measureVerdicts, type VerdictFigures } from "./verdicts.ts";

/** What is computed without a cluster; each in a process of its own, so that none has warmed the others up. */
export type PureFigures = {
  readonly verdicts: VerdictFigures;
  readonly planning: PlanningFigures;
  readonly scripts: ScriptFigures;
};

const timeoutMs = 120_000;

/** Measures comparisons, plans and scripts; `program` is the built command line. */
export async function measurePure(program: string): Promise<PureFigures> {
  return {
    verdicts: await measureApart("verdicts", program),
    planning: await measureApart("planning", program),
    scripts: await measureApart("scripts", program),
  };
}

async function measureApart<Name extends keyof PureFigures>(
  name: Name,
  program: string,
): Promise<PureFigures[Name]> {
  const args = [join(import.meta.dirname, "pure-figures.ts"), name, program];
  const { output } = await runProcess(process.execPath, args, { timeoutMs });
  return JSON.parse(output);
}

async function main(name: string, program: string): Promise<void> {
  const measures = {
    verdicts: () => measureVerdicts(),
    planning: () => measurePlanning(),
    scripts: async () => await measureScripts(program),
  };
  const measure = Object.entries(measures).find(([each]) => each === name)?.[1];
  if (measure === undefined) throw new Error(`Cannot measure "${name}"`);
  process.stdout.write(JSON.stringify(await measure()));
}

const [script, name, program] = process.argv.slice(1);
if (script === import.meta.filename) await main(name ?? "", program ?? "");
