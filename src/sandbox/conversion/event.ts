import type { KubeObject } from "../../kube/object.ts";

/** Names of fields in v1 and in events.k8s.io/v1: pkg/apis/core/v1 and pkg/apis/events/v1/conversion.go. */
const names: readonly (readonly [core: string, events: string])[] = [
  ["count", "deprecatedCount"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["involvedObject", "regarding"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["message", "note"],
  ["reportingComponent", "reportingController"],
  ["source", "deprecatedSource"],
];

const toNew: ReadonlyMap<string, string> = new Map(names);
const toCore: ReadonlyMap<string, string> = new Map(names.map(([core, events]) => [events, core]));

/** Gives an Event of events.k8s.io as the core group has it. */
export function toCoreEvent(event: KubeObject): KubeObject {
  return rename(event, toCore);
}

/** Gives an Event of the core group as events.k8s.io has it. */
export function toNewEvent(event: KubeObject): KubeObject {
  return rename(event, toNew);
}

function rename(event: KubeObject, to: ReadonlyMap<string, string>): KubeObject {
  const { apiVersion, kind, metadata, ...fields } = event;
  const renamed = Object.entries(fields).map(([name, value]) => [to.get(name) ?? name, value] as const);
  return { apiVersion, kind, metadata, ...Object.fromEntries(renamed) };
}
