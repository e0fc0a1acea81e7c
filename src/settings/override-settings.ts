/** Scripts of resource.customizations; group and kind are globs. */
export type OverrideSettings = {
  readonly health: readonly HealthOverride[];
  readonly actions: readonly ActionOverride[];
  /** ignore.normalizer.jq.timeout: milliseconds that one jq expression may take on one object; 1 s where it is not set. */
  readonly jqTimeoutMs?: number;
};

/** resource.customizations.health.<group>_<kind>; exactly one of lua and cel is set. */
export type HealthOverride = {
  readonly group: string;
  readonly kind: string;
  readonly lua?: string;
  readonly cel?: CelHealth;
  readonly useOpenLibs: boolean;
};

/** Flux's healthCheckExprs: CEL over the object's fields; `current` is needed. */
export type CelHealth = {
  readonly current: string;
  readonly inProgress?: string;
  readonly failed?: string;
};

/** resource.customizations.actions.<group>_<kind>. */
export type ActionOverride = {
  readonly group: string;
  readonly kind: string;
  readonly discovery: string;
  readonly definitions: readonly { readonly name: string; readonly lua: string }[];
  /** mergeBuiltinActions. */
  readonly mergesBuiltIn: boolean;
};
