import type { ListType, MapType } from "../schema/field-type.ts";
import { typeOfEntry } from "../schema/shape.ts";

/** How a strategic merge patch treats a list. */
export type ListStrategy =
  | { readonly merges: false }
  /** `key` tells items apart; "": the items themselves do. */
  | { readonly merges: true; readonly key: string };

/**
 * Lists whose `x-kubernetes-patch-strategy` is another one than their `x-kubernetes-list-type` suggests, by type and field:
 * the merge key, or "" where the list is replaced as a whole. Everywhere else a list of type map merges by the first of its
 * keys, and one of type set by its items: the OpenAPI of a kube-apiserver 1.35.
 */
const exceptions: Readonly<Record<string, string>> = {
  "CSIDriverSpec.volumeLifecycleModes": "",
  "CertificateSigningRequestStatus.conditions": "",
  "ContainerRestartRuleOnExitCodes.values": "",
  "CustomResourceDefinitionStatus.conditions": "",
  "AllocatedDeviceStatus.conditions": "",
  "Endpoint.addresses": "",
  "JobStatus.conditions": "type",
  "NonResourcePolicyRule.nonResourceURLs": "",
  "NonResourcePolicyRule.verbs": "",
  "PodFailurePolicyOnExitCodesRequirement.values": "",
  "PodStatus.hostIPs": "ip",
  "ResourceClaimStatus.devices": "",
  "ResourcePolicyRule.apiGroups": "",
  "ResourcePolicyRule.namespaces": "",
  "ResourcePolicyRule.resources": "",
  "ResourcePolicyRule.verbs": "",
  "ResourceRequirements.claims": "",
  "ResourceStatus.resources": "",
  "UncountedTerminatedPods.failed": "",
  "UncountedTerminatedPods.succeeded": "",
  "ValidatingAdmissionPolicyBindingSpec.validationActions": "",
  "ValidatingAdmissionPolicyStatus.conditions": "",
};

/** Gives how a list field of a type is patched. */
export function listStrategyOf(owner: MapType, field: string): ListStrategy {
  const name = owner.name?.slice(owner.name.lastIndexOf(".") + 1) ?? "";
  const exception = exceptions[`${name}.${field}`];
  if (exception !== undefined) return exception === "" ? { merges: false } : { merges: true, key: exception };
  const type = typeOfEntry(owner, field);
  return type?.kind === "list" ? toStrategy(type) : { merges: false };
}

function toStrategy({ relation, keys: [first = ""] }: ListType): ListStrategy {
  if (relation === "atomic") return { merges: false };
  return { merges: true, key: relation === "set" ? "" : first };
}
