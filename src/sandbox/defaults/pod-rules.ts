import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import { type RuleEntry, withDefault } from "./rule.ts";

/** Defaults of Pods and their parts: pkg/apis/core/v1/defaults.go of kubernetes at v1.35.0. */
export const podRules: readonly RuleEntry[] = [
  ["api.core.v1.Pod", toPod],
  ["api.core.v1.PodSpec", toPodSpec],
  ["api.core.v1.Container", (value) => withPullPolicy(value, "image", "imagePullPolicy")],
  ["api.core.v1.EphemeralContainer", (value) => withPullPolicy(value, "image", "imagePullPolicy")],
  ["api.core.v1.ImageVolumeSource", (value) => withPullPolicy(value, "reference", "pullPolicy")],
  ["api.core.v1.Volume", toVolume],
];

/** What is only for Pods themselves, not for the templates of Pods. */
function toPod(pod: JsonObject): JsonObject {
  const spec = asObject(pod["spec"]);
  const isHost = spec["hostNetwork"] === true;
  const complete = (value: Json | undefined) =>
    Array.isArray(value)
      ? value.map((each) => (isObject(each) ? toPodContainer(each, isHost) : each))
      : undefined;
  const { containers, initContainers } = spec;
  const filled = {
    ...withDefault(spec, "enableServiceLinks", true),
    ...(containers === undefined ? {} : { containers: complete(containers) }),
    ...(initContainers === undefined ? {} : { initContainers: complete(initContainers) }),
  };
  return { ...pod, spec: filled };
}

function toPodContainer(container: JsonObject, isHost: boolean): JsonObject {
  const { limits, requests } = asObject(container["resources"]);
  const limited = isObject(limits)
    ? { resources: { ...asObject(container["resources"]), requests: { ...limits, ...asObject(requests) } } }
    : {};
  const ports = isHost && container["ports"] !== undefined ? { ports: toHostPorts(container) } : {};
  return { ...container, ...limited, ...ports };
}

/** A port of the host's network is a port of the host. */
function toHostPorts(container: JsonObject): readonly Json[] {
  return asList(container["ports"]).map((port) =>
    isObject(port) ? withDefault(port, "hostPort", port["containerPort"] ?? 0) : port,
  );
}

/** `serviceAccount` is the old name of `serviceAccountName`; both are always the same. */
function toPodSpec(spec: JsonObject): JsonObject {
  const name = spec["serviceAccountName"] ?? spec["serviceAccount"];
  return name === undefined ? spec : { ...spec, serviceAccount: name, serviceAccountName: name };
}

function withPullPolicy(value: JsonObject, imageField: string, policyField: string): JsonObject {
  const policy = isLatest(String(value[imageField] ?? "")) ? "Always" : "IfNotPresent";
  return withDefault(value, policyField, policy);
}

const reference =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::([A-Za-z0-9_][\w.-]*))?(@[\w+.-]+:[0-9a-fA-F]{32,})?$/;

/** An image with neither tag nor digest is the latest; what is no name of an image is not. */
function isLatest(image: string): boolean {
  const match = reference.exec(image);
  if (match === null) return false;
  const [, tag, digest] = match;
  return tag === "latest" || (tag === undefined && digest === undefined);
}

/** A volume without a source is an empty folder. */
function toVolume(volume: JsonObject): JsonObject {
  const hasSource = Object.keys(volume).some(
    (name) => name !== "name" && readField(volume, name) !== undefined,
  );
  return hasSource ? volume : { ...volume, emptyDir: {} };
}
