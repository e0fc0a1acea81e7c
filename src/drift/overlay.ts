import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";

/**
 * Lays desired over live: maps field by field, anything else as a whole. It stands for what an apply would give where the API
 * server refuses even to try one, so that people see which fields it is about.
 */
export function overlayDesired(live: KubeObject, desired: KubeObject): KubeObject {
  return { ...live, ...overlay(live, desired), metadata: { ...live.metadata, ...toMaps(live, desired) } };
}

function toMaps({ metadata: live }: KubeObject, { metadata: desired }: KubeObject) {
  return {
    labels: { ...live.labels, ...desired.labels },
    annotations: { ...live.annotations, ...desired.annotations },
  };
}

function overlay(live: JsonObject, desired: JsonObject): JsonObject {
  const changed = Object.entries(desired).map(([name, value]) => [name, toValue(live[name], value)]);
  return { ...live, ...Object.fromEntries(changed) };
}

function toValue(live: Json | undefined, desired: Json | undefined): Json | undefined {
  return isObject(live) && isObject(desired) ? overlay(live, desired) : desired;
}
