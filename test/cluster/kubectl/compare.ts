import { structuredPatch } from "diff";
import { type Accepted, accepted } from "./accepted.ts";
import { type Printed, runScenario, type Side } from "./run-scenario.ts";
import type { Scenario } from "./scenarios.ts";

/** A command that printed something else on the sandbox; lines with `-` are the real server's, with `+` the sandbox's. */
export type Difference = {
  readonly scenario: string;
  readonly run: string;
  readonly lines: readonly string[];
};

export type Comparison = {
  /** Commands that were compared. */
  readonly commands: number;
  readonly differences: readonly Difference[];
  /** Those that are meant to be there. */
  readonly accepted: readonly (Difference & { readonly reason: string })[];
};

/** Runs the same commands on both servers, one scenario after another. */
export async function compareServers(
  sides: { readonly real: Side; readonly sandbox: Side },
  scenarios: readonly Scenario[],
): Promise<Comparison> {
  const differences: Difference[] = [];
  const allowed: (Difference & { readonly reason: string })[] = [];
  let commands = 0;
  for (const scenario of scenarios) {
    const [real, sandbox] = await Promise.all([
      runScenario(sides.real, scenario, nameSpace()),
      runScenario(sides.sandbox, scenario, nameSpace()),
    ]);
    commands += real.filter(({ step }) => step.compared !== "none").length;
    for (const [index, printed] of real.entries()) {
      const found = toDifference(scenario, printed, sandbox[index]);
      if (found === undefined) continue;
      const reason = toReason(found);
      if (reason === undefined) differences.push(found);
      else allowed.push({ ...found, reason });
    }
  }
  return { commands, differences, accepted: allowed };
}

function nameSpace(): string {
  return `kc-${Math.random().toString(36).slice(2, 8)}`;
}

function toDifference(
  { name }: Scenario,
  real: Printed,
  sandbox: Printed | undefined,
): Difference | undefined {
  const [before, after] = [real.lines.join("\n"), (sandbox?.lines ?? []).join("\n")];
  if (before === after) return undefined;
  const { hunks } = structuredPatch("real", "sandbox", `${before}\n`, `${after}\n`, "", "", { context: 1 });
  return { scenario: name, run: real.step.run, lines: hunks.flatMap(({ lines }) => ["@@", ...lines]) };
}

function toReason(difference: Difference): string | undefined {
  return accepted.find((each) => isAccepted(difference, each))?.reason;
}

function isAccepted(difference: Difference, { scenario, run, lines = /^/ }: Accepted): boolean {
  const changed = difference.lines.filter((line) => /^[+-]/.test(line));
  return (
    (scenario === "*" || scenario === difference.scenario) &&
    run.test(difference.run) &&
    changed.every((line) => /^.(\s*|stderr:)$/.test(line) || lines.test(line.slice(1).trim()))
  );
}

/** Prints a comparison: every difference that is not accepted in full, then the numbers. */
export function formatComparison({ commands, differences, accepted: allowed }: Comparison): string {
  const shown = differences.map(
    ({ scenario, run, lines }) => `### ${scenario}: kubectl ${run}\n${lines.join("\n")}\n`,
  );
  const reasons = allowed.map(({ scenario, run, reason }) => `accepted: ${scenario}: ${run}: ${reason}`);
  const same = commands - differences.length - allowed.length;
  const sum = `${commands} commands: ${same} alike, ${allowed.length} accepted differences, ${differences.length} others`;
  return [...shown, ...reasons, sum, ""].join("\n");
}
