/*
 * Settings: `argocd-cm` and `argocd-cmd-params-cm` in, typed settings with all defaults out.
 *
 * The rules, in order:
 * 1. Keys are read by sections; each knows its keys and reads them together (section.ts).
 * 2. A key counts in the ConfigMap that Argo CD has it in (settings-map.ts).
 * 3. Only keys that some section reads are ever stored: others may hold credentials.
 * 4. A value that is wrong is told with its key, and its default counts; the other keys are read.
 */
import type { ComparisonSettings } from "./comparison-settings.ts";
import { defaultExclusions } from "./default-exclusions.ts";
import type { OverrideSettings } from "./override-settings.ts";
import { defaultReconciliation, type ReconciliationSettings } from "./reconciliation-settings.ts";
import type { RequestSettings } from "./request-settings.ts";

/** What is read from `argocd-cm` and `argocd-cmd-params-cm`. */
export type Settings = {
  /** installationID; "outrigger" by default: the field manager's and the label's value. */
  readonly installation: string;
  readonly disabledTools: readonly ("helm" | "kustomize")[];
  readonly comparison: ComparisonSettings;
  readonly tracking: TrackingSettings;
  readonly overrides: OverrideSettings;
  /** application.sync.impersonation.enabled: syncs act as the service account that the project names. */
  readonly impersonation: boolean;
  readonly reconciliation: ReconciliationSettings;
  /** resource.respectRBAC: what may not be listed is left out quietly; strict: where the own rights say so too. undefined: it is told. */
  readonly respectRbac?: "normal" | "strict";
  /** outrigger.operations.per.cluster: so many operations may run at once on one cluster; undefined: any number. */
  readonly operationsPerCluster?: number;
  /** controller.sync.timeout.seconds, in milliseconds; 0 or undefined: a sync may take as long as its waits. */
  readonly syncTimeoutMs?: number;
  /** Bounds on requests to each cluster; undefined: those of limits.ts. */
  readonly requests?: RequestSettings;
};

/** application.resourceTrackingMethod and application.instanceLabelKey. */
export type TrackingSettings = {
  readonly method: "annotation" | "label" | "annotation+label";
  readonly labelKey: string;
};

/** The settings where neither ConfigMap is declared. */
export const defaultSettings: Settings = {
  installation: "outrigger",
  disabledTools: [],
  comparison: {
    ignoreRules: [],
    knownTypes: [],
    ignoreStatus: "all",
    ignoreAggregatedRoles: false,
    exclusions: defaultExclusions,
    inclusions: [],
    maskedAnnotations: [],
  },
  tracking: { method: "annotation", labelKey: "app.kubernetes.io/instance" },
  overrides: { health: [], actions: [] },
  impersonation: false,
  reconciliation: defaultReconciliation,
};
