import { readField } from "../../kube/json.ts";
import type { KubeObject, TextMap } from "../../kube/object.ts";
import type { Context } from "./context.ts";
import { selects } from "./label-selector.ts";
import { controllerRef, freeName } from "./owned.ts";
import { claim, equalTemplates } from "./pods.ts";
import { desiredAnnotation, maxAnnotation, replicasOf, toLimits } from "./replica-counts.ts";
import { newReplicas, type Scaling, type Sets } from "./rollout.ts";
import { hashTemplate } from "./template-hash.ts";
import { numberAt, objectAt, textsAt } from "./values.ts";
import { create, rewrite } from "./write.ts";

const storage = "apps/replicasets";
const hashLabel = "pod-template-hash";
const source = "deployment-controller";
/** Counts the templates that a Deployment has had. */
export const revisionAnnotation = "deployment.kubernetes.io/revision";
const historyAnnotation = "deployment.kubernetes.io/revision-history";

/** Finds a Deployment's ReplicaSets. */
export function findSets(context: Context, deployment: KubeObject): Sets {
  const selector = readField(deployment, "spec", "selector");
  const all = claim(context, deployment, {
    storage,
    fits: ({ metadata }) => selects(selector, metadata.labels),
    candidates: context.orphansIn(storage, deployment.metadata.namespace ?? ""),
  });
  const sorted = [...all].sort(compareAge);
  const template = readField(deployment, "spec", "template");
  const current = sorted.find((set) =>
    equalTemplates(readField(set, "spec", "template"), template, hashLabel),
  );
  return { current, old: sorted.filter((set) => set !== current) };
}

function compareAge(a: KubeObject, b: KubeObject): number {
  return (
    String(a.metadata.creationTimestamp).localeCompare(String(b.metadata.creationTimestamp)) ||
    revisionOf(a) - revisionOf(b) ||
    a.metadata.name.localeCompare(b.metadata.name)
  );
}

/** Gives the revision of a Deployment or ReplicaSet; 0: none. */
export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

/** Makes the ReplicaSet of a Deployment's template, or brings the annotations of the one that is there up to date. */
export function ensureCurrent(context: Context, deployment: KubeObject, sets: Sets): KubeObject {
  const revision = Math.max(0, ...sets.old.map(revisionOf)) + 1;
  if (sets.current === undefined) return createSet(context, deployment, { sets, revision });
  return sync(context, deployment, { set: sets.current, revision });
}

type Made = { readonly sets: Sets; readonly revision: number };

function createSet(context: Context, deployment: KubeObject, { sets, revision }: Made): KubeObject {
  const template = readField(deployment, "spec", "template");
  const name = freeName(context, { storage, owner: deployment }, (collisions) =>
    hashTemplate(template, collisions),
  );
  const hash = { [hashLabel]: name.slice(deployment.metadata.name.length + 1) };
  const selector = objectAt(deployment, "spec", "selector");
  const labels = { ...textsAt(template, "metadata", "labels"), ...hash };
  const replicas = newReplicas(deployment, { ...sets, current: undefined });
  const set = create(context.state, storage, {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...copied(deployment), ...countsOf(deployment), [revisionAnnotation]: String(revision) },
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas,
      ...minReady(deployment),
      selector: { ...selector, matchLabels: { ...objectAt(selector, "matchLabels"), ...hash } },
      template: { ...objectAt(template), metadata: { ...objectAt(template, "metadata"), labels } },
    },
  });
  if (replicas > 0) tellScaled(context, deployment, { set, from: 0, to: replicas });
  return set;
}

function minReady(deployment: KubeObject) {
  const minReadySeconds = numberAt(deployment, "spec", "minReadySeconds") ?? 0;
  return minReadySeconds === 0 ? {} : { minReadySeconds };
}

function sync(
  context: Context,
  deployment: KubeObject,
  { set, revision }: { set: KubeObject; revision: number },
): KubeObject {
  const before = revisionOf(set);
  const { [historyAnnotation]: history, ...present } = set.metadata.annotations ?? {};
  const isNewer = revision > before;
  const past =
    isNewer && before > 0
      ? [...(history ?? "").split(",").filter(Boolean), String(before)].join(",")
      : history;
  const annotations = {
    ...present,
    ...copied(deployment),
    ...(past === undefined ? {} : { [historyAnnotation]: past }),
    ...(isNewer ? { [revisionAnnotation]: String(revision) } : {}),
  };
  const after = {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...objectAt(set, "spec"), ...minReady(deployment) },
  };
  return rewrite(context.state, storage, { before: set, after });
}

// What a ReplicaSet does not take over: pkg/controller/deployment/util/deployment_util.go, annotationsToSkip.
const ownAnnotations: ReadonlySet<string> = new Set([
  "deprecated.deployment.rollback.to",
  "kubectl.kubernetes.io/last-applied-configuration",
  desiredAnnotation,
  historyAnnotation,
  maxAnnotation,
  revisionAnnotation,
]);

function copied({ metadata }: KubeObject): TextMap {
  return Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([name]) => !ownAnnotations.has(name)),
  );
}

function countsOf(deployment: KubeObject): TextMap {
  const replicas = replicasOf(deployment);
  const most = replicas === 0 ? 0 : replicas + toLimits(deployment).maxSurge;
  return { [desiredAnnotation]: String(replicas), [maxAnnotation]: String(most) };
}

/** Carries out scalings; gives how many ReplicaSets have another number of replicas than before. */
export function scaleSets(context: Context, deployment: KubeObject, scalings: readonly Scaling[]): number {
  const changed = scalings.filter(({ set, replicas }) => replicasOf(set) !== replicas);
  for (const { set, replicas } of scalings) {
    const annotations = { ...set.metadata.annotations, ...countsOf(deployment) };
    const spec = { ...objectAt(set, "spec"), replicas };
    const after = { ...set, metadata: { ...set.metadata, annotations }, spec };
    rewrite(context.state, storage, { before: set, after });
  }
  for (const { set, replicas } of changed)
    tellScaled(context, deployment, { set, from: replicasOf(set), to: replicas });
  return changed.length;
}

function tellScaled(
  context: Context,
  about: KubeObject,
  { set, from, to }: { set: KubeObject; from: number; to: number },
): void {
  const direction = to > from ? "up" : "down";
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`;
  context.tell({ about, source, reason: "ScalingReplicaSet", message });
}

/** Brings the counts up to date that ReplicaSets keep of their Deployment's replicas. */
export function syncCounts(context: Context, deployment: KubeObject, sets: readonly KubeObject[]): void {
  const counts = countsOf(deployment);
  for (const set of sets) {
    if (Object.entries(counts).every(([name, count]) => set.metadata.annotations?.[name] === count)) continue;
    const annotations = { ...set.metadata.annotations, ...counts };
    const after = { ...set, metadata: { ...set.metadata, annotations } };
    rewrite(context.state, storage, { before: set, after });
  }
}
