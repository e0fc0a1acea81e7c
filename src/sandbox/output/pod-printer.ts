import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { ageOf, toAge } from "./age.ts";
import { itemsAt, numberAt, textAt } from "./cell-texts.ts";
import { type Cell, type Printer, parseColumns } from "./column.ts";

/**
 * Prints pods.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/printers/internalversion/printers.go, printPod
 */
export const podPrinter: Printer = {
  columns: parseColumns("Name|Ready|Status|Restarts|Age|IP*|Node*|Nominated Node*|Readiness Gates*"),
  cells: toCells,
};

function toCells(pod: KubeObject, now: Date): readonly Cell[] {
  const init = readInit(pod);
  const isPast = init.reason === undefined || hasCondition(pod, "Initialized");
  const main = isPast ? readContainers(pod, init.reason ?? reasonOf(pod)) : undefined;
  const ready = init.ready + (main?.ready ?? 0);
  const total = itemsAt(pod, "spec.containers").length + restartableNames(pod).size;
  // Restarts of containers that only prepared the pod no longer count once it is prepared.
  const restarts = main === undefined ? init.all : add(init.restartable, main.restarts);
  return [
    pod.metadata.name,
    `${ready}/${total}`,
    afterDeletion(pod, main?.reason ?? init.reason ?? ""),
    toRestartText(restarts, now),
    ageOf(pod, now),
    textAt(itemsAt(pod, "status.podIPs")[0], "ip", textAt(pod, "status.podIP", "<none>")),
    textAt(pod, "spec.nodeName", "<none>"),
    textAt(pod, "status.nominatedNodeName", "<none>"),
    toGateText(pod),
  ];
}

function reasonOf(pod: KubeObject): string {
  const isGated = itemsAt(pod, "status.conditions").some(
    (each) => each["type"] === "PodScheduled" && each["reason"] === "SchedulingGated",
  );
  return isGated ? "SchedulingGated" : textAt(pod, "status.reason", textAt(pod, "status.phase"));
}

type Restarts = { readonly count: number; readonly last: string };
const noRestarts: Restarts = { count: 0, last: "" };

function add(a: Restarts, b: Restarts): Restarts {
  return { count: a.count + b.count, last: a.last > b.last ? a.last : b.last };
}

function restartsOf(status: JsonObject): Restarts {
  const last = textAt(status, "lastState.terminated.finishedAt");
  return { count: numberAt(status, "restartCount"), last };
}

function restartableNames(pod: KubeObject): ReadonlySet<string> {
  const restartable = itemsAt(pod, "spec.initContainers").filter(
    (each) => each["restartPolicy"] === "Always",
  );
  return new Set(restartable.map((each) => textAt(each, "name")));
}

type Init = {
  readonly ready: number;
  readonly all: Restarts;
  readonly restartable: Restarts;
  /** Why the pod is not prepared yet; undefined: it is. */
  readonly reason: string | undefined;
};

function readInit(pod: KubeObject): Init {
  const sidecars = restartableNames(pod);
  const total = itemsAt(pod, "spec.initContainers").length;
  let found: Init = { ready: 0, all: noRestarts, restartable: noRestarts, reason: undefined };
  for (const [index, status] of itemsAt(pod, "status.initContainerStatuses").entries()) {
    const isSidecar = sidecars.has(textAt(status, "name"));
    const restarts = restartsOf(status);
    found = {
      ...found,
      all: add(found.all, restarts),
      restartable: isSidecar ? add(found.restartable, restarts) : found.restartable,
    };
    if (readField(status, "state", "terminated", "exitCode") === 0) continue;
    if (isSidecar && status["started"] === true) {
      found = { ...found, ready: found.ready + (status["ready"] === true ? 1 : 0) };
      continue;
    }
    return { ...found, reason: toInitReason(status, index, total) };
  }
  return found;
}

function toInitReason(status: JsonObject, index: number, total: number): string {
  const state = readField(status, "state");
  if (isObject(readField(state, "terminated"))) return `Init:${toExitText(state)}`;
  const waiting = textAt(state, "waiting.reason");
  return waiting !== "" && waiting !== "PodInitializing" ? `Init:${waiting}` : `Init:${index}/${total}`;
}

function toExitText(state: JsonObject | unknown): string {
  const terminated = isObject(state) ? state["terminated"] : undefined;
  const signal = numberAt(terminated, "signal");
  const exit = signal === 0 ? `ExitCode:${numberAt(terminated, "exitCode")}` : `Signal:${signal}`;
  return textAt(terminated, "reason", exit);
}

type Main = { readonly ready: number; readonly restarts: Restarts; readonly reason: string };

/** The first container's reason counts most, so the last is read first. */
function readContainers(pod: KubeObject, first: string): Main {
  const statuses = itemsAt(pod, "status.containerStatuses").toReversed();
  const reasons = statuses.map(toReason).filter((reason) => reason !== undefined);
  const running = statuses.filter(
    (status) =>
      toReason(status) === undefined &&
      status["ready"] === true &&
      isObject(readField(status, "state", "running")),
  );
  const reason = reasons.at(-1) ?? first;
  const isDonePartly = reason === "Completed" && running.length > 0;
  return {
    ready: running.length,
    restarts: statuses.map(restartsOf).reduce(add, noRestarts),
    reason: isDonePartly ? toPartReason(pod) : reason,
  };
}

function toPartReason(pod: KubeObject): string {
  return hasCondition(pod, "Ready") ? "Running" : "NotReady";
}

function toReason(status: JsonObject): string | undefined {
  const waiting = textAt(status, "state.waiting.reason");
  if (waiting !== "") return waiting;
  const state = readField(status, "state");
  return isObject(readField(state, "terminated")) ? toExitText(state) : undefined;
}

function afterDeletion(pod: KubeObject, reason: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return reason;
  if (textAt(pod, "status.reason") === "NodeLost") return "Unknown";
  return ["Failed", "Succeeded"].includes(textAt(pod, "status.phase")) ? reason : "Terminating";
}

function hasCondition(pod: KubeObject, type: string): boolean {
  return itemsAt(pod, "status.conditions").some((each) => each["type"] === type && each["status"] === "True");
}

function toRestartText({ count, last }: Restarts, now: Date): string {
  return count === 0 || last === "" ? String(count) : `${count} (${toAge(last, now)} ago)`;
}

function toGateText(pod: KubeObject): string {
  const gates = itemsAt(pod, "spec.readinessGates");
  const open = gates.filter((gate) => hasCondition(pod, textAt(gate, "conditionType")));
  return gates.length === 0 ? "<none>" : `${open.length}/${gates.length}`;
}
