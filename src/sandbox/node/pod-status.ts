import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { objectAt, objectsAt, textAt } from "../controllers/values.ts";
import { type ContainerState, toContainerStatus, toInitStatus } from "./container-status.ts";
import type { PodStage } from "./pod-stage.ts";

export type PodFacts = {
  readonly stage: PodStage;
  readonly time: string;
  readonly hostIp: string;
  readonly podIp: string;
};

const phases: Readonly<Record<PodStage, string>> = {
  "back-off": "Pending",
  crashing: "Running",
  creating: "Pending",
  failed: "Failed",
  "pull-failed": "Pending",
  running: "Running",
  succeeded: "Succeeded",
  unready: "Running",
};

const states: Readonly<Record<PodStage, ContainerState>> = {
  "back-off": "back-off",
  crashing: "crashing",
  creating: "creating",
  failed: "failed",
  "pull-failed": "pull-failed",
  running: "running",
  succeeded: "completed",
  unready: "unready",
};

/** Gives a pod's status as a kubelet writes it; what did not change keeps its times. */
export function toPodStatus(pod: KubeObject, facts: PodFacts): JsonObject {
  const { stage, time } = facts;
  const before = objectAt(pod, "status");
  const generation = pod.metadata.generation ?? 1;
  const startTime = textAt(before, "startTime") || time;
  const isUp = stage !== "creating";
  const podUid = pod.metadata.uid ?? "";
  const toStatus = (list: string, state: ContainerState) =>
    objectsAt(pod, "spec", list).map((container) =>
      toContainerStatus({
        container,
        before: find(before, `${list.slice(0, -1)}Statuses`, container),
        state,
        time,
        podUid,
      }),
    );
  const inits = objectsAt(pod, "spec", "initContainers").map((container) =>
    toInitStatus({
      container,
      before: find(before, "initContainerStatuses", container),
      state: states[stage],
      time,
      podUid,
    }),
  );
  return {
    observedGeneration: generation,
    phase: phases[stage],
    conditions: toConditions(pod, facts),
    hostIP: facts.hostIp,
    hostIPs: [{ ip: facts.hostIp }],
    ...(isUp ? { podIP: facts.podIp, podIPs: [{ ip: facts.podIp }] } : {}),
    startTime,
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: toStatus("containers", states[stage]),
    qosClass: readField(before, "qosClass") ?? "BestEffort",
  };
}

function find(status: JsonObject, list: string, container: JsonObject): JsonObject {
  return objectsAt(status, list).find(({ name }) => name === container["name"]) ?? {};
}

type Verdict = { readonly status: "False" | "True"; readonly reason?: string; readonly message?: string };

/** Says how far a pod is; the conditions of others stay (pkg/kubelet/status/generate.go). */
function toConditions(pod: KubeObject, { stage, time }: PodFacts): readonly JsonObject[] {
  const before = objectsAt(pod, "status", "conditions");
  const names = objectsAt(pod, "spec", "containers").map(({ name }) => name);
  const isDone = stage === "succeeded";
  const well: Verdict = { status: "True" };
  const unready: Verdict = {
    status: "False",
    reason: isDone ? "PodCompleted" : "ContainersNotReady",
    ...(isDone ? {} : { message: `containers with unready status: [${names.join(" ")}]` }),
  };
  const initialized: Verdict = isDone ? { status: "True", reason: "PodCompleted" } : well;
  const ready = stage === "running" ? well : unready;
  const sandboxReady = stage === "creating" || isDone || stage === "failed" ? "False" : "True";
  const own: readonly (readonly [string, Verdict])[] = [
    ["PodReadyToStartContainers", { status: sandboxReady }],
    ["Initialized", initialized],
    ["Ready", ready],
    ["ContainersReady", ready],
  ];
  const types = new Set(own.map(([type]) => type));
  const written = own.map(([type, verdict]) => {
    const known = before.find((condition) => condition["type"] === type);
    const lastTransitionTime =
      known?.["status"] === verdict.status ? (known["lastTransitionTime"] ?? time) : time;
    const observedGeneration = pod.metadata.generation ?? 1;
    return { type, observedGeneration, lastProbeTime: null, lastTransitionTime, ...verdict };
  });
  return [...written, ...before.filter(({ type }) => !types.has(String(type)))];
}
