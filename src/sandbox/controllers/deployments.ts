import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { wantedHealth } from "../node/told-health.ts";
import type { Context, Controller, Place, Watch } from "./context.ts";
import {
  ensureCurrent,
  findSets,
  revisionAnnotation,
  revisionOf,
  scaleSets,
  syncCounts,
} from "./deployment-sets.ts";
import { conditionOf, isComplete, isFurther, toStatus, withCondition } from "./deployment-status.ts";
import { isEmptySelector } from "./label-selector.ts";
import { controlled } from "./owned.ts";
import { hasEnded } from "./pod-state.ts";
import { isRolling, replicasOf, wantedBefore } from "./replica-counts.ts";
import { planRecreate, planRolling, planScale, type Sets } from "./rollout.ts";
import { numberAt, objectAt, objectsAt } from "./values.ts";
import { controllerOf, itself, ownerIn } from "./watches.ts";
import { isClosing, read, remove, writeStatus } from "./write.ts";

const storage = "apps/deployments";

/** Old pods that are gone may let a Deployment that recreates them go on. */
const ownerOfOwner: Watch = ({ type, object }, { state }) => {
  const { namespace = "" } = object.metadata;
  const owner = type === "DELETED" ? controllerOf(object) : undefined;
  if (owner?.kind !== "ReplicaSet") return [];
  const deployment = controllerOf(read(state, "apps/replicasets", { namespace, name: owner.name }));
  return deployment?.kind === "Deployment" ? [{ namespace, name: deployment.name }] : [];
};

/** Rolls Deployments out: a ReplicaSet for each template, scaled step by step. */
export const deployments: Controller = {
  name: "deployment-controller",
  rank: 3,
  watches: { [storage]: itself, "apps/replicasets": ownerIn(storage, "Deployment"), "/pods": ownerOfOwner },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const deployment = read(context.state, storage, place);
  if (deployment === undefined || isEmptySelector(readField(deployment, "spec", "selector"))) return;
  const isGoing =
    deployment.metadata.deletionTimestamp !== undefined || isClosing(context.state, place.namespace);
  const sets = findSets(context, deployment);
  const conditions = withPause(context, deployment);
  if (isGoing || readField(deployment, "spec", "paused") === true) {
    if (!isGoing) scaleTo(context, deployment, sets);
    writeAll(context, deployment, { sets: findSets(context, deployment), conditions });
    return;
  }
  if (isScaled(deployment, sets)) scaleTo(context, deployment, sets);
  rollOut(context, deployment, conditions);
}

function scaleTo(context: Context, deployment: KubeObject, sets: Sets): void {
  scaleSets(context, deployment, planScale(deployment, sets));
  const now = findSets(context, deployment);
  const all = [...(now.current === undefined ? [] : [now.current]), ...now.old];
  syncCounts(
    context,
    deployment,
    all.filter((set) => replicasOf(set) > 0),
  );
}

function isScaled(deployment: KubeObject, { current, old }: Sets): boolean {
  const active = [...(current === undefined ? [] : [current]), ...old].filter((set) => replicasOf(set) > 0);
  return active.some((set) => (wantedBefore(set) ?? replicasOf(deployment)) !== replicasOf(deployment));
}

function rollOut(context: Context, deployment: KubeObject, before: readonly JsonObject[]): void {
  const found = findSets(context, deployment);
  const current = ensureCurrent(context, deployment, found);
  const conditions = withFound(context, deployment, {
    conditions: before,
    current,
    isNew: found.current === undefined,
  });
  const sets = { ...found, current };
  const plan = isRolling(deployment)
    ? planRolling(deployment, sets)
    : planRecreate(deployment, sets, hasPods(context, sets.old));
  scaleSets(context, deployment, plan);
  const after = findSets(context, deployment);
  const status = writeAll(context, deployment, { sets: after, conditions, progress: true });
  if (isComplete(deployment, status)) forgetOld(context, deployment, after);
}

function hasPods({ state }: Context, sets: readonly KubeObject[]): boolean {
  return sets.some((set) => controlled(state, set, "/pods").some((pod) => !hasEnded(pod)));
}

/** A Deployment says when it was paused and resumed, unless it has failed already. */
function withPause(context: Context, deployment: KubeObject): readonly JsonObject[] {
  const conditions = objectsAt(deployment, "status", "conditions");
  if (!hasDeadline(deployment)) return conditions.filter(({ type }) => type !== "Progressing");
  const { reason } = conditionOf(deployment, "Progressing") ?? {};
  if (reason === "ProgressDeadlineExceeded") return conditions;
  const isPaused = readField(deployment, "spec", "paused") === true;
  const base = { type: "Progressing", status: "Unknown" };
  const time = context.time();
  if (isPaused && reason !== "DeploymentPaused") {
    return withCondition(
      conditions,
      { ...base, reason: "DeploymentPaused", message: "Deployment is paused" },
      time,
    );
  }
  if (isPaused || reason !== "DeploymentPaused") return conditions;
  context.restart(deployment.metadata.uid, "progress");
  return withCondition(
    conditions,
    { ...base, reason: "DeploymentResumed", message: "Deployment is resumed" },
    time,
  );
}

