import { isObject, type JsonObject, readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { formatTime } from "../kube/time.ts";
import { asList, asObject } from "../kube/values.ts";
import type { ActionOutcome, ActionRun } from "./action.ts";
import { mapAt, withField } from "./set-field.ts";

/** Makes a Job of a CronJob, as `kubectl create job --from` does. */
export function makeJob(cronJob: KubeObject, { now }: ActionRun): ActionOutcome {
  const { metadata } = cronJob;
  const template = mapAt(cronJob, "spec", "jobTemplate", "metadata");
  const annotations = asObject(template["annotations"]);
  const owner = { ...toOwner(cronJob), blockOwnerDeletion: true, controller: true };
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      ...template,
      ...toPlace(cronJob, `${metadata.name.slice(0, 52)}-${toStamp(now).slice(2)}`),
      annotations: { ...annotations, "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [owner],
    },
    spec: mapAt(cronJob, "spec", "jobTemplate", "spec"),
  };
  return { impacts: [{ operation: "create", object: job }] };
}

/** Ends a Job for good: its controller takes the condition for a failure, and its pods go. */
export function makeEndOfJob(job: KubeObject, { now }: ActionRun): ActionOutcome {
  const conditions = readField(job, "status", "conditions");
  const condition = {
    type: "FailureTarget",
    status: "True",
    reason: "ManuallyTerminated",
    message: "Job was terminated by a person",
    lastTransitionTime: formatTime(now),
  };
  const present = asList(conditions);
  const object = { ...job, ...withField(job, ["status", "conditions"], [...present, condition]) };
  return { impacts: [{ operation: "patch", object }] };
}

/** Makes a Workflow of a CronWorkflow or a WorkflowTemplate, as `argo submit --from` does. */
export function makeWorkflow(source: KubeObject, { now }: ActionRun): ActionOutcome {
  const { metadata, kind } = source;
  const isCron = kind === "CronWorkflow";
  const wanted = mapAt(source, "spec", "workflowMetadata");
  const instance = metadata.labels?.[instanceLabel];
  const labels = {
    ...(isCron && isObject(wanted["labels"]) ? toTexts(wanted["labels"]) : {}),
    [`workflows.argoproj.io/${isCron ? "cron-workflow" : "workflow-template"}`]: metadata.name,
    ...(instance === undefined ? {} : { [instanceLabel]: instance }),
  };
  const annotations =
    isCron && isObject(wanted["annotations"]) ? { annotations: toTexts(wanted["annotations"]) } : {};
  const object = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Workflow",
    metadata: {
      ...toPlace(source, `${metadata.name}-${toStamp(now)}`),
      labels,
      ...annotations,
      ownerReferences: [toOwner(source)],
    },
    spec: isCron ? mapAt(source, "spec", "workflowSpec") : { workflowTemplateRef: { name: metadata.name } },
  };
  return { impacts: [{ operation: "create", object }] };
}

const instanceLabel = "workflows.argoproj.io/controller-instanceid";

function toPlace({ metadata }: KubeObject, name: string) {
  return metadata.namespace === undefined ? { name } : { name, namespace: metadata.namespace };
}

function toOwner({ apiVersion, kind, metadata }: KubeObject) {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? "" };
}

/** The minute, which keeps two by mistake apart from two on purpose. */
function toStamp(now: number): string {
  return new Date(now).toISOString().replaceAll(/\D/g, "").slice(0, 12);
}

function toTexts(map: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, String(value)]));
}
