import type { Impact } from "../../actions/action.ts";
import { createScripts } from "../../adapters/scripts/scripts.ts";
import { formatProblem } from "../../declaration/problem.ts";
import { formatChange } from "../../drift/format-diff.ts";
import { maskPair } from "../../drift/mask.ts";
import { codeOf, messageOf, ReconcileError } from "../../errors.ts";
import { isSecret } from "../../kube/fold.ts";
import type { JsonObject } from "../../kube/json.ts";
import { groupOf } from "../../kube/key.ts";
import type { KubeObject } from "../../kube/object.ts";
import { type ActionScripts, listObjectActions, runObjectAction } from "../../touch/object-actions.ts";
import { toYaml } from "../app/print-document.ts";
import { splitPair } from "../app/sync-body.ts";
import { formatColumns } from "../columns.ts";
import type { CommandContext } from "../command-context.ts";
import { readObjects } from "./read-objects.ts";
import { readSettingsFile } from "./read-settings-file.ts";

export type ActionsOptions = { readonly argocdCmPath?: string; readonly param?: readonly string[] };

/** Runs `outrigger admin settings resource-overrides list-actions`: 0, or 1 where an object could not be read or a script failed. */
export async function runListActions(
  file: string,
  options: ActionsOptions,
  context: CommandContext,
): Promise<number> {
  return await forObjects(file, { options, context }, (object, scripts) => {
    const actions = listObjectActions(object, scripts);
    if (actions.length === 0) return `Actions are not configured for '${kindOf(object)}'\n`;
    const rows = actions.map(({ name, disabled }) => [name, String(disabled)]);
    return formatColumns([["NAME", "DISABLED"], ...rows.toSorted(byName)]);
  });
}

function byName([a = ""]: readonly string[], [b = ""]: readonly string[]): number {
  return a < b ? -1 : 1;
}

/** Runs `outrigger admin settings resource-overrides run-action`: prints what the action would change; writes nothing. */
export async function runRunAction(
  [file, name]: readonly [string, string],
  options: ActionsOptions,
  context: CommandContext,
): Promise<number> {
  const parameters = Object.fromEntries((options.param ?? []).map((each) => splitPair(each, "--param")));
  return await forObjects(file, { options, context }, (object, scripts) => {
    const outcome = runObjectAction(object, { name, parameters, now: Date.now() }, scripts);
    if ("refusal" in outcome) throw new ReconcileError("ACTION_REFUSED", outcome.refusal);
    return outcome.impacts.map((impact) => formatImpact(impact, { object, name })).join("\n");
  });
}

type Acted = { readonly object: KubeObject; readonly name: string };

function formatImpact(impact: Impact, { object, name }: Acted): string {
  if (impact.operation === "create")
    return `Following resource was created:\n\n${toYaml(toShown(impact.object))}`;
  const diff = formatChange(object, impact.object);
  if (diff === "") return `No fields had been changed by action: ${name}\n`;
  return `Following fields have been changed:\n\n${diff}`;
}

function toShown(object: KubeObject): JsonObject {
  return (isSecret(object) ? maskPair({ desired: undefined, live: object }).live : object) ?? {};
}

type Session = { readonly options: ActionsOptions; readonly context: CommandContext };
type ToText = (object: KubeObject, scripts: ActionScripts) => string;

/** One object alone is printed as Argo CD does; several say which is which. What fails for one does not keep others from going on. */
async function forObjects(file: string, { options, context }: Session, toText: ToText): Promise<number> {
  const { out, err } = context.streams;
  const { settings, problems } = await readSettingsFile(options.argocdCmPath);
  for (const problem of problems) err.write(`${problem.severity}: ${formatProblem(problem)}\n`);
  const scripts = createScripts(settings.overrides);
  const actionScripts = { overrides: settings.overrides.actions, lua: scripts.lua };
  try {
    const read = await readObjects([file]);
    const texts = read.map((each) => {
      const answer = "problem" in each ? each : attempt(each.object, actionScripts, toText);
      if ("problem" in answer) err.write(`error: ${answer.problem}\n`);
      return answer;
    });
    out.write(texts.flatMap((each) => ("text" in each ? [toBlock(each, texts.length)] : [])).join("\n"));
    return texts.some((each) => "problem" in each) ? 1 : 0;
  } finally {
    await scripts.close();
  }
}

type Attempt = { readonly text: string; readonly object: KubeObject } | { readonly problem: string };

function attempt(object: KubeObject, scripts: ActionScripts, toText: ToText): Attempt {
  try {
    return { text: toText(object, scripts), object };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return { problem: messageOf(error) };
  }
}

function toBlock({ text, object }: { readonly text: string; readonly object: KubeObject }, count: number) {
  const head = `OBJECT: ${object.apiVersion} ${object.kind} ${object.metadata.name}\n`;
  return count > 1 ? `${head}${text}` : text;
}

function kindOf({ apiVersion, kind }: KubeObject): string {
  return `${groupOf(apiVersion)}/${kind}`;
}
