import { readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place } from "./context.ts";
import { ensureRevision, forgetRevisions, revisionsOf } from "./controller-revisions.ts";
import { isEmptySelector, selects } from "./label-selector.ts";
import { hasEnded, isAvailable, isReady } from "./pod-state.ts";
import { claimPods } from "./pods.ts";
import { createStatefulPod, ordinalOf } from "./stateful-pods.ts";
import { numberAt, textAt, withoutZeros } from "./values.ts";
import { itself, ownerIn } from "./watches.ts";
import { isClosing, read, remove, writeStatus } from "./write.ts";

const storage = "apps/statefulsets";
const source = "statefulset-controller";

/** Keeps the pods of StatefulSets, one after the other. */
export const statefulSets: Controller = {
  name: "statefulset-controller",
  rank: 2,
  watches: { [storage]: itself, "/pods": ownerIn(storage, "StatefulSet") },
  reconcile,
};

type Revisions = { readonly current: KubeObject; readonly update: KubeObject };

function reconcile(context: Context, place: Place): void {
  const set = read(context.state, storage, place);
  const selector = set && readField(set, "spec", "selector");
  if (set === undefined || isEmptySelector(selector)) return;
  const fits = (pod: KubeObject) => selects(selector, pod.metadata.labels) && ordinalOf(set, pod) >= 0;
  const pods = claimPods(context, set, fits);
  const revisions = findRevisions(context, set);
  const isGoing = set.metadata.deletionTimestamp !== undefined || isClosing(context.state, place.namespace);
  if (!isGoing) step(context, { set, pods, revisions });
  const now = claimPods(context, set, fits);
  writeCounts(context, { set, pods: now, revisions });
  const live = new Set([revisions.current, revisions.update].map(({ metadata }) => metadata.name));
  for (const pod of now) live.add(revisionOf(pod));
  forgetRevisions(context, set, live);
  const minReadySeconds = numberAt(set, "spec", "minReadySeconds") ?? 0;
  if (now.some((pod) => isReady(pod) && !isAvailable(context, pod, minReadySeconds)))
    context.again(statefulSets, place, minReadySeconds * 1_000);
}

function findRevisions(context: Context, set: KubeObject): Revisions {
  const update = ensureRevision(context, set, { hashLabel: "controller.kubernetes.io/hash" });
  const name = textAt(set, "status", "currentRevision");
  const current = revisionsOf(context, set).find(({ metadata }) => metadata.name === name) ?? update;
  return { current, update };
}

type Subject = {
  readonly set: KubeObject;
  readonly pods: readonly KubeObject[];
  readonly revisions: Revisions;
};

/** Takes the next step (pkg/controller/statefulset/stateful_set_control.go, updateStatefulSet). */
function step(context: Context, subject: Subject): void {
  const { set, pods } = subject;
  const start = numberAt(set, "spec", "ordinals", "start") ?? 0;
  const end = start + (numberAt(set, "spec", "replicas") ?? 1);
  const isParallel = textAt(set, "spec", "podManagementPolicy") === "Parallel";
  for (let ordinal = start; ordinal < end; ordinal += 1) {
    const isStanding = keepOrdinal(context, subject, ordinal);
    if (!isStanding && !isParallel) return;
  }
  const surplus = pods
    .filter((pod) => ordinalOf(set, pod) < start || ordinalOf(set, pod) >= end)
    .sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
  for (const pod of isParallel ? surplus : surplus.slice(0, 1)) deleteOne(context, set, pod);
  if (surplus.length === 0 || isParallel) updateOne(context, subject, { start, end });
}

/** Tells whether the pod of an ordinal is up; makes it where it is missing. */
function keepOrdinal(context: Context, { set, pods, revisions }: Subject, ordinal: number): boolean {
  const pod = pods.find((each) => ordinalOf(set, each) === ordinal);
  if (pod !== undefined && hasEnded(pod) && pod.metadata.deletionTimestamp === undefined) {
    remove(context.state, "/pods", pod);
    return false;
  }
  if (pod === undefined) {
    createStatefulPod(context, { set, ordinal, revision: revisionFor(set, revisions, ordinal) });
    return false;
  }
  const minReadySeconds = numberAt(set, "spec", "minReadySeconds") ?? 0;
  return pod.metadata.deletionTimestamp === undefined && isAvailable(context, pod, minReadySeconds);
}

/** Pods below the partition stay at the current revision, and so do those that the update has not reached. */
function revisionFor(set: KubeObject, { current, update }: Revisions, ordinal: number): KubeObject {
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return update;
  const start = numberAt(set, "spec", "ordinals", "start") ?? 0;
  const partition = numberAt(set, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const reached = partition === 0 ? (numberAt(set, "status", "currentReplicas") ?? 0) : partition;
  return ordinal < start + reached ? current : update;
}

type Range = { readonly start: number; readonly end: number };

function updateOne(context: Context, { set, pods, revisions }: Subject, { start, end }: Range): void {
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return;
  const partition = numberAt(set, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const minReadySeconds = numberAt(set, "spec", "minReadySeconds") ?? 0;
  for (let ordinal = end - 1; ordinal >= start + partition; ordinal -= 1) {
    const pod = pods.find((each) => ordinalOf(set, each) === ordinal);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
    if (revisionOf(pod) !== revisions.update.metadata.name) {
      deleteOne(context, set, pod);
      return;
    }
    if (!isAvailable(context, pod, minReadySeconds)) return;
  }
}

function deleteOne(context: Context, set: KubeObject, pod: KubeObject): void {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  remove(context.state, "/pods", pod);
  const message = `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
  context.tell({ about: set, source, reason: "SuccessfulDelete", message });
}

function revisionOf(pod: KubeObject): string {
  return pod.metadata.labels?.["controller-revision-hash"] ?? "";
}

function writeCounts(context: Context, { set, pods, revisions }: Subject): void {
  const { current, update } = revisions;
  const minReadySeconds = numberAt(set, "spec", "minReadySeconds") ?? 0;
  const alive = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const at = (revision: KubeObject) =>
    alive.filter((pod) => revisionOf(pod) === revision.metadata.name).length;
  const counts = { replicas: pods.length, updated: at(update), ready: alive.filter(isReady).length };
  const available = alive.filter((pod) => isAvailable(context, pod, minReadySeconds)).length;
  const isDone = counts.updated === counts.replicas && counts.ready === counts.replicas;
  const isRolling = textAt(set, "spec", "updateStrategy", "type") !== "OnDelete";
  const now = isDone && isRolling ? update : current;
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: counts.replicas,
    ...withoutZeros({
      readyReplicas: counts.ready,
      currentReplicas: at(now),
      updatedReplicas: counts.updated,
    }),
    currentRevision: now.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: 0,
    availableReplicas: available,
  };
  const before = read(context.state, storage, {
    namespace: set.metadata.namespace ?? "",
    name: set.metadata.name,
  });
  if (before?.metadata.uid !== set.metadata.uid || before === undefined) return;
  writeStatus(context.state, storage, { before, after: { ...before, status } });
}
