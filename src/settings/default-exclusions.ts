import type { ResourceFilter } from "./comparison-settings.ts";

function exclude(apiGroups: readonly string[], kinds: readonly string[]): ResourceFilter {
  return { apiGroups, kinds, clusters: [] };
}

/**
 * Gives the kinds that Argo CD never reads, whatever is configured:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/settings/resources_filter.go
 */
export const fixedExclusions: readonly ResourceFilter[] = [
  exclude(["events.k8s.io", "metrics.k8s.io"], []),
  exclude([""], ["Event"]),
  exclude(["coordination.k8s.io"], ["Lease"]),
];

/**
 * Gives what is excluded where `resource.exclusions` is not set: what Argo CD 3 installs,
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/manifests/base/config/argocd-cm.yaml
 */
export const defaultExclusions: readonly ResourceFilter[] = [
  exclude(["", "discovery.k8s.io"], ["Endpoints", "EndpointSlice"]),
  exclude(
    ["authentication.k8s.io", "authorization.k8s.io"],
    [
      "SelfSubjectReview",
      "TokenReview",
      "LocalSubjectAccessReview",
      "SelfSubjectAccessReview",
      "SelfSubjectRulesReview",
      "SubjectAccessReview",
    ],
  ),
  exclude(["certificates.k8s.io"], ["CertificateSigningRequest"]),
  exclude(["cert-manager.io"], ["CertificateRequest"]),
  exclude(["cilium.io"], ["CiliumIdentity", "CiliumEndpoint", "CiliumEndpointSlice"]),
  exclude(
    ["kyverno.io", "reports.kyverno.io", "wgpolicyk8s.io"],
    [
      "PolicyReport",
      "ClusterPolicyReport",
      "EphemeralReport",
      "ClusterEphemeralReport",
      "AdmissionReport",
      "ClusterAdmissionReport",
      "BackgroundScanReport",
      "ClusterBackgroundScanReport",
      "UpdateRequest",
    ],
  ),
];
