import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { type RuleEntry, withDefault } from "./rule.ts";

/** Defaults of workloads: pkg/apis/{apps,batch,autoscaling}/<version>/defaults.go of kubernetes at v1.35.0. */
export const workloadRules: readonly RuleEntry[] = [
  ["api.apps.v1.DeploymentStrategy", (value) => toRolling(value, { maxSurge: "25%", maxUnavailable: "25%" })],
  ["api.apps.v1.DaemonSetUpdateStrategy", (value) => toRolling(value, { maxSurge: 0, maxUnavailable: 1 })],
  ["api.apps.v1.DaemonSet", toDaemonSet],
  ["api.apps.v1.StatefulSetUpdateStrategy", toStatefulSetStrategy],
  ["api.apps.v1.StatefulSetSpec", toStatefulSetSpec],
  ["api.batch.v1.Job", toJob],
  ["api.core.v1.ReplicationController", toReplicationController],
  ["api.autoscaling.v2.HorizontalPodAutoscalerBehavior", toBehavior],
];

function toRolling(strategy: JsonObject, numbers: JsonObject): JsonObject {
  const type = strategy["type"] ?? "RollingUpdate";
  if (type !== "RollingUpdate") return strategy;
  return { ...strategy, type, rollingUpdate: { ...numbers, ...asObject(strategy["rollingUpdate"]) } };
}

/** Only who says nothing at all gets a partition. */
function toStatefulSetStrategy(strategy: JsonObject): JsonObject {
  const { type = "RollingUpdate" } = strategy;
  const isOpen = strategy["type"] === undefined;
  const { rollingUpdate = isOpen ? {} : undefined } = strategy;
  if (type !== "RollingUpdate" || !isObject(rollingUpdate)) return { ...strategy, type };
  return { ...strategy, type, rollingUpdate: withDefault(rollingUpdate, "partition", 0) };
}

function toStatefulSetSpec(spec: JsonObject): JsonObject {
  const { volumeClaimTemplates } = spec;
  if (!Array.isArray(volumeClaimTemplates)) return spec;
  const claims = volumeClaimTemplates.map((claim) => ({
    ...asObject(claim),
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
  }));
  return { ...spec, volumeClaimTemplates: claims };
}

/** The generation of a template, a field of old versions, is an annotation in this one. */
function toDaemonSet(set: JsonObject): JsonObject {
  const metadata = asObject(set["metadata"]);
  const annotations = withDefault(asObject(metadata["annotations"]), templateGeneration, "0");
  return { ...set, metadata: { ...metadata, annotations } };
}

/** The annotation of a DaemonSet that counts changes of its template. */
export const templateGeneration = "deprecated.daemonset.template.generation";

/** Only Jobs themselves: the template of a CronJob stays as it is. */
function toJob(job: JsonObject): JsonObject {
  return withTemplateLabels({ ...job, spec: toJobSpec(asObject(job["spec"])) });
}

function toJobSpec(spec: JsonObject): JsonObject {
  const isOpen = spec["completions"] === undefined && spec["parallelism"] === undefined;
  const backoffLimit = spec["backoffLimitPerIndex"] === undefined ? 6 : 2 ** 31 - 1;
  const podReplacementPolicy = spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed";
  const own = {
    parallelism: 1,
    backoffLimit,
    completionMode: "NonIndexed",
    manualSelector: false,
    suspend: false,
  };
  return { ...own, podReplacementPolicy, ...(isOpen ? { completions: 1 } : {}), ...spec };
}

/** An object without labels has those of its template. */
function withTemplateLabels(object: JsonObject): JsonObject {
  const labels = readField(object, "spec", "template", "metadata", "labels");
  const metadata = asObject(object["metadata"]);
  if (labels === undefined || metadata["labels"] !== undefined) return object;
  return { ...object, metadata: { ...metadata, labels } };
}

function toReplicationController(controller: JsonObject): JsonObject {
  const selector = readField(controller, "spec", "template", "metadata", "labels");
  if (selector === undefined) return controller;
  const spec = withDefault(asObject(controller["spec"]), "selector", selector);
  return withTemplateLabels({ ...controller, spec });
}

const byPercent = { type: "Percent", value: 100, periodSeconds: 15 };
const byPods = { type: "Pods", value: 4, periodSeconds: 15 };
const scaleUp = { stabilizationWindowSeconds: 0, selectPolicy: "Max", policies: [byPods, byPercent] };
const scaleDown = { selectPolicy: "Max", policies: [byPercent] };

function toBehavior(behavior: JsonObject): JsonObject {
  const complete = (rules: Json | undefined, own: JsonObject) => ({ ...own, ...asObject(rules) });
  return {
    ...behavior,
    scaleUp: complete(behavior["scaleUp"], scaleUp),
    scaleDown: complete(behavior["scaleDown"], scaleDown),
  };
}
