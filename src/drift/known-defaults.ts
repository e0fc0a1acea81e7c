import type { JsonObject } from "../kube/json.ts";

type DefaultsByType = { readonly [schemaName: string]: JsonObject | undefined };

const namedPort: JsonObject = { name: "", protocol: "TCP" };
const rule: JsonObject = { scope: "*" };

/**
 * Defaults that the API server fills in inside lists and maps it merges as one value, and does not publish in OpenAPI. By
 * schema name and field, from the defaulting functions `pkg/apis/<group>/v1/defaults.go` of
 * https://github.com/kubernetes/kubernetes/tree/v1.35.0. One that is missing here costs a dry-run, nothing else.
 */
export const knownDefaults: DefaultsByType = {
  "io.k8s.api.core.v1.ObjectFieldSelector": { apiVersion: "v1" },
  "io.k8s.api.core.v1.ResourceFieldSelector": { divisor: "0" },
  "io.k8s.api.core.v1.ServiceAccountTokenProjection": { expirationSeconds: 3600 },
  "io.k8s.api.core.v1.PersistentVolumeClaim": {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    status: { phase: "Pending" },
  },
  "io.k8s.api.core.v1.PersistentVolumeClaimSpec": { volumeMode: "Filesystem" },
  "io.k8s.api.core.v1.EndpointPort": namedPort,
  "io.k8s.api.discovery.v1.EndpointPort": namedPort,
  "io.k8s.api.networking.v1.NetworkPolicyPort": { protocol: "TCP" },
  "io.k8s.api.rbac.v1.RoleRef": { apiGroup: "rbac.authorization.k8s.io" },
  "io.k8s.api.rbac.v1.Subject": { apiGroup: "rbac.authorization.k8s.io" },
  "io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern": { status: "True" },
  "io.k8s.api.admissionregistration.v1.MatchResources": { matchPolicy: "Equivalent" },
  "io.k8s.api.admissionregistration.v1.RuleWithOperations": rule,
  "io.k8s.api.admissionregistration.v1.NamedRuleWithOperations": rule,
};
