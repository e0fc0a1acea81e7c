import { isObject, type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList } from "../../kube/values.ts";
import { badRequest } from "../cluster/status-error.ts";

/** Gives the log of a pod's container: one line that says why there is no more. Throws 400 as the server does. */
export function readLog(pod: KubeObject, wanted: string): string {
  const { name } = pod.metadata;
  const containers = namesOf(readField(pod, "spec", "containers"));
  const others = ["initContainers", "ephemeralContainers"].flatMap((list) =>
    namesOf(readField(pod, "spec", list)),
  );
  if (wanted === "" && containers.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${containers.join(" ")}]`,
    );
  }
  const container = wanted || (containers[0] ?? "");
  if (![...containers, ...others].includes(container)) {
    throw badRequest(`container ${container} is not valid for pod ${name}`);
  }
  const reason = waitingReasonOf(pod, container);
  if (reason === undefined) return `${container}: the sandbox runs no containers\n`;
  throw badRequest(`container "${container}" in pod "${name}" is waiting to start: ${reason}`);
}

function namesOf(containers: Json | undefined): readonly string[] {
  return asList(containers).map((each) => String(readField(each, "name")));
}

function waitingReasonOf(pod: KubeObject, container: string): string | undefined {
  const statuses = readField(pod, "status", "containerStatuses");
  const own = asList(statuses)
    .filter(isObject)
    .find(({ name }) => name === container);
  if (own === undefined)
    return readField(pod, "status", "phase") === "Pending" ? "ContainerCreating" : undefined;
  const waiting = readField(own, "state", "waiting");
  return waiting === undefined ? undefined : String(readField(waiting, "reason") ?? "ContainerCreating");
}
