import type { ActionOutcome, ActionRun, ResourceAction } from "../actions/action.ts";
import { checkRun, listBuiltIn, mergeActions, refuseUnknown, runBuiltIn } from "../actions/actions.ts";
import { findActionOverride } from "../actions/find-override.ts";
import { readDiscovery, readImpacts } from "../actions/scripted-actions.ts";
import { ReconcileError } from "../errors.ts";
import type { HealthScripts } from "../health/health-scripts.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ActionOverride } from "../settings/override-settings.ts";

/** The actions of the settings, and what runs their scripts. */
export type ActionScripts = {
  readonly overrides: readonly ActionOverride[];
  readonly lua: HealthScripts["lua"];
};

/** Lists the actions that an object has now, those of the settings first. Throws ACTION_REFUSED where a discovery script fails. */
export function listObjectActions(object: KubeObject, scripts: ActionScripts): readonly ResourceAction[] {
  const override = findActionOverride(scripts.overrides, object);
  const builtIn = listBuiltIn(object);
  if (override === undefined) return builtIn;
  const own = discover(override, object, scripts);
  return override.mergesBuiltIn ? mergeActions(own, builtIn) : own;
}

function discover(
  override: ActionOverride,
  object: KubeObject,
  { lua }: ActionScripts,
): readonly ResourceAction[] {
  const result = lua({ lua: override.discovery, useOpenLibs: false }, object);
  const read = "problem" in result ? result : readDiscovery(result.value);
  if ("value" in read) return read.value;
  const { group, kind } = override;
  const name = `discovery.lua of ${group === "" ? kind : `${group}_${kind}`}`;
  throw new ReconcileError("ACTION_REFUSED", `Cannot list actions: ${name}: ${read.problem}`);
}

/** Works out what an action changes; nothing is written. Throws what listObjectActions throws. */
export function runObjectAction(object: KubeObject, run: ActionRun, scripts: ActionScripts): ActionOutcome {
  const actions = listObjectActions(object, scripts);
  const action = actions.find(({ name }) => name === run.name);
  if (action === undefined) return refuseUnknown(run.name, actions);
  const refusal = checkRun(action, run);
  if (refusal !== undefined) return { refusal };
  const override = findActionOverride(scripts.overrides, object);
  const definition = override?.definitions.find(({ name }) => name === run.name);
  if (definition !== undefined) return runScript(definition, object, { run, action, lua: scripts.lua });
  return (
    runBuiltIn(object, run) ?? { refusal: `Cannot run the action ${run.name}: the settings do not define it` }
  );
}

type ScriptRun = {
  readonly run: ActionRun;
  readonly action: ResourceAction;
  readonly lua: HealthScripts["lua"];
};

function runScript(
  definition: ActionOverride["definitions"][number],
  object: KubeObject,
  { run, action, lua }: ScriptRun,
): ActionOutcome {
  const defaults = (action.params ?? []).flatMap((each) =>
    each.default === undefined ? [] : [[each.name, each.default] as const],
  );
  const parameters = { ...Object.fromEntries(defaults), ...run.parameters };
  const result = lua({ lua: definition.lua, useOpenLibs: false, parameters }, object);
  const read = "problem" in result ? result : readImpacts(result.value, object);
  if ("value" in read) return { impacts: read.value };
  return { refusal: `Cannot run the action ${definition.name}: ${read.problem}` };
}
