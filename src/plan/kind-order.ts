/**
 * The kinds that go first, in Argo CD's order (kindOrder of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/sync/sync_tasks.go);
 * like there, the group does not count and every other kind follows.
 */
const kindsInOrder = [
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodSecurityPolicy",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "SecretList",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleList",
  "ClusterRoleBinding",
  "ClusterRoleBindingList",
  "Role",
  "RoleList",
  "RoleBinding",
  "RoleBindingList",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService",
] as const;

const ranks: ReadonlyMap<string, number> = new Map(kindsInOrder.map((kind, index) => [kind, index]));

/** Gives the place of a kind in the order of a sync; kinds that are not in the table share the last one. */
export function kindRank(kind: string): number {
  return ranks.get(kind) ?? kindsInOrder.length;
}
