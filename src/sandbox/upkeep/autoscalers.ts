import { type JsonObject, readField } from "../../kube/json.ts";
import { groupOf } from "../../kube/key.ts";
import type { KubeObject } from "../../kube/object.ts";
import { findStored, kindsOf } from "../cluster/cluster.ts";
import { storageOf } from "../cluster/kind.ts";
import type { Context, Controller, Place, Watch } from "../controllers/context.ts";
import { numberAt, objectAt, objectsAt, textAt } from "../controllers/values.ts";
import { itself, placeOf } from "../controllers/watches.ts";
import { isClosing, read, rewrite, writeStatus } from "../controllers/write.ts";

const storage = "autoscaling/horizontalpodautoscalers";

const ofTarget: Watch = ({ object }, { state }) =>
  state.store
    .list(storage, object.metadata.namespace ?? "")
    .filter((each) => {
      const { kind, name } = objectAt(each, "spec", "scaleTargetRef");
      return kind === object.kind && name === object.metadata.name;
    })
    .map(placeOf);

/** Keeps what a HorizontalPodAutoscaler scales within its limits; the load is always as it should be. */
export const autoscalers: Controller = {
  name: "horizontal-pod-autoscaler",
  rank: 4,
  watches: {
    [storage]: itself,
    "apps/deployments": ofTarget,
    "apps/statefulsets": ofTarget,
    "apps/replicasets": ofTarget,
  },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const scaler = read(context.state, storage, place);
  if (scaler === undefined || scaler.metadata.deletionTimestamp !== undefined) return;
  if (isClosing(context.state, place.namespace)) return;
  const target = findTarget(context, scaler);
  const current = numberAt(target?.object, "spec", "replicas") ?? 1;
  const desired = toDesired(scaler, current);
  const isMoved = target !== undefined && desired !== current;
  if (isMoved) scale(context, scaler, { ...target, desired });
  const lastScaleTime = isMoved ? context.time() : textAt(scaler, "status", "lastScaleTime");
  const status = {
    ...(numberAt(scaler, "status", "observedGeneration") === undefined
      ? {}
      : { observedGeneration: scaler.metadata.generation }),
    ...(lastScaleTime === "" ? {} : { lastScaleTime }),
    currentReplicas: target === undefined ? 0 : (numberAt(target.object, "status", "replicas") ?? 0),
    desiredReplicas: target === undefined ? 0 : desired,
    currentMetrics: target === undefined ? [] : toMetrics(scaler),
    conditions: toConditions(context, scaler, target !== undefined),
  };
  writeStatus(context.state, storage, { before: scaler, after: { ...scaler, status } });
}

type Target = { readonly storage: string; readonly object: KubeObject };

function findTarget({ state }: Context, scaler: KubeObject): Target | undefined {
  const ref = objectAt(scaler, "spec", "scaleTargetRef");
  const group = groupOf(textAt(ref, "apiVersion"));
  const kind = kindsOf(state).find((each) => each.group === group && each.kind === ref["kind"]);
  if (kind === undefined || findStored(state, storageOf(kind)) === undefined) return undefined;
  const place = { namespace: scaler.metadata.namespace ?? "", name: textAt(ref, "name") };
  const object = read(state, storageOf(kind), place);
  return object && { storage: storageOf(kind), object };
}

/** Nothing is scaled that has no replicas: somebody has switched it off. */
function toDesired(scaler: KubeObject, current: number): number {
  if (current === 0) return 0;
  const min = numberAt(scaler, "spec", "minReplicas") ?? 1;
  return Math.min(Math.max(current, min), numberAt(scaler, "spec", "maxReplicas") ?? current);
}

function scale(
  context: Context,
  scaler: KubeObject,
  { storage: at, object, desired }: Target & { readonly desired: number },
): void {
  const before = numberAt(object, "spec", "replicas") ?? 1;
  const after = { ...object, spec: { ...objectAt(object, "spec"), replicas: desired } };
  rewrite(context.state, at, { before: object, after, subresource: "scale" });
  const bound = desired > before ? "below Spec.MinReplicas" : "above Spec.MaxReplicas";
  const message = `New size: ${desired}; reason: Current number of replicas ${bound}`;
  context.tell({ about: scaler, source: "horizontal-pod-autoscaler", reason: "SuccessfulRescale", message });
}

function toMetrics(scaler: KubeObject): readonly JsonObject[] {
  return objectsAt(scaler, "spec", "metrics").flatMap((metric) => {
    if (metric["type"] !== "Resource") return [];
    const target = objectAt(metric, "resource", "target");
    const { averageUtilization, averageValue = "100m" } = target;
    const current = { averageValue, ...(averageUtilization === undefined ? {} : { averageUtilization }) };
    return [
      { type: "Resource", resource: { name: readField(metric, "resource", "name") ?? "cpu", current } },
    ];
  });
}

function toConditions(context: Context, scaler: KubeObject, isFound: boolean): readonly JsonObject[] {
  const ref = objectAt(scaler, "spec", "scaleTargetRef");
  const lost = `the HPA controller was unable to get the target's current scale: ${ref["kind"]} "${ref["name"]}" not found`;
  const wanted: readonly (readonly [string, string, string, string])[] = isFound
    ? [
        ["AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size"],
        [
          "ScalingActive",
          "True",
          "ValidMetricFound",
          "the HPA was able to successfully calculate a replica count",
        ],
        ["ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the acceptable range"],
      ]
    : [["AbleToScale", "False", "FailedGetScale", lost]];
  const before = objectsAt(scaler, "status", "conditions");
  return wanted.map(([type, status, reason, message]) => {
    const known = before.find((each) => each["type"] === type && each["status"] === status);
    return {
      type,
      status,
      lastTransitionTime: known?.["lastTransitionTime"] ?? context.time(),
      reason,
      message,
    };
  });
}
