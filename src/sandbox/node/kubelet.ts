import { readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import type { Context, Controller, Place, Watch } from "../controllers/context.ts";
import { hasEnded, isReady, nodeOf } from "../controllers/pod-state.ts";
import { objectsAt, textAt } from "../controllers/values.ts";
import { itself, placeOf } from "../controllers/watches.ts";
import { read, remove, writeStatus } from "../controllers/write.ts";
import { backOffMessage, pullError } from "./container-status.ts";
import { hostIp } from "./first-node.ts";
import { backOffMs, isMissingImage, type PodStage, startMs, toStage } from "./pod-stage.ts";
import { toPodStatus } from "./pod-status.ts";

/** What an owner's annotations say of its pods may have changed. */
const podsOfOwner: Watch = ({ object, before }, { state }) => {
  if (before === undefined || before.metadata.annotations === object.metadata.annotations) return [];
  return podsOf(state, object);
};

function podsOf(state: ClusterState, { metadata }: KubeObject): readonly Place[] {
  return state.store.dependents(metadata.uid ?? "").flatMap(({ storage, object }) => {
    if (storage === "apps/replicasets") return podsOf(state, object);
    return storage === "/pods" ? [placeOf(object)] : [];
  });
}

/** Plays the kubelet: pods start, run, end and go, though nothing runs. */
export const kubelet: Controller = {
  name: "kubelet",
  rank: 1,
  watches: {
    "/pods": (event, context) => (event.type === "DELETED" ? [] : itself(event, context)),
    "/replicationcontrollers": podsOfOwner,
    "apps/daemonsets": podsOfOwner,
    "apps/deployments": podsOfOwner,
    "apps/replicasets": podsOfOwner,
    "apps/statefulsets": podsOfOwner,
    "batch/jobs": podsOfOwner,
  },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const pod = read(context.state, "/pods", place);
  if (pod === undefined) return;
  if (pod.metadata.deletionTimestamp !== undefined) {
    end(context, pod);
    return;
  }
  if (hasEnded(pod) || read(context.state, "/nodes", { namespace: "", name: nodeOf(pod) }) === undefined)
    return;
  const { uid } = pod.metadata;
  const { stage, nextMs } = toStage(context.state, pod, ageOf(context, pod));
  if (nextMs !== undefined) context.again(kubelet, place, Math.ceil(nextMs));
  // What lasts seconds on a real node is not worth a write where everything is settled at once.
  if (nextMs !== undefined && context.isInstant) return;
  const podIp = textAt(pod, "status", "podIP") || (usesHostNetwork(pod) ? hostIp : nextIp(context));
  const status = toPodStatus(pod, { stage, time: context.time(), hostIp, podIp });
  const after = writeStatus(context.state, "/pods", {
    before: pod,
    after: { ...pod, status },
    manager: "kubelet",
  });
  if (after === pod) return;
  if ((isReady(after) && !isReady(pod)) || stage === "failed") context.restart(uid, "ready");
  if (readField(pod, "status", "phase") !== "Running" || stage === "crashing") say(context, after, stage);
}

/** How long a pod has been on its node; one that started before the sandbox was started anew goes on where it was. */
function ageOf(context: Context, pod: KubeObject): number {
  const reached = objectsAt(pod, "status", "containerStatuses").map(
    (container) => reachedMs[textAt(container, "state", "waiting", "reason")] ?? startMs,
  );
  return Math.max(context.elapsedMs(pod.metadata.uid, "pod"), ...reached);
}

const reachedMs: Readonly<Record<string, number>> = { ContainerCreating: 0, ImagePullBackOff: backOffMs };

/** A pod that is being deleted goes as soon as its containers have ended, and here they end at once. */
function end(context: Context, pod: KubeObject): void {
  if ((pod.metadata.finalizers ?? []).length > 0 && pod.metadata["deletionGracePeriodSeconds"] === 0) return;
  remove(context.state, "/pods", pod, { gracePeriodSeconds: 0 });
}

function usesHostNetwork(pod: KubeObject): boolean {
  return readField(pod, "spec", "hostNetwork") === true;
}

const lastIps = new WeakMap<Context, number>();

/** Gives the next address of the pods' network; after 65,000 pods they begin anew. */
function nextIp(context: Context): string {
  const last =
    lastIps.get(context) ??
    context.state.store.list("/pods").reduce((most, pod) => Math.max(most, numberOf(pod)), 1);
  const next = last % 65_000 === 64_999 ? 2 : last + 1;
  lastIps.set(context, next);
  return `10.244.${next >> 8}.${next & 255}`;
}

function numberOf(pod: KubeObject): number {
  const [, high = "0", low = "0"] = /^10\.244\.(\d+)\.(\d+)$/.exec(textAt(pod, "status", "podIP")) ?? [];
  return Number(high) * 256 + Number(low);
}

type Line = readonly ["Normal" | "Warning", string, string];

/** The words of a kubelet: pkg/kubelet/events/event.go, pkg/kubelet/images/image_manager.go. */
function toLines(
  stage: PodStage,
  { name, image }: { readonly name: string; readonly image: string },
): readonly Line[] {
  if (
    stage === "running" ||
    stage === "unready" ||
    stage === "crashing" ||
    stage === "succeeded" ||
    stage === "failed"
  ) {
    return [
      ["Normal", "Pulled", `Container image "${image}" already present on machine`],
      ["Normal", "Created", `Container created`],
      ["Normal", "Started", `Container started`],
      ...(stage === "crashing"
        ? [["Warning", "BackOff", `Back-off restarting failed container ${name}`] as const]
        : []),
    ];
  }
  if (stage === "creating") return [];
  return [
    ["Normal", "Pulling", `Pulling image "${image}"`],
    ["Warning", "Failed", `Failed to pull image "${image}": ${pullError(image)}`],
    ["Warning", "Failed", "Error: ErrImagePull"],
    ...(stage === "back-off"
      ? ([
          ["Normal", "BackOff", backOffMessage(image)],
          ["Warning", "Failed", "Error: ImagePullBackOff"],
        ] as const)
      : []),
  ];
}

function say(context: Context, pod: KubeObject, stage: PodStage): void {
  for (const container of objectsAt(pod, "spec", "containers")) {
    const facts = { name: textAt(container, "name"), image: textAt(container, "image") };
    if ((stage === "back-off" || stage === "pull-failed") && !isMissingImage(facts.image)) continue;
    for (const [type, reason, message] of toLines(stage, facts))
      context.tell({ about: pod, source: "kubelet", type, reason, message });
  }
}
