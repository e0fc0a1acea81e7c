import { readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { invalid, required, unsupported } from "./causes.ts";
import { schedule, timeZone } from "./cron.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { selector } from "./metadata.ts";
import { podTemplate } from "./pod.ts";
import { all, below, fields, is, isEmpty } from "./rules.ts";
import { checkSelected } from "./selects.ts";

const counts: Rule = fields({
  parallelism: is.atLeast(0),
  completions: is.atLeast(0),
  activeDeadlineSeconds: is.atLeast(0),
  backoffLimit: is.atLeast(0),
  ttlSecondsAfterFinished: is.atLeast(0),
  backoffLimitPerIndex: is.atLeast(0),
  maxFailedIndexes: is.atLeast(0),
  completionMode: is.oneOf("NonIndexed", "Indexed"),
});

const indexed: Rule = (at) => {
  const { completionMode, completions, backoffLimitPerIndex } = asObject(at.value);
  if (completionMode === "Indexed") {
    const isOpen = completions === undefined;
    return isOpen ? [required(`${at.path}.completions`, "when completion mode is Indexed")] : [];
  }
  const isPlain = completionMode === undefined || completionMode === "NonIndexed";
  if (backoffLimitPerIndex === undefined || !isPlain) return [];
  return [invalid(below(at, "backoffLimitPerIndex"), "requires indexed completion mode")];
};

/** Pods of a job end. */
const ending: Rule = (at) => {
  const policy = below(at, "template", "spec", "restartPolicy");
  const { value } = policy;
  if (value === "OnFailure" || value === "Never") return [];
  if (!isEmpty(value) && value !== "Always") return [unsupported(policy, ["OnFailure", "Never"])];
  return [required(policy.path, 'valid values: "OnFailure", "Never"')];
};

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/batch/validation/validation.go
const jobSpec: Rule = all(
  counts,
  indexed,
  (at) => {
    const isRuled = readField(at.value, "podFailurePolicy") !== undefined;
    const known = isRuled ? ["Failed"] : ["Failed", "TerminatingOrFailed"];
    return is.oneOf(...known)(below(at, "podReplacementPolicy"));
  },
  (at) => podTemplate({ path: `${at.path}.template`, value: readField(at.value, "template") ?? {} }),
  ending,
);

/** A job's selector is made for it. */
const job: Rule = all(jobSpec, fields({ selector }), (at) =>
  readField(at.value, "selector") === undefined ? [] : checkSelected(at),
);

/** A job's own name ends up in its pods' host names. */
const indexedName: Rule = (at) => {
  const { completionMode, completions } = toSpec(at);
  const name = String(readField(at.value, "metadata", "name") ?? "");
  const host = `${name}-${Number(completions) - 1}`;
  const isFine =
    completionMode !== "Indexed" || !(Number(completions) > 0) || formats.label(host).length === 0;
  const field: At = { path: "metadata.name", value: name };
  return isFine ? [] : [invalid(field, `will not able to create pod with invalid DNS label: ${host}`)];
};

function toSpec(at: At) {
  return asObject(readField(at.value, "spec"));
}

const template: Rule = (at) => {
  const spec = below(at, "spec");
  const { selector: own, manualSelector } = asObject(spec.value);
  return [
    ...jobSpec({ path: spec.path, value: spec.value ?? {} }),
    ...(own === undefined ? [] : [invalid(below(spec, "selector"), "`selector` will be auto-generated")]),
    ...(manualSelector === true ? [unsupported(below(spec, "manualSelector"), ["nil", "false"])] : []),
  ];
};

const cronJob: Rule = (at) =>
  fields({
    schedule: [is.given(), schedule],
    startingDeadlineSeconds: is.atLeast(0),
    timeZone,
    concurrencyPolicy: is.oneOf("Allow", "Forbid", "Replace"),
    jobTemplate: template,
    successfulJobsHistoryLimit: is.atLeast(0),
    failedJobsHistoryLimit: is.atLeast(0),
  })({ path: at.path, value: { jobTemplate: {}, ...toObject(at) } });

function toObject({ value }: At) {
  return asObject(value);
}

/** Its jobs' names end in eleven characters more. */
const shortName: Rule = (at) => {
  const name = String(readField(at.value, "metadata", "name") ?? "");
  return name.length > 52
    ? [invalid({ path: "metadata.name", value: name }, "must be no more than 52 characters")]
    : [];
};

/** The rules of kinds whose pods end, by group and kind. */
export const batchRules: Readonly<Record<string, Rule>> = {
  "batch/Job": all(fields({ spec: job }), indexedName),
  "batch/CronJob": all(fields({ spec: cronJob }), shortName),
};
