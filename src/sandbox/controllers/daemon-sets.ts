import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { whyNot } from "../node/node-fit.ts";
import type { Context, Controller, Place } from "./context.ts";
import { ensureRevision, forgetRevisions } from "./controller-revisions.ts";
import { isEmptySelector, selects } from "./label-selector.ts";
import { hasEnded, isAvailable, isReady, nodeOf } from "./pod-state.ts";
import { claimPods, createPod, deletePod } from "./pods.ts";
import { numberAt, objectAt, objectsAt, textAt, toCount, withoutZeros } from "./values.ts";
import { itself, ownerIn } from "./watches.ts";
import { isClosing, read, writeStatus } from "./write.ts";

const storage = "apps/daemonsets";
const source = "daemonset-controller";
const hashLabel = "controller-revision-hash";

/** Keeps one pod of each DaemonSet on every node that it fits. */
export const daemonSets: Controller = {
  name: "daemonset-controller",
  rank: 2,
  watches: {
    [storage]: itself,
    "/pods": ownerIn(storage, "DaemonSet"),
    "/nodes": (event, context) =>
      event.type === "MODIFIED"
        ? []
        : context.state.store
            .list(storage)
            .map(({ metadata }) => ({ namespace: metadata.namespace ?? "", name: metadata.name })),
  },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const set = read(context.state, storage, place);
  const selector = set && readField(set, "spec", "selector");
  if (set === undefined || isEmptySelector(selector)) return;
  const fits = (pod: KubeObject) => selects(selector, pod.metadata.labels);
  const annotations = { "deprecated.daemonset.template.generation": String(set.metadata.generation ?? 1) };
  const revision = ensureRevision(context, set, { hashLabel, annotations });
  const hash = revision.metadata.labels?.[hashLabel] ?? "";
  const nodes = context.state.store.list("/nodes").filter((node) => isWanted(set, node));
  const isGoing = set.metadata.deletionTimestamp !== undefined || isClosing(context.state, place.namespace);
  if (!isGoing) step(context, { set, hash, nodes, pods: claimPods(context, set, fits) });
  const pods = claimPods(context, set, fits);
  writeCounts(context, { set, hash, nodes, pods });
  forgetRevisions(context, set, new Set([revision.metadata.name]));
  const minReadySeconds = numberAt(set, "spec", "minReadySeconds") ?? 0;
  if (pods.some((pod) => isReady(pod) && !isAvailable(context, pod, minReadySeconds)))
    context.again(daemonSets, place, minReadySeconds * 1_000);
}

type Subject = {
  readonly set: KubeObject;
  readonly hash: string;
  readonly nodes: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
};

function isWanted(set: KubeObject, node: KubeObject): boolean {
  const spec = objectAt(set, "spec", "template", "spec");
  const given = objectsAt(spec, "tolerations");
  return whyNot({ ...spec, tolerations: [...given, ...tolerations] }, node) === undefined;
}

/** The node that a pod is for, before the scheduler has put it there. */
function targetOf(pod: KubeObject): string {
  const terms = readField(pod, "spec", "affinity", "nodeAffinity", required);
  const [term] = objectsAt(terms, "nodeSelectorTerms");
  const [field] = objectsAt(term, "matchFields");
  const values = readField(field, "values");
  return nodeOf(pod) || String(Array.isArray(values) ? values[0] : "");
}

function step(context: Context, { set, hash, nodes, pods }: Subject): void {
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const alive = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const misplaced = alive.filter((pod) => !names.has(targetOf(pod)) || hasEnded(pod));
  for (const pod of misplaced) deletePod(context, pod, { owner: set, source });
  for (const name of names)
    if (!pods.some((pod) => targetOf(pod) === name)) createOn(context, { set, hash, node: name });
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return;
  const given = readField(set, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable") ?? 1;
  const missing = [...names].filter((name) => !alive.some((pod) => targetOf(pod) === name && isReady(pod)));
  const room = Math.max(1, toCount(given, names.size, Math.ceil)) - missing.length;
  const stale = alive.filter((pod) => pod.metadata.labels?.[hashLabel] !== hash && !misplaced.includes(pod));
  // A pod that is not up anyway is replaced at no cost: pkg/controller/daemon/update.go.
  const free = stale.filter((pod) => !isReady(pod));
  const costly = stale.filter(isReady).slice(0, Math.max(0, room));
  for (const pod of [...free, ...costly]) deletePod(context, pod, { owner: set, source });
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";

// pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations.
const tolerations: readonly JsonObject[] = [
  ["NoExecute", "not-ready"],
  ["NoExecute", "unreachable"],
  ["NoSchedule", "disk-pressure"],
  ["NoSchedule", "memory-pressure"],
  ["NoSchedule", "pid-pressure"],
  ["NoSchedule", "unschedulable"],
].map(([effect, key]) => ({ effect, key: `node.kubernetes.io/${key}`, operator: "Exists" }));

function createOn(
  context: Context,
  { set, hash, node }: { set: KubeObject; hash: string; node: string },
): void {
  const template = readField(set, "spec", "template");
  const terms = [{ matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] }];
  const affinity = objectAt(template, "spec", "affinity");
  const pod = createPod(context, {
    owner: set,
    template,
    name: { generateName: `${set.metadata.name}-` },
    labels: { [hashLabel]: hash, "pod-template-generation": String(set.metadata.generation ?? 1) },
    spec: {
      affinity: { ...affinity, nodeAffinity: { [required]: { nodeSelectorTerms: terms } } },
      tolerations: [...objectsAt(template, "spec", "tolerations"), ...tolerations],
    },
  });
  const message = `Created pod: ${pod.metadata.name}`;
  context.tell({ about: set, source, reason: "SuccessfulCreate", message });
}

function writeCounts(context: Context, { set, hash, nodes, pods }: Subject): void {
  const minReadySeconds = numberAt(set, "spec", "minReadySeconds") ?? 0;
  const alive = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const placed = nodes.filter(({ metadata }) => alive.some((pod) => targetOf(pod) === metadata.name)).length;
  const available = alive.filter((pod) => isAvailable(context, pod, minReadySeconds)).length;
  const updated = alive.filter((pod) => pod.metadata.labels?.[hashLabel] === hash).length;
  const status = {
    currentNumberScheduled: placed,
    numberMisscheduled: 0,
    desiredNumberScheduled: nodes.length,
    numberReady: alive.filter(isReady).length,
    observedGeneration: set.metadata.generation ?? 1,
    ...withoutZeros({
      updatedNumberScheduled: updated,
      numberAvailable: available,
      numberUnavailable: nodes.length - available,
    }),
  };
  const before = read(context.state, storage, {
    namespace: set.metadata.namespace ?? "",
    name: set.metadata.name,
  });
  if (before?.metadata.uid !== set.metadata.uid || before === undefined) return;
  writeStatus(context.state, storage, { before, after: { ...before, status } });
}
