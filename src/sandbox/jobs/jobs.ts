import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place } from "../controllers/context.ts";
import { controlled } from "../controllers/owned.ts";
import { createPod, deletePod } from "../controllers/pods.ts";
import { numberAt, objectsAt, textAt } from "../controllers/values.ts";
import { itself, ownerIn } from "../controllers/watches.ts";
import { isClosing, read, remove, writeStatus } from "../controllers/write.ts";
import { jobLabels } from "../strategies/job.ts";
import { countPods, endOf, indexOf, isIndexed, type JobCounts } from "./job-counts.ts";
import { completed, type JobVerdict, toCondition, toJobStatus, withEnd } from "./job-status.ts";

const storage = "batch/jobs";
const source = "job-controller";

/** Runs Jobs to their end. */
export const jobs: Controller = {
  name: "job-controller",
  rank: 2,
  watches: { [storage]: itself, "/pods": ownerIn(storage, "Job", () => false) },
  reconcile,
};

// A pod is made anew after a wait that doubles: pkg/controller/job/job_controller.go.
const firstBackoffMs = 10_000;
const backoffMsMax = 600_000;

function reconcile(context: Context, place: Place): void {
  const job = read(context.state, storage, place);
  if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
  if (endOf(job) !== undefined) {
    expire(context, job);
    return;
  }
  if (isClosing(context.state, place.namespace)) return;
  const subject = { job, pods: controlled(context.state, job, "/pods") };
  if (readField(job, "spec", "suspend") === true) suspend(context, subject);
  else run(context, subject);
}

type Subject = { readonly job: KubeObject; readonly pods: readonly KubeObject[] };

/** A Job that is held has no pods; it starts from the beginning when it goes on. */
function suspend(context: Context, { job, pods }: Subject): void {
  const counts = countPods(job, pods);
  for (const pod of counts.active) deletePod(context, pod, { owner: job, source });
  const conditions = withHold(context, job, true);
  write(context, job, { counts: { ...counts, active: [] }, conditions, startTime: undefined });
}

function withHold(context: Context, job: KubeObject, isHeld: boolean): readonly JsonObject[] {
  const conditions = objectsAt(job, "status", "conditions");
  const before = conditions.find(({ type }) => type === "Suspended");
  const status = isHeld ? "True" : "False";
  if (before?.["status"] === status || (before === undefined && !isHeld)) return conditions;
  const why = isHeld
    ? { reason: "JobSuspended", message: "Job suspended" }
    : { reason: "JobResumed", message: "Job resumed" };
  context.tell({ about: job, source, reason: isHeld ? "Suspended" : "Resumed", message: why.message });
  const after = toCondition({ type: "Suspended", status, ...why }, context.time());
  return [...conditions.filter(({ type }) => type !== "Suspended"), after];
}

function run(context: Context, { job, pods }: Subject): void {
  const { uid } = job.metadata;
  const counts = countPods(job, pods);
  const conditions = withHold(context, job, false);
  const known = textAt(job, "status", "startTime");
  if (known === "") context.restart(uid, "active");
  const startTime = known || context.time();
  const failure = failureOf(context, job, counts);
  if (failure !== undefined) {
    for (const pod of counts.active) deletePod(context, pod, { owner: job, source });
    const all = { ...counts, failed: counts.failed + counts.active.length, active: [] };
    context.tell({ about: job, source, type: "Warning", ...failure });
    const ended = withEnd(conditions, { isWell: false, why: failure, time: context.time() });
    write(context, job, { counts: all, conditions: ended, startTime });
    return;
  }
  if (isDone(job, counts)) {
    for (const pod of counts.active) deletePod(context, pod, { owner: job, source });
    context.tell({ about: job, source, reason: "Completed", message: "Job completed" });
    const time = context.time();
    const ended = withEnd(conditions, { isWell: true, why: completed, time });
    write(context, job, {
      counts: { ...counts, active: [] },
      conditions: ended,
      startTime,
      completionTime: time,
    });
    return;
  }
  const active = [...counts.active, ...createPods(context, job, { pods, counts })];
  write(context, job, { counts: { ...counts, active }, conditions, startTime });
}

