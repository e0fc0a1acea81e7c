/**
 * Conversion: the kinds whose versions differ in more than their name. In: an object in one version. Out: the same in another.
 * Objects are stored in one version, whatever version they were written in, and read in the version that is asked for.
 */
import type { KubeObject } from "../../kube/object.ts";
import { toAutoscalerV1, toAutoscalerV2 } from "./autoscaler.ts";
import { toCoreEvent, toNewEvent } from "./event.ts";

type Conversion = {
  readonly from: string;
  readonly to: string;
  readonly convert: (object: KubeObject) => KubeObject;
};

const conversions: Readonly<Record<string, readonly Conversion[]>> = {
  HorizontalPodAutoscaler: [
    { from: "autoscaling/v1", to: "autoscaling/v2", convert: toAutoscalerV2 },
    { from: "autoscaling/v2", to: "autoscaling/v1", convert: toAutoscalerV1 },
  ],
  Event: [
    { from: "events.k8s.io/v1", to: "v1", convert: toCoreEvent },
    { from: "v1", to: "events.k8s.io/v1", convert: toNewEvent },
  ],
};

/** Gives an object in another version of its kind. */
export function convert(object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  const known = Object.hasOwn(conversions, object.kind) ? conversions[object.kind] : undefined;
  const conversion = known?.find(({ from, to }) => from === object.apiVersion && to === apiVersion);
  return { ...(conversion === undefined ? object : conversion.convert(object)), apiVersion };
}

const stored: ReadonlyMap<string, string> = new Map([
  ["autoscaling/v1 HorizontalPodAutoscaler", "autoscaling/v2"],
  ["events.k8s.io/v1 Event", "v1"],
]);

/** Gives an object in the version that its kind is stored in. */
export function toStorageVersion(object: KubeObject): KubeObject {
  const apiVersion = stored.get(`${object.apiVersion} ${object.kind}`);
  return apiVersion === undefined ? object : convert(object, apiVersion);
}
