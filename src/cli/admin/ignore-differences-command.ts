import { createScripts, type Scripts } from "../../adapters/scripts/scripts.ts";
import { formatProblem } from "../../declaration/problem.ts";
import { formatDiff } from "../../drift/format-diff.ts";
import { type IgnoreContext, toIgnored } from "../../drift/ignore-rules.ts";
import { removeFields } from "../../drift/prune.ts";
import { formatKey, toRef } from "../../kube/key.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import type { CommandContext } from "../command-context.ts";
import { readObjects } from "./read-objects.ts";
import { readSettingsFile } from "./read-settings-file.ts";

export type IgnoreOptions = { readonly argocdCmPath?: string };

/** Runs `outrigger admin settings resource-overrides ignore-differences`: 0, or 1 where something could not be read or run. */
export async function runIgnoreDifferences(
  paths: readonly string[],
  options: IgnoreOptions,
  { streams }: CommandContext,
): Promise<number> {
  const { settings, problems } = await readSettingsFile(options.argocdCmPath);
  const troubles = problems.map((problem) => `${problem.severity}: ${formatProblem(problem)}`);
  const scripts = createScripts(settings.overrides);
  try {
    const read = await readObjects(paths);
    const failures: string[] = [];
    const context = {
      ignore: settings.comparison.ignoreRules,
      knownTypes: settings.comparison.knownTypes,
      select: (side: KubeObject, expressions: readonly string[]) =>
        expressions.flatMap((expression) => select({ scripts, failures }, expression, side)),
    };
    const texts = read.map((each) => {
      if ("object" in each) return formatIgnored(each.object, context);
      failures.push(each.problem);
      return "";
    });
    streams.out.write(texts.filter((text) => text !== "").join("\n"));
    for (const trouble of troubles) streams.err.write(`${trouble}\n`);
    for (const failure of new Set(failures)) streams.err.write(`error: ${failure}\n`);
    return failures.length > 0 ? 1 : 0;
  } finally {
    await scripts.close();
  }
}

type Selecting = { readonly scripts: Scripts; readonly failures: string[] };

function select(
  { scripts, failures }: Selecting,
  expression: string,
  side: KubeObject,
): readonly (readonly string[])[] {
  const answer = scripts.jq(expression, side);
  if ("paths" in answer) return answer.paths.map((path) => path.map(String));
  failures.push(answer.problem);
  return [];
}

/** The object with and without what is ignored, as a diff. */
function formatIgnored(object: KubeObject, context: IgnoreContext): string {
  const key = formatKey(toRef(object));
  const ignored = toIgnored(context, toRef(object), { desired: object, live: object });
  const diff = ignored === undefined ? "" : formatDiff(without(object, ignored.pathsOf(object)), object);
  if (diff === "") return `No fields of ${key} are ignored\n`;
  return `Following fields of ${key} are ignored:\n\n${diff}`;
}

function without(object: KubeObject, paths: Parameters<typeof removeFields>[1]): KubeObject {
  const { metadata, ...left } = removeFields(object, paths);
  const { apiVersion, kind } = object;
  const kept = asObject(metadata);
  return { ...left, apiVersion, kind, metadata: { ...kept, name: object.metadata.name } };
}