function failureOf(context: Context, job: KubeObject, { failed }: JobCounts): JobVerdict | undefined {
  const { namespace = "", name, uid } = job.metadata;
  const deadline = numberAt(job, "spec", "activeDeadlineSeconds");
  const left =
    deadline === undefined ? Number.POSITIVE_INFINITY : deadline * 1_000 - context.elapsedMs(uid, "active");
  if (left <= 0)
    return { reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" };
  if (deadline !== undefined) context.again(jobs, { namespace, name }, Math.ceil(left));
  // A pod that starts its containers anew has used up all attempts when it fails.
  const isAnew = textAt(job, "spec", "template", "spec", "restartPolicy") === "OnFailure";
  const limit = isAnew ? 0 : (numberAt(job, "spec", "backoffLimit") ?? 6);
  if (failed <= limit) return undefined;
  return { reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" };
}

function isDone(job: KubeObject, { active, succeeded }: JobCounts): boolean {
  const completions = numberAt(job, "spec", "completions");
  // Without a number, one pod that succeeds ends the work, when the others have ended, too.
  return completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
}

type Work = { readonly pods: readonly KubeObject[]; readonly counts: JobCounts };

function createPods(context: Context, job: KubeObject, { pods, counts }: Work): readonly KubeObject[] {
  const parallelism = numberAt(job, "spec", "parallelism") ?? 1;
  const completions = numberAt(job, "spec", "completions");
  const left = completions === undefined ? parallelism : completions - counts.succeeded;
  const wanted = completions === undefined && counts.succeeded > 0 ? 0 : Math.min(parallelism, left);
  const surplus = counts.active.slice(Math.max(0, wanted));
  for (const pod of surplus) deletePod(context, pod, { owner: job, source });
  const missing = Math.max(0, wanted - counts.active.length);
  if (missing === 0 || isTooEarly(context, job, { pods, counts })) return [];
  const taken = new Set(counts.active.flatMap((pod) => indexOf(pod) ?? []));
  const free = Array.from({ length: completions ?? 0 }, (_, index) => index).filter(
    (index) => !taken.has(index) && !counts.indexes.has(index),
  );
  return Array.from({ length: missing }, (_, number) =>
    isIndexed(job) ? createIndexed(context, job, free[number] ?? 0) : createPlain(context, job),
  );
}

function isTooEarly(context: Context, job: KubeObject, { pods, counts }: Work): boolean {
  const last = pods.filter((pod) => readField(pod, "status", "phase") === "Failed").at(-1);
  if (last === undefined || counts.failed === 0) return false;
  const waitMs = Math.min(firstBackoffMs * 2 ** (counts.failed - 1), backoffMsMax);
  const left = waitMs - context.elapsedMs(last.metadata.uid, "ready");
  const { namespace = "", name } = job.metadata;
  if (left > 0) context.again(jobs, { namespace, name }, Math.ceil(left));
  return left > 0;
}

function createPlain(context: Context, job: KubeObject): KubeObject {
  return tellCreated(
    context,
    job,
    createPod(context, {
      owner: job,
      template: readField(job, "spec", "template"),
      name: { generateName: `${job.metadata.name}-` },
      labels: jobLabels(job),
    }),
  );
}

const indexName = "batch.kubernetes.io/job-completion-index";

function createIndexed(context: Context, job: KubeObject, index: number): KubeObject {
  const template = readField(job, "spec", "template");
  const fieldPath = `metadata.labels['${indexName}']`;
  const env = { name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } };
  const containers = objectsAt(template, "spec", "containers").map((container) => ({
    ...container,
    env: [...objectsAt(container, "env"), env],
  }));
  const pod = createPod(context, {
    owner: job,
    template,
    name: { generateName: `${job.metadata.name}-${index}-` },
    labels: { ...jobLabels(job), [indexName]: String(index) },
    annotations: { [indexName]: String(index) },
    spec: { containers, hostname: `${job.metadata.name}-${index}` },
  });
  return tellCreated(context, job, pod);
}

function tellCreated(context: Context, job: KubeObject, pod: KubeObject): KubeObject {
  context.tell({
    about: job,
    source,
    reason: "SuccessfulCreate",
    message: `Created pod: ${pod.metadata.name}`,
  });
  return pod;
}

type Outcome = {
  readonly counts: JobCounts;
  readonly conditions: readonly JsonObject[];
  readonly startTime: string | undefined;
  readonly completionTime?: string;
};

function write(context: Context, job: KubeObject, outcome: Outcome): void {
  const terminating = controlled(context.state, job, "/pods").filter(
    ({ metadata }) => metadata.deletionTimestamp !== undefined,
  ).length;
  const status = toJobStatus(job, { ...outcome, terminating });
  writeStatus(context.state, storage, { before: job, after: { ...job, status } });
}

/** A Job that ended goes after as many seconds as it says. */
function expire(context: Context, job: KubeObject): void {
  const seconds = numberAt(job, "spec", "ttlSecondsAfterFinished");
  if (seconds === undefined) return;
  const due = new Date(Date.parse(textAt(endOf(job), "lastTransitionTime")) + seconds * 1_000);
  const { namespace = "", name } = job.metadata;
  if (due.getTime() <= context.state.now().getTime()) remove(context.state, storage, job);
  else context.wakeAt(jobs, { namespace, name }, due);
}
