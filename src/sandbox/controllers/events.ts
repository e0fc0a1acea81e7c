import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import type { ClusterState } from "../cluster/cluster.ts";

/** One thing that happened to an object. */
export type Note = {
  readonly about: KubeObject;
  /** Who says so: `deployment-controller`. */
  readonly source: string;
  readonly type?: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
};

const storage = "/events";
// A real server forgets events after an hour; here the oldest go.
const eventsMax = 2_000;

const owned: JsonObject = {
  "f:count": {},
  "f:firstTimestamp": {},
  "f:involvedObject": {},
  "f:lastTimestamp": {},
  "f:message": {},
  "f:reason": {},
  "f:reportingComponent": {},
  "f:source": { "f:component": {} },
  "f:type": {},
};

/** Makes the writer of Events: the same thing said again is counted, and the oldest are forgotten. */
export function createEventWriter(state: ClusterState): (note: Note) => void {
  const known = new Map<string, { readonly namespace: string; readonly name: string }>();
  let number = 0;
  return (note) => {
    const { namespace = "default" } = note.about.metadata;
    const space = state.store.read("/namespaces", "", namespace);
    // Nothing may be written into a namespace that is going away: it would never be empty.
    if (space === undefined || space.metadata.deletionTimestamp !== undefined) return;
    const key = `${note.about.metadata.uid} ${note.reason} ${note.message}`;
    const place = known.get(key);
    const before = place && state.store.read(storage, place.namespace, place.name);
    number += 1;
    const written = before === undefined ? toEvent(state, note, number) : counted(state, before);
    const { name } = state.store.write(storage, written).metadata;
    known.delete(key);
    known.set(key, { namespace, name });
    if (known.size > eventsMax) forgetOldest(state, known);
  };
}

function forgetOldest(state: ClusterState, known: Map<string, { namespace: string; name: string }>): void {
  for (const [key, { namespace, name }] of known) {
    known.delete(key);
    const event = state.store.read(storage, namespace, name);
    if (event !== undefined) state.store.remove(storage, event);
    return;
  }
}

function counted(state: ClusterState, event: KubeObject): KubeObject {
  const count = typeof event["count"] === "number" ? event["count"] + 1 : 2;
  return { ...event, count, lastTimestamp: formatTime(state.now()) };
}

function toEvent(state: ClusterState, note: Note, number: number): KubeObject {
  const { about, source: component, type = "Normal", reason, message } = note;
  const { namespace = "", name, uid, resourceVersion } = about.metadata;
  const time = formatTime(state.now());
  // Names end in nanoseconds since 1970, in hexadecimal: client-go tools/record/event.go, makeEvent.
  const suffix = (BigInt(state.now().getTime()) * 1_000_000n + BigInt(number % 1_000_000)).toString(16);
  const isUpdate = { manager: managerOf(component), operation: "Update", apiVersion: "v1", time };
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: `${name}.${suffix}`,
      namespace: namespace || "default",
      uid: randomUUID(),
      creationTimestamp: time,
      managedFields: [{ ...isUpdate, fieldsType: "FieldsV1", fieldsV1: owned }],
    },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      ...(namespace === "" ? {} : { namespace }),
      name,
      uid,
      resourceVersion,
    },
    reason,
    message,
    source: { component },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: "",
  };
}

function managerOf(component: string): string {
  if (component === "kubelet") return "kubelet";
  return component === "default-scheduler" ? "kube-scheduler" : "kube-controller-manager";
}
