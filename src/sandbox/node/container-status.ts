import { createHash } from "node:crypto";
import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import { textAt } from "../controllers/values.ts";
import { isMissingImage } from "./pod-stage.ts";

/** What one container does. */
export type ContainerState =
  | "back-off"
  | "completed"
  | "crashing"
  | "creating"
  | "failed"
  | "pull-failed"
  | "running"
  | "unready";

export type ContainerFacts = {
  readonly container: JsonObject;
  /** Its status so far; empty: none. */
  readonly before: JsonObject;
  readonly state: ContainerState;
  readonly time: string;
  readonly podUid: string;
};

const crashes = 5;

/** Gives the status of a container. */
export function toContainerStatus(facts: ContainerFacts): JsonObject {
  const { container, state } = facts;
  const image = textAt(container, "image");
  const isUp = !["back-off", "creating", "pull-failed"].includes(state);
  const isRunning = state === "running" || state === "unready";
  const lastState =
    state === "crashing" ? { terminated: toEnd(facts, { exitCode: 1, reason: "Error" }) } : {};
  return {
    name: textAt(container, "name"),
    state: toState(facts),
    lastState,
    ready: state === "running",
    restartCount: state === "crashing" ? crashes : 0,
    image: isUp ? toFullName(image) : image,
    imageID: isUp ? `${toRepository(image)}@sha256:${hash(image)}` : "",
    ...(isUp ? { containerID: idOf(facts) } : {}),
    started: isRunning,
    ...(isRunning ? { resources: readField(container, "resources") ?? {} } : {}),
  };
}

/** Gives the status of a container that runs before the others, or beside them when it is always started anew. */
export function toInitStatus(facts: ContainerFacts): JsonObject {
  const isBeside = readField(facts.container, "restartPolicy") === "Always";
  if (isBeside || facts.state === "creating" || isMissingImage(textAt(facts.container, "image")))
    return toContainerStatus(facts);
  return { ...toContainerStatus({ ...facts, state: "completed" }), ready: true };
}

function toState(facts: ContainerFacts): JsonObject {
  const { container, state } = facts;
  const name = textAt(container, "name");
  const image = textAt(container, "image");
  // Beside a container whose image is missing, the others run.
  const isElsewhere = (state === "back-off" || state === "pull-failed") && !isMissingImage(image);
  if (state === "running" || state === "unready" || isElsewhere)
    return { running: { startedAt: startOf(facts) } };
  if (state === "completed") return { terminated: toEnd(facts, { exitCode: 0, reason: "Completed" }) };
  if (state === "failed") return { terminated: toEnd(facts, { exitCode: 1, reason: "Error" }) };
  if (state === "creating") return { waiting: { reason: "ContainerCreating" } };
  if (state === "pull-failed") return { waiting: { reason: "ErrImagePull", message: pullError(image) } };
  if (state === "crashing") {
    const message = `back-off 2m40s restarting failed container=${name}`;
    return { waiting: { reason: "CrashLoopBackOff", message } };
  }
  return {
    waiting: {
      reason: "ImagePullBackOff",
      message: `${backOffMessage(image)}: ErrImagePull: ${pullError(image)}`,
    },
  };
}

/** Says what a kubelet says of an image that it tries to pull again later. */
export function backOffMessage(image: string): string {
  return `Back-off pulling image "${image}"`;
}

/** Says what containerd says of an image that no registry has. */
export function pullError(image: string): string {
  const full = toFullName(image);
  const why = "pull access denied, repository does not exist or may require authorization";
  const server = "server message: insufficient_scope: authorization failed";
  return `failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${why}: ${server}`;
}

/** Writes an image's name out: registry, repository and tag (github.com/distribution/reference). */
export function toFullName(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const name = hasRegistry ? image : `docker.io/${rest.length === 0 ? "library/" : ""}${image}`;
  const hasTag = /:[^/]+$/.test(name) || name.includes("@");
  return hasTag ? name : `${name}:latest`;
}

function toRepository(image: string): string {
  return toFullName(image).replace(/(@.*|:[^/:]+)$/, "");
}

function toEnd(
  facts: ContainerFacts,
  end: { readonly exitCode: number; readonly reason: string },
): JsonObject {
  const known = readField(facts.before, "state", "terminated");
  const times = { startedAt: startOf(facts), finishedAt: textAt(known, "finishedAt") || facts.time };
  return { ...end, ...times, containerID: idOf(facts) };
}

function startOf({ before, time }: ContainerFacts): string {
  const states = ["running", "terminated"].map((name) => readField(before, "state", name));
  return textAt(states.find(isObject), "startedAt") || time;
}

function idOf({ container, before, podUid }: ContainerFacts): string {
  return textAt(before, "containerID") || `containerd://${hash(`${podUid} ${textAt(container, "name")}`)}`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
