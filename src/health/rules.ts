import { groupOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { assessApiService } from "./api-service.ts";
import { assessApplication } from "./application.ts";
import { assessCronJob } from "./cron-job.ts";
import { assessCustomResourceDefinition } from "./custom-resource-definition.ts";
import { assessDaemonSet } from "./daemon-set.ts";
import { assessDeployment } from "./deployment.ts";
import { assessGeneric } from "./generic.ts";
import type { Health } from "./health-status.ts";
import { assessHorizontalPodAutoscaler } from "./horizontal-pod-autoscaler.ts";
import { waitForAddress } from "./ingress.ts";
import { assessJob } from "./job.ts";
import { assessPersistentVolumeClaim } from "./persistent-volume-claim.ts";
import { assessPod } from "./pod.ts";
import { assessPodDisruptionBudget } from "./pod-disruption-budget.ts";
import { assessReplicaSet } from "./replica-set.ts";
import { assessService } from "./service.ts";
import { assessStatefulSet } from "./stateful-set.ts";
import { assessWorkflow } from "./workflow.ts";

/** Assesses a live object of one kind; may throw MANIFEST_INVALID. */
export type HealthRule = (object: KubeObject) => Health;

const none = undefined;

/** By `group/Kind`, whatever the version. `none`: the kind has no health although its group is not Kubernetes' own. */
const rules: ReadonlyMap<string, HealthRule | undefined> = new Map([
  ["/PersistentVolumeClaim", assessPersistentVolumeClaim],
  ["/Pod", assessPod],
  ["/Service", assessService],
  ["apiextensions.k8s.io/CustomResourceDefinition", assessCustomResourceDefinition],
  ["apiregistration.k8s.io/APIService", assessApiService],
  ["apps/DaemonSet", assessDaemonSet],
  ["apps/Deployment", assessDeployment],
  ["apps/ReplicaSet", assessReplicaSet],
  ["apps/StatefulSet", assessStatefulSet],
  ["argoproj.io/AppProject", none],
  ["argoproj.io/Application", assessApplication],
  ["argoproj.io/ApplicationSet", none],
  ["argoproj.io/Workflow", assessWorkflow],
  ["autoscaling/HorizontalPodAutoscaler", assessHorizontalPodAutoscaler],
  ["batch/CronJob", assessCronJob],
  ["batch/Job", assessJob],
  ["extensions/Ingress", waitForAddress],
  ["networking.k8s.io/Ingress", waitForAddress],
  ["policy/PodDisruptionBudget", assessPodDisruptionBudget],
]);

/** Kubernetes' own groups with a dot; its others have none. Other groups that end in k8s.io come from CRDs. */
const ownGroups: ReadonlySet<string> = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** Gives the rule for an object's kind; undefined where the kind has no health. */
export function findRule(object: KubeObject): HealthRule | undefined {
  const group = groupOf(object.apiVersion);
  const key = `${group}/${object.kind}`;
  if (rules.has(key)) return rules.get(key);
  return group.includes(".") && !ownGroups.has(group) ? assessGeneric : undefined;
}
