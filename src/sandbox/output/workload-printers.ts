import { type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { ageOf, formatDuration, toAge } from "./age.ts";
import { containerCells, countAt, itemsAt, numberAt, textAt } from "./cell-texts.ts";
import { type Cell, type Printer, parseColumns } from "./column.ts";
import { toLabelText, toSelectorCell } from "./selector-texts.ts";

const template = ["spec", "template", "spec"] as const;
const images = "Containers*|Images*";

function readyOf(object: KubeObject): string {
  return `${numberAt(object, "status.readyReplicas")}/${numberAt(object, "spec.replicas")}`;
}

function replicaCells(object: KubeObject, now: Date): readonly Cell[] {
  return [
    object.metadata.name,
    numberAt(object, "spec.replicas"),
    numberAt(object, "status.replicas"),
    numberAt(object, "status.readyReplicas"),
    ageOf(object, now),
    ...containerCells(readField(object, ...template)),
  ];
}

/** Printers of what runs pods, by group and plural. */
export const workloadPrinters: Readonly<Record<string, Printer>> = {
  "apps/deployments": {
    columns: parseColumns(`Name|Ready|Up-to-date|Available|Age|${images}|Selector*`),
    cells: (object, now) => [
      object.metadata.name,
      readyOf(object),
      numberAt(object, "status.updatedReplicas"),
      numberAt(object, "status.availableReplicas"),
      ageOf(object, now),
      ...containerCells(readField(object, ...template)),
      toSelectorCell(readField(object, "spec", "selector")),
    ],
  },
  "apps/replicasets": {
    columns: parseColumns(`Name|Desired:integer|Current:integer|Ready:integer|Age|${images}|Selector*`),
    cells: (object, now) => [
      ...replicaCells(object, now),
      toSelectorCell(readField(object, "spec", "selector")),
    ],
  },
  "/replicationcontrollers": {
    columns: parseColumns(`Name|Desired:integer|Current:integer|Ready:integer|Age|${images}|Selector*`),
    cells: (object, now) => [
      ...replicaCells(object, now),
      toLabelText(readField(object, "spec", "selector")),
    ],
  },
  "apps/statefulsets": {
    columns: parseColumns(`Name|Ready|Age|${images}`),
    cells: (object, now) => [
      object.metadata.name,
      readyOf(object),
      ageOf(object, now),
      ...containerCells(readField(object, ...template)),
    ],
  },
  "apps/daemonsets": {
    columns: parseColumns(
      `Name|Desired:integer|Current:integer|Ready:integer|Up-to-date:integer|Available:integer|Node Selector|Age|${images}|Selector*`,
    ),
    cells: (object, now) => [
      object.metadata.name,
      numberAt(object, "status.desiredNumberScheduled"),
      numberAt(object, "status.currentNumberScheduled"),
      numberAt(object, "status.numberReady"),
      numberAt(object, "status.updatedNumberScheduled"),
      numberAt(object, "status.numberAvailable"),
      toLabelText(readField(object, ...template, "nodeSelector")),
      ageOf(object, now),
      ...containerCells(readField(object, ...template)),
      toSelectorCell(readField(object, "spec", "selector")),
    ],
  },
  "apps/controllerrevisions": {
    columns: parseColumns("Name|Controller|Revision|Age"),
    cells: (object, now) => [
      object.metadata.name,
      toOwnerText(object),
      numberAt(object, "revision"),
      ageOf(object, now),
    ],
  },
  "/podtemplates": {
    columns: parseColumns("Name|Containers|Images|Pod Labels"),
    cells: (object) => [
      object.metadata.name,
      ...containerCells(readField(object, "template", "spec")),
      toLabelText(readField(object, "template", "metadata", "labels")),
    ],
  },
  "batch/jobs": {
    columns: parseColumns(`Name|Status|Completions|Duration|Age|${images}|Selector*`),
    cells: (object, now) => [
      object.metadata.name,
      toJobStatus(object),
      toCompletions(object),
      toJobDuration(object, now),
      ageOf(object, now),
      ...containerCells(readField(object, ...template)),
      toSelectorCell(readField(object, "spec", "selector")),
    ],
  },
  "batch/cronjobs": {
    columns: parseColumns(
      `Name|Schedule|Timezone|Suspend:boolean|Active:integer|Last Schedule|Age|${images}|Selector*`,
    ),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.schedule"),
      textAt(object, "spec.timeZone", "<none>"),
      toBooleanText(readField(object, "spec", "suspend")),
      countAt(object, "status.active"),
      toLastSchedule(object, now),
      ageOf(object, now),
      ...containerCells(readField(object, "spec", "jobTemplate", ...template)),
      toSelectorCell(readField(object, "spec", "jobTemplate", "spec", "selector")),
    ],
  },
};

function toBooleanText(value: Json | undefined): string {
  if (typeof value !== "boolean") return "<unset>";
  return value ? "True" : "False";
}

function toLastSchedule(object: KubeObject, now: Date): string {
  const time = textAt(object, "status.lastScheduleTime");
  return time === "" ? "<none>" : toAge(time, now);
}

function toOwnerText({ metadata }: KubeObject): string {
  const owner = (metadata.ownerReferences ?? []).find((each) => each.controller === true);
  if (owner === undefined) return "<none>";
  const group = owner.apiVersion.includes("/") ? `.${owner.apiVersion.split("/")[0]}` : "";
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}

// The first condition that holds names the status; a job that is being deleted stands between them.
const endings = ["Complete", "Failed"] as const;
const ways = ["Suspended", "FailureTarget", "SuccessCriteriaMet"] as const;

function toJobStatus(job: KubeObject): string {
  const holds = new Set(
    itemsAt(job, "status.conditions")
      .filter((each) => each["status"] === "True")
      .map((each) => each["type"]),
  );
  const ended = endings.find((type) => holds.has(type));
  if (ended !== undefined) return ended;
  if (job.metadata.deletionTimestamp !== undefined) return "Terminating";
  return ways.find((type) => holds.has(type)) ?? "Running";
}

function toCompletions(job: KubeObject): string {
  const succeeded = numberAt(job, "status.succeeded");
  const completions = readField(job, "spec", "completions");
  if (typeof completions === "number") return `${succeeded}/${completions}`;
  const parallelism = numberAt(job, "spec.parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function toJobDuration(job: KubeObject, now: Date): string {
  const start = textAt(job, "status.startTime");
  if (start === "") return "";
  const end = textAt(job, "status.completionTime");
  return formatDuration((end === "" ? now.getTime() : Date.parse(end)) - Date.parse(start));
}
