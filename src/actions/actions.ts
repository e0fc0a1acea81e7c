/**
 * Actions: what a person may have done to one live object beside its delivery: restart, scale, pause, promote.
 *
 * In:  a live object, the actions built in and those of `argocd-cm`, and what scripts answered (rooms run none).
 * Out: the actions it has now, and what one of them changes: objects to patch or to create.
 *
 * The rules, in order:
 * 1. Actions of the settings stand before those built in, and in their place unless they say `mergeBuiltinActions`.
 * 2. An action that makes no sense now is shown and disabled; a disabled one is not run.
 * 3. A parameter that is not known, or is needed and missing, is refused by name.
 * 4. What an action gives back is compared with the object: only the difference is sent. A script cannot tell an empty list from
 *    an empty map, so what was one before stays one.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/resource_actions/
 */
import { groupOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ActionOutcome, ActionRun, ResourceAction } from "./action.ts";
import { type BuiltInAction, builtInActions } from "./built-in-actions.ts";
import { changeObject } from "./change-object.ts";

/** Gives the actions that are built in for an object, as they are now. */
export function listBuiltIn(object: KubeObject): readonly ResourceAction[] {
  return findBuiltIn(object).map((action) => toShown(action, object));
}

/** Lays the actions of the settings over those built in: the first of a name counts. */
export function mergeActions(
  own: readonly ResourceAction[],
  builtIn: readonly ResourceAction[],
): readonly ResourceAction[] {
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...builtIn.filter(({ name }) => !names.has(name))];
}

/** Runs an action that is built in; undefined: the object's kind has none of this name. */
export function runBuiltIn(object: KubeObject, run: ActionRun): ActionOutcome | undefined {
  const action = findBuiltIn(object).find(({ name }) => name === run.name);
  if (action === undefined) return undefined;
  const refusal = checkRun(toShown(action, object), run);
  return refusal === undefined ? changeObject(action, object, run) : { refusal };
}

/** Says why an action may not be run as it is asked for; undefined: it may. */
export function checkRun(action: ResourceAction, { name, parameters }: ActionRun): string | undefined {
  if (action.disabled)
    return `Cannot run the action ${name}: it makes no sense in the object's present state`;
  const known = action.params ?? [];
  const strange = Object.keys(parameters).filter(
    (each) => !known.some((parameter) => parameter.name === each),
  );
  if (strange.length > 0) {
    const names = known.map((parameter) => parameter.name).join(", ") || "none";
    return `Cannot run the action ${name}: it has no parameter ${strange.join(", ")} (there are: ${names})`;
  }
  const missing = known.filter((each) => each.default === undefined && parameters[each.name] === undefined);
  if (missing.length === 0) return undefined;
  return `Cannot run the action ${name}: give its parameter ${missing.map((each) => each.name).join(", ")}`;
}

/** Says that an object has no action of a name, and which it has. */
export function refuseUnknown(name: string, actions: readonly ResourceAction[]): ActionOutcome {
  const names = actions.map((action) => action.name).join(", ") || "none";
  return { refusal: `Cannot run the action ${name}: the object has no such action (there are: ${names})` };
}

function findBuiltIn({ apiVersion, kind }: KubeObject): readonly BuiltInAction[] {
  const key = `${groupOf(apiVersion)}/${kind}`;
  return builtInActions.filter(({ kinds }) => kinds.includes(key));
}

function toShown(action: BuiltInAction, object: KubeObject): ResourceAction {
  const { name, displayName, iconClass, params } = action;
  return {
    name,
    disabled: action.disabledWhen?.(object) ?? false,
    ...(displayName === undefined ? {} : { displayName }),
    ...(iconClass === undefined ? {} : { iconClass }),
    ...(params === undefined ? {} : { params }),
  };
}
