import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import type { Context, Controller, Place } from "../controllers/context.ts";
import { controlled, controllerRef } from "../controllers/owned.ts";
import { numberAt, objectAt, textAt } from "../controllers/values.ts";
import { itself, ownerIn } from "../controllers/watches.ts";
import { create, isClosing, read, remove, writeStatus } from "../controllers/write.ts";
import { parseCron } from "./cron-schedule.ts";
import { endOf } from "./job-counts.ts";

const storage = "batch/cronjobs";
const jobStorage = "batch/jobs";
const source = "cronjob-controller";

/** Starts Jobs when their minute comes. */
export const cronJobs: Controller = {
  name: "cronjob-controller",
  rank: 3,
  watches: { [storage]: itself, [jobStorage]: ownerIn(storage, "CronJob", () => false) },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const cron = read(context.state, storage, place);
  if (cron === undefined || cron.metadata.deletionTimestamp !== undefined) return;
  if (isClosing(context.state, place.namespace)) return;
  forgetOld(context, cron);
  const lastScheduleTime = readField(cron, "spec", "suspend") === true ? undefined : runDue(context, cron);
  writeJobs(context, cron, lastScheduleTime);
}

/** Starts what is due, at most one Job for all times that were missed; gives the time it is for. */
function runDue(context: Context, cron: KubeObject): string | undefined {
  const schedule = parseCron(textAt(cron, "spec", "schedule"), textAt(cron, "spec", "timeZone") || undefined);
  const now = context.state.now();
  const since = textAt(cron, "status", "lastScheduleTime") || String(cron.metadata.creationTimestamp);
  const due = schedule?.next(new Date(since));
  if (schedule === undefined || due === undefined) return undefined;
  const { namespace = "", name } = cron.metadata;
  if (due > now) {
    context.wakeAt(cronJobs, { namespace, name }, due);
    return undefined;
  }
  const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const isNow = schedule.next(new Date(minute.getTime() - 60_000))?.getTime() === minute.getTime();
  const at = isNow ? minute : due;
  context.wakeAt(cronJobs, { namespace, name }, schedule.next(now) ?? now);
  return start(context, cron, at) ? formatTime(at) : undefined;
}

function start(context: Context, cron: KubeObject, at: Date): boolean {
  const active = activeJobs(context, cron);
  const policy = textAt(cron, "spec", "concurrencyPolicy");
  if (policy === "Forbid" && active.length > 0) return false;
  if (policy === "Replace") for (const job of active) remove(context.state, jobStorage, job);
  const { namespace = "" } = cron.metadata;
  const name = `${cron.metadata.name}-${Math.floor(at.getTime() / 60_000)}`;
  if (read(context.state, jobStorage, { namespace, name }) !== undefined) return true;
  const template = readField(cron, "spec", "jobTemplate");
  const scheduled = { "batch.kubernetes.io/cronjob-scheduled-timestamp": formatTime(at) };
  create(context.state, jobStorage, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      namespace,
      labels: objectAt(template, "metadata", "labels"),
      annotations: { ...objectAt(template, "metadata", "annotations"), ...scheduled },
      ownerReferences: [controllerRef(cron)],
    },
    spec: objectAt(template, "spec"),
  });
  context.tell({ about: cron, source, reason: "SuccessfulCreate", message: `Created job ${name}` });
  return true;
}

function activeJobs({ state }: Context, cron: KubeObject): readonly KubeObject[] {
  return controlled(state, cron, jobStorage).filter((job) => endOf(job) === undefined);
}

function forgetOld(context: Context, cron: KubeObject): void {
  const ended = controlled(context.state, cron, jobStorage).filter((job) => endOf(job) !== undefined);
  for (const [type, field, usual] of [
    ["Complete", "successfulJobsHistoryLimit", 3],
    ["Failed", "failedJobsHistoryLimit", 1],
  ] as const) {
    const own = ended.filter((job) => endOf(job)?.["type"] === type).sort(compareStart);
    const limit = numberAt(cron, "spec", field) ?? usual;
    for (const job of own.slice(0, Math.max(0, own.length - limit))) remove(context.state, jobStorage, job);
  }
}

function compareStart(a: KubeObject, b: KubeObject): number {
  return textAt(a, "status", "startTime").localeCompare(textAt(b, "status", "startTime"));
}

function writeJobs(context: Context, cron: KubeObject, started: string | undefined): void {
  const active = activeJobs(context, cron).map(refTo);
  const ended = controlled(context.state, cron, jobStorage).map((job) =>
    textAt(job, "status", "completionTime"),
  );
  const succeeded = [textAt(cron, "status", "lastSuccessfulTime"), ...ended].sort().at(-1) ?? "";
  const scheduled = started ?? textAt(cron, "status", "lastScheduleTime");
  const status = {
    ...(active.length === 0 ? {} : { active }),
    ...(scheduled === "" ? {} : { lastScheduleTime: scheduled }),
    ...(succeeded === "" ? {} : { lastSuccessfulTime: succeeded }),
  };
  if (Object.keys(status).length === 0 && Object.keys(objectAt(cron, "status")).length === 0) return;
  writeStatus(context.state, storage, { before: cron, after: { ...cron, status } });
}

function refTo({ apiVersion, kind, metadata }: KubeObject): JsonObject {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, namespace, uid, resourceVersion };
}
