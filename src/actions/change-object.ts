import type { Json, JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { formatTime } from "../kube/time.ts";
import type { ActionOutcome, ActionRun } from "./action.ts";
import type { BuiltInAction } from "./built-in-actions.ts";
import type { Change, NewValue } from "./change.ts";
import { makeEndOfJob, makeJob, makeWorkflow } from "./make-jobs.ts";
import { makeNextStep, makeSwitchover } from "./make-progress.ts";
import { withField } from "./set-field.ts";

type Made = (object: KubeObject, run: ActionRun) => ActionOutcome;

const makers: Readonly<Record<Extract<Change, { make: string }>["make"], Made>> = {
  job: makeJob,
  endOfJob: makeEndOfJob,
  workflow: makeWorkflow,
  nextStep: makeNextStep,
  switchover: makeSwitchover,
};

/** Does what a built-in action does to a copy of an object. */
export function changeObject(action: BuiltInAction, object: KubeObject, run: ActionRun): ActionOutcome {
  const { change, params = [] } = action;
  const defaults = params.flatMap((each) => (each.default === undefined ? [] : [[each.name, each.default]]));
  const given = { ...run, parameters: { ...Object.fromEntries(defaults), ...run.parameters } };
  if ("make" in change) return makers[change.make](object, given);
  let next: JsonObject = object;
  for (const [path, to] of change.set) {
    const value = toValue(to, given);
    if ("refusal" in value) return value;
    next = withField(next, toNames(path), value.value);
  }
  return { impacts: [{ operation: "patch", object: { ...object, ...next } }] };
}

type Value = { readonly value: Json | undefined } | { readonly refusal: string };

function toValue(to: NewValue, run: ActionRun): Value {
  if (to === "now") return { value: formatTime(run.now) };
  if (to === "gone") return { value: undefined };
  if ("value" in to) return to;
  const text = run.parameters[to.parameter] ?? "";
  if (!/^\d{1,9}$/.test(text)) {
    const rule = "must be a whole number from 0";
    return {
      refusal: `Cannot run the action ${run.name}: ${to.parameter} ${rule}: ${JSON.stringify(text.slice(0, 80))}`,
    };
  }
  return { value: to.as === "count" ? Number(text) : text };
}

function toNames(path: string): readonly string[] {
  return path
    .slice(1)
    .split(".")
    .map((name) => name.replaceAll("\u2024", "."));
}
