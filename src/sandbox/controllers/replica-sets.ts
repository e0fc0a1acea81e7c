import { type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { wantedHealth } from "../node/told-health.ts";
import type { Context, Controller, Place } from "./context.ts";
import { isEmptySelector, selects } from "./label-selector.ts";
import { isActive, isAvailable, isReady, nodeOf } from "./pod-state.ts";
import { claimPods, createPod, deletePod } from "./pods.ts";
import { numberAt, objectsAt, textsAt, withoutZeros } from "./values.ts";
import { controllerOf, itself, ownerIn } from "./watches.ts";
import { isClosing, read, writeStatus } from "./write.ts";

type Family = {
  readonly storage: string;
  readonly source: string;
  readonly selectorOf: (owner: KubeObject) => Json | undefined;
  readonly countsTerminating: boolean;
};

// As many pods are made or deleted in one go: pkg/controller/replicaset/replica_set.go, BurstReplicas.
const burstMax = 500;

/** Keeps the pods of ReplicaSets. */
export const replicaSets: Controller = {
  name: "replicaset-controller",
  rank: 2,
  watches: { "apps/replicasets": itself, "/pods": ownerIn("apps/replicasets", "ReplicaSet") },
  reconcile: (context, place) => reconcile(context, place, { controller: replicaSets, family: setFamily }),
};

/** Keeps the pods of ReplicationControllers, whose selectors are plain maps. */
export const replicationControllers: Controller = {
  name: "replication-controller",
  rank: 2,
  watches: {
    "/replicationcontrollers": itself,
    "/pods": ownerIn("/replicationcontrollers", "ReplicationController", (owner, pod) =>
      selects(plainSelectorOf(owner), pod.metadata.labels),
    ),
  },
  reconcile: (context, place) =>
    reconcile(context, place, { controller: replicationControllers, family: plainFamily }),
};

const setFamily: Family = {
  storage: "apps/replicasets",
  source: "replicaset-controller",
  selectorOf: (owner) => readField(owner, "spec", "selector"),
  countsTerminating: true,
};
const plainFamily: Family = {
  storage: "/replicationcontrollers",
  source: "replication-controller",
  selectorOf: plainSelectorOf,
  countsTerminating: false,
};

function plainSelectorOf(owner: KubeObject): Json {
  return { matchLabels: textsAt(owner, "spec", "selector") };
}

type Kept = { readonly controller: Controller; readonly family: Family };

function reconcile(context: Context, place: Place, { controller, family }: Kept): void {
  const owner = read(context.state, family.storage, place);
  const selector = owner && family.selectorOf(owner);
  if (owner === undefined || isEmptySelector(selector)) return;
  const pods = claimPods(context, owner, (pod) => selects(selector, pod.metadata.labels));
  const active = pods.filter(isActive);
  const isGoing = owner.metadata.deletionTimestamp !== undefined || isClosing(context.state, place.namespace);
  const made = isGoing ? [] : keepCount(context, { owner, active, family });
  const kept = [...active, ...made].filter((pod) => isStillActive(context, pod));
  const terminating = pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length;
  writeCounts(context, { owner, family, pods: kept, terminating });
  const minReadySeconds = numberAt(owner, "spec", "minReadySeconds") ?? 0;
  const isWaiting = kept.some((pod) => isReady(pod) && !isAvailable(context, pod, minReadySeconds));
  if (isWaiting) context.again(controller, place, minReadySeconds * 1_000);
}

function isStillActive({ state }: Context, { metadata }: KubeObject): boolean {
  const present = read(state, "/pods", { namespace: metadata.namespace ?? "", name: metadata.name });
  return present !== undefined && present.metadata.uid === metadata.uid && isActive(present);
}

type Subject = {
  readonly owner: KubeObject;
  readonly active: readonly KubeObject[];
  readonly family: Family;
};

function keepCount(context: Context, { owner, active, family }: Subject): readonly KubeObject[] {
  const wanted = numberAt(owner, "spec", "replicas") ?? 1;
  const { source } = family;
  const surplus = [...active].sort(compareForDeletion).slice(0, Math.min(active.length - wanted, burstMax));
  if (wanted < active.length) for (const pod of surplus) deletePod(context, pod, { owner, source });
  const missing = Math.min(Math.max(0, wanted - active.length), burstMax);
  return Array.from({ length: missing }, () => {
    const name = { generateName: `${owner.metadata.name}-` };
    const pod = createPod(context, { owner, template: readField(owner, "spec", "template"), name });
    const message = `Created pod: ${pod.metadata.name}`;
    context.tell({ about: owner, source, reason: "SuccessfulCreate", message });
    return pod;
  });
}

/** Pods without a node go first, then those that are not ready, then the youngest: pkg/controller/controller_utils.go. */
function compareForDeletion(a: KubeObject, b: KubeObject): number {
  return (
    Number(nodeOf(a) !== "") - Number(nodeOf(b) !== "") ||
    Number(isReady(a)) - Number(isReady(b)) ||
    String(b.metadata.creationTimestamp).localeCompare(String(a.metadata.creationTimestamp))
  );
}

type Counted = {
  readonly owner: KubeObject;
  readonly family: Family;
  readonly pods: readonly KubeObject[];
  readonly terminating: number;
};

function writeCounts(context: Context, { owner, family, pods, terminating }: Counted): void {
  const before = read(context.state, family.storage, {
    namespace: owner.metadata.namespace ?? "",
    name: owner.metadata.name,
  });
  if (before?.metadata.uid !== owner.metadata.uid || before === undefined) return;
  const minReadySeconds = numberAt(owner, "spec", "minReadySeconds") ?? 0;
  const labels = textsAt(owner, "spec", "template", "metadata", "labels");
  const conditions = conditionsOf(context, owner);
  const counts = {
    fullyLabeledReplicas: pods.filter((pod) => selects({ matchLabels: labels }, pod.metadata.labels)).length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: pods.filter((pod) => isAvailable(context, pod, minReadySeconds)).length,
  };
  const status = {
    replicas: pods.length,
    ...withoutZeros(counts),
    ...(family.countsTerminating ? { terminatingReplicas: terminating } : {}),
    observedGeneration: owner.metadata.generation ?? 1,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
  writeStatus(context.state, family.storage, { before, after: { ...before, status } });
}

/** A ReplicaSet of nobody that is told to be degraded says that it cannot make pods. */
function conditionsOf(context: Context, owner: KubeObject) {
  if (controllerOf(owner) !== undefined || wantedHealth(owner) !== "degraded") return [];
  const [known] = objectsAt(owner, "status", "conditions");
  const time = context.time();
  const why = { reason: "FailedCreate", message: "the sandbox was told so" };
  return [known ?? { type: "ReplicaFailure", status: "True", ...why, lastTransitionTime: time }];
}