function hasDeadline(deployment: KubeObject): boolean {
  const seconds = numberAt(deployment, "spec", "progressDeadlineSeconds") ?? 600;
  return seconds < 2 ** 31 - 1;
}

type Found = {
  readonly conditions: readonly JsonObject[];
  readonly current: KubeObject;
  readonly isNew: boolean;
};

function withFound(
  context: Context,
  deployment: KubeObject,
  { conditions, current, isNew }: Found,
): readonly JsonObject[] {
  const isKnown = conditions.some(({ type }) => type === "Progressing");
  if (!hasDeadline(deployment) || (isKnown && !isNew)) return conditions;
  context.restart(deployment.metadata.uid, "progress");
  const { name } = current.metadata;
  const why = isNew
    ? { reason: "NewReplicaSetCreated", message: `Created new replica set "${name}"` }
    : { reason: "FoundNewReplicaSet", message: `Found new replica set "${name}"` };
  return withCondition(conditions, { type: "Progressing", status: "True", ...why }, context.time());
}

type Outcome = {
  readonly sets: Sets;
  readonly conditions: readonly JsonObject[];
  /** The progress is judged, too. */
  readonly progress?: boolean;
};

function writeAll(
  context: Context,
  deployment: KubeObject,
  { sets, conditions, progress }: Outcome,
): JsonObject {
  const status = toStatus({ deployment, sets, conditions, time: context.time() });
  const judged =
    progress === true && hasDeadline(deployment) ? judge(context, deployment, { status, sets }) : status;
  const revision = sets.current === undefined ? 0 : revisionOf(sets.current);
  const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: String(revision) };
  const metadata = revision === 0 ? deployment.metadata : { ...deployment.metadata, annotations };
  writeStatus(context.state, storage, {
    before: deployment,
    after: { ...deployment, metadata, status: judged },
  });
  return judged;
}

type Judged = { readonly status: JsonObject; readonly sets: Sets };

/** Says how far a Deployment is (pkg/controller/deployment/progress.go, syncRolloutStatus). */
function judge(context: Context, deployment: KubeObject, { status, sets }: Judged): JsonObject {
  const before = objectAt(deployment, "status");
  const subject = `ReplicaSet "${sets.current?.metadata.name}"`;
  const conditions = objectsAt(status, "conditions");
  const progressing = conditions.find(({ type }) => type === "Progressing");
  const wasDone = progressing?.["reason"] === "NewReplicaSetAvailable";
  const isSettled =
    wasDone && (numberAt(status, "replicas") ?? 0) === (numberAt(status, "updatedReplicas") ?? 0);
  const say = (verdict: string, reason: string, message: string) => ({
    ...status,
    conditions: withCondition(
      conditions,
      { type: "Progressing", status: verdict, reason, message: `${subject} ${message}` },
      context.time(),
    ),
  });
  if (isSettled) return status;
  if (isComplete(deployment, status))
    return say("True", "NewReplicaSetAvailable", "has successfully progressed.");
  if (isFurther(before, status)) {
    context.restart(deployment.metadata.uid, "progress");
    return say("True", "ReplicaSetUpdated", "is progressing.");
  }
  return !wasDone && isLate(context, deployment)
    ? say("False", "ProgressDeadlineExceeded", "has timed out progressing.")
    : status;
}

/** One that is told to be progressing is never late. */
function isLate(context: Context, deployment: KubeObject): boolean {
  const { uid } = deployment.metadata;
  if (wantedHealth(deployment) === "progressing") return false;
  const deadlineMs = (numberAt(deployment, "spec", "progressDeadlineSeconds") ?? 600) * 1_000;
  const left = deadlineMs - context.elapsedMs(uid, "progress");
  if (left <= 0) return true;
  const { namespace = "", name } = deployment.metadata;
  context.again(deployments, { namespace, name }, Math.ceil(left));
  return false;
}

/** Old ReplicaSets without pods go, but for as many as the history keeps. */
function forgetOld(context: Context, deployment: KubeObject, { old }: Sets): void {
  const limit = numberAt(deployment, "spec", "revisionHistoryLimit") ?? 10;
  const idle = old
    .filter((set) => replicasOf(set) === 0 && (numberAt(set, "status", "replicas") ?? 0) === 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const surplus = idle.slice(0, Math.max(0, old.length - limit));
  for (const set of surplus) remove(context.state, "apps/replicasets", set);
}
