import { createScripts } from "../../adapters/scripts/scripts.ts";
import { formatProblem } from "../../declaration/problem.ts";
import type { Assess } from "../../health/health.ts";
import { createAssess } from "../../health/overrides.ts";
import { readField } from "../../kube/json.ts";
import { asText } from "../../kube/values.ts";
import type { CommandContext } from "../command-context.ts";
import { type ReadObject, readObjects } from "./read-objects.ts";
import { readSettingsFile } from "./read-settings-file.ts";

export type HealthOptions = { readonly argocdCmPath?: string; readonly output: string };

type HealthLine = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for a kind that has no health. */
  readonly status: string;
  readonly message: string;
};

/** Runs `outrigger admin settings resource-overrides health`: 0, or 1 where an object could not be read. */
export async function runHealth(
  paths: readonly string[],
  options: HealthOptions,
  { streams }: CommandContext,
): Promise<number> {
  const { settings, problems } = await readSettingsFile(options.argocdCmPath);
  for (const problem of problems) streams.err.write(`${problem.severity}: ${formatProblem(problem)}\n`);
  const scripts = createScripts(settings.overrides);
  try {
    const read = await readObjects(paths);
    const assess = createAssess(settings.overrides.health, scripts);
    const lines = read.map((each) => toLine(each, assess));
    streams.out.write(options.output === "json" ? `${JSON.stringify(lines, null, 2)}\n` : formatLines(lines));
    return read.some((each) => "problem" in each) ? 1 : 0;
  } finally {
    await scripts.close();
  }
}

function toLine(read: ReadObject, assess: Assess): HealthLine {
  if ("problem" in read) {
    const text = (...path: readonly string[]) => {
      const value = readField(read.json, ...path);
      return asText(value);
    };
    const identity = { apiVersion: text("apiVersion"), kind: text("kind"), name: text("metadata", "name") };
    return { ...identity, status: "Unknown", message: read.problem };
  }
  const { apiVersion, kind, metadata } = read.object;
  const health = assess(read.object);
  const identity = { apiVersion, kind, name: metadata.name };
  if (health === undefined) return { ...identity, status: "", message: `${kind} has no health` };
  return { ...identity, status: health.status, message: health.message ?? "" };
}

/** One object alone is printed as Argo CD does; several say which is which. */
function formatLines(lines: readonly HealthLine[]): string {
  const blocks = lines.map(({ apiVersion, kind, name, status, message }) => {
    const head = lines.length > 1 ? `OBJECT: ${apiVersion} ${kind} ${name}\n` : "";
    return `${head}STATUS: ${status}\nMESSAGE: ${message}\n`;
  });
  return blocks.join("\n");
}
