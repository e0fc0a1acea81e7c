import { type Json, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { absent, duplicate, forbidden, invalid, required } from "./causes.ts";
import { environment, environmentFrom } from "./environment.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { lifecycle, probes } from "./probe.ts";
import { resources } from "./resources.ts";
import { all, below, fields, is, isEmpty, itemsOf } from "./rules.ts";
import { checkSecurity } from "./security.ts";

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go, validateContainers
const port: Rule = fields({
  containerPort: (at) =>
    at.value === 0 || isEmpty(at.value) ? [required(at.path)] : is.within(1, 65_535)(at),
  hostPort: (at) => (at.value === 0 ? [] : is.within(1, 65_535)(at)),
  protocol: is.oneOf("SCTP", "TCP", "UDP"),
});

/** A port's name comes first, and only a good one can be there twice. */
const ports: Rule = (at) => {
  const seen = new Set<Json | undefined>();
  return itemsOf(at).flatMap((item) => {
    const name = below(item, "name");
    const wrong = is.formatted(formats.portName)(name);
    const isTaken = !isEmpty(name.value) && wrong.length === 0 && seen.has(name.value);
    seen.add(name.value);
    return [...wrong, ...(isTaken ? [duplicate(name)] : []), ...port(item)];
  });
};

/** Mounts name volumes of the pod, each at a path of its own. */
function checkMounts(at: At, volumes: ReadonlySet<Json | undefined>): readonly Cause[] {
  const paths = new Set<Json | undefined>();
  return itemsOf(at).flatMap((item) => {
    const name = toText(below(item, "name"));
    const path = toText(below(item, "mountPath"));
    const isTaken = paths.has(path.value);
    paths.add(path.value);
    return [
      ...is.given()(name),
      ...(volumes.has(name.value) ? [] : [absent(name)]),
      ...is.given()(path),
      ...(isTaken ? [invalid(path, "must be unique")] : []),
      // The server names no index here.
      ...checkDescending({ path: `${at.path}.subPath`, value: readField(item.value, "subPath") }),
      ...(isEmpty(readField(item.value, "subPath")) || isEmpty(below(item, "subPathExpr").value)
        ? []
        : [invalid(below(item, "subPathExpr"), "subPathExpr and subPath are mutually exclusive")]),
      ...is.oneOf(
        "Bidirectional",
        "HostToContainer",
        "None",
      )({
        path: `${at.path}.mountPropagation`,
        value: readField(item.value, "mountPropagation"),
      }),
    ];
  });
}

/** Devices name volumes of the pod, too, and none that is mounted as well. */
function checkDevices(at: At, volumes: ReadonlySet<Json | undefined>): readonly Cause[] {
  const mounts = itemsOf({ path: "", value: readField(at.value, "volumeMounts") });
  const mounted = mounts.map(({ value }) => readField(value, "name"));
  return itemsOf(below(at, "volumeDevices")).flatMap((item) => {
    const name = toText(below(item, "name"));
    return [
      ...is.given()(name),
      ...(volumes.has(name.value) ? [] : [absent(name)]),
      ...is.given()(toText(below(item, "devicePath"))),
      ...(mounted.includes(name.value) ? [invalid(name, "must not already exist in volumeMounts")] : []),
    ];
  });
}

/** A path below another: relative, and without steps back. */
export function checkDescending(at: At): readonly Cause[] {
  if (typeof at.value !== "string" || at.value === "") return [];
  const isBack = at.value.split("/").includes("..");
  return [
    ...(at.value.startsWith("/") ? [invalid(at, "must be a relative path")] : []),
    ...(isBack ? [invalid(at, "must not contain '..'")] : []),
  ];
}

function toText({ path, value }: At): At {
  return { path, value: value ?? "" };
}

/** How a container's resources change; the server names no index here. */
const checkResize: Rule = (at) =>
  itemsOf(at).flatMap(({ value }) => [
    ...is.oneOf("cpu", "memory")({ path: at.path, value: readField(value, "resourceName") }),
    ...is.oneOf(
      "NotRequired",
      "RestartContainer",
    )({ path: at.path, value: readField(value, "restartPolicy") }),
  ]);

/** What containers have in common: the names of the pod's volumes, and whether their users are the host's. */
export type Shared = { readonly volumes: ReadonlySet<Json | undefined>; readonly hostUsers: boolean };

/** What holds for a container of any sort. */
function checkContainer(at: At, { volumes, hostUsers }: Shared): readonly Cause[] {
  const first = fields({
    name: [is.given(), is.formatted(formats.label)],
    image: is.given(),
    terminationMessagePolicy: is.oneOf("File", "FallbackToLogsOnError"),
    ports,
    env: environment,
    envFrom: environmentFrom,
    volumeMounts: (mounts) => checkMounts(mounts, volumes),
  });
  const last = fields({
    imagePullPolicy: is.oneOf("Always", "IfNotPresent", "Never"),
    resources,
    resizePolicy: checkResize,
    securityContext: (security) => checkSecurity(security, hostUsers),
  });
  return all(first, (own) => checkDevices(own, volumes), last)(at);
}

/** Gives what is wrong with the containers of a pod. */
export function checkContainers(at: At, shared: Shared): readonly Cause[] {
  if (isEmpty(at.value)) return [required(at.path)];
  const names = new Set<Json | undefined>();
  const causes = itemsOf(at).flatMap((item) => {
    const name = toText(below(item, "name"));
    const isTaken = names.has(name.value);
    names.add(name.value);
    const common = checkContainer(item, shared);
    return [...common, ...(isTaken ? [duplicate(name)] : []), ...lifecycle(item), ...probes(item)];
  });
  return [...causes, ...checkHostPorts(itemsOf(at))];
}

const notInInit = "may not be set for init containers without restartPolicy=Always";

/** Gives what is wrong with a pod's init containers, which share their names with its containers. */
export function checkInitContainers(
  at: At,
  { taken, ...shared }: Shared & { readonly taken: readonly At[] },
): readonly Cause[] {
  const names = new Set(taken.map(({ value }) => readField(value, "name")));
  return itemsOf(at).flatMap((item) => {
    const name = below(item, "name");
    const isTaken = names.has(name.value);
    if (!isEmpty(name.value)) names.add(name.value);
    const isSidecar = readField(item.value, "restartPolicy") === "Always";
    const unfit = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
      .map((field) => below(item, field))
      .filter(({ value }) => value !== undefined)
      .map(({ path }) => forbidden(path, notInInit));
    return [
      ...checkContainer(item, shared),
      ...(isTaken ? [duplicate(name)] : []),
      ...checkHostPorts([item]),
      ...(isSidecar ? [...lifecycle(item), ...probes(item)] : unfit),
    ];
  });
}

function checkHostPorts(containers: readonly At[]): readonly Cause[] {
  const taken = new Set<string>();
  return containers
    .flatMap((container) => itemsOf(below(container, "ports")))
    .flatMap((item) => {
      const { hostPort, protocol = "TCP", hostIP = "" } = asObject(item.value);
      if (typeof hostPort !== "number" || hostPort === 0) return [];
      const text = `${protocol}/${hostIP}/${hostPort}`;
      const isTaken = taken.has(text);
      taken.add(text);
      return isTaken ? [duplicate({ path: `${item.path}.hostPort`, value: text })] : [];
    });
}
