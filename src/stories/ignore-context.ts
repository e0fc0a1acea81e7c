import type { Application } from "../application/application.ts";
import { readAnnotationList } from "../desired/annotations.ts";
import type { DesiredObject } from "../desired/desired-object.ts";
import type { DriftContext } from "../drift/drift.ts";
import type { IgnoreContext, SelectPaths } from "../drift/ignore-rules.ts";
import type { ComparisonSettings } from "../settings/comparison-settings.ts";

/**
 * Gives what a comparison of an application leaves out and masks: the rules of the settings, then its own. It is what a printed
 * diff leaves out too.
 */
export function toIgnoreContext(
  { ignoreDifferences }: Pick<Application, "ignoreDifferences">,
  settings: ComparisonSettings,
  select: SelectPaths,
): IgnoreContext & Pick<DriftContext, "maskedAnnotations" | "comparesStatus"> {
  const { ignoreRules, knownTypes, ignoreAggregatedRoles, maskedAnnotations } = settings;
  const ignore = ignoreRules.length === 0 ? ignoreDifferences : [...ignoreRules, ...ignoreDifferences];
  const comparesStatus = settings.ignoreStatus !== "all";
  return { ignore, knownTypes, ignoreAggregatedRoles, maskedAnnotations, comparesStatus, select };
}

const annotation = "argocd.argoproj.io/compare-options";

/**
 * Gives the compare options of an object, its own annotation before its application's:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/docs/user-guide/diff-strategies.md
 */
export function toCompareOptions(
  { annotations }: Pick<Application, "annotations">,
  { object }: DesiredObject,
): Pick<DriftContext, "serverSideDiff" | "includeMutationWebhook"> {
  const common = annotations[annotation]?.split(",").map((text) => text.trim()) ?? [];
  const words = [...readAnnotationList(object, annotation), ...common];
  if (words.length === 0) return {};
  const isOn = (name: string) => words.find((word) => word.startsWith(`${name}=`)) === `${name}=true`;
  return {
    serverSideDiff: isOn("ServerSideDiff"),
    includeMutationWebhook: isOn("IncludeMutationWebhook"),
  };
}
