/** What every comparison leaves out, whatever an application says. */
export type ComparisonSettings = {
  /** resource.customizations.ignoreDifferences.*; a wildcard is "*" in group or kind. */
  readonly ignoreRules: readonly IgnoreRule[];
  /** resource.customizations.knownTypeFields.*: fields of custom resources that have several spellings of one value. */
  readonly knownTypes: readonly KnownTypes[];
  /** resource.compareoptions.ignoreResourceStatusField. */
  readonly ignoreStatus: "all" | "crd" | "none";
  /** resource.compareoptions.ignoreAggregatedRoles. */
  readonly ignoreAggregatedRoles: boolean;
  /** resource.exclusions and resource.inclusions: globs. */
  readonly exclusions: readonly ResourceFilter[];
  readonly inclusions: readonly ResourceFilter[];
  /** resource.sensitive.mask.annotations: their values are masked wherever a Secret is shown. */
  readonly maskedAnnotations: readonly string[];
};

/** Globs; an empty list is "any". */
export type ResourceFilter = {
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
  readonly clusters: readonly string[];
};

/** One of ignoreDifferences, of an application or of the settings. */
export type IgnoreRule = {
  /** Globs; "" in group or kind means any where Argo CD means so. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly jsonPointers: readonly string[];
  readonly jqPathExpressions: readonly string[];
  /** Whatever these field managers own is ignored. */
  readonly managedFieldsManagers: readonly string[];
};

/** The fields of one kind that hold values of known types; a field is the names on the way to it, through lists too. */
export type KnownTypes = {
  readonly group: string;
  readonly kind: string;
  readonly fields: readonly { readonly path: readonly string[]; readonly type: KnownType }[];
};

/** A type of Kubernetes whose values have several spellings, or that holds such values. */
export type KnownType = (typeof knownTypeNames)[number];

/** Gives the types that knownTypeFields may name. */
export const knownTypeNames = [
  "core/Quantity",
  "meta/v1/Duration",
  "core/v1/ResourceList",
  "core/v1/ResourceRequirements",
  "core/v1/Container",
  "core/v1/PodSpec",
  "core/v1/PodTemplateSpec",
] as const;
