import { type Manifest, toManifest, toProblem, toWarning, valueAt } from "../declaration/manifest.ts";
import { showValue } from "../declaration/message-text.ts";
import type { Problem } from "../declaration/problem.ts";
import { isObject, type JsonObject } from "../kube/json.ts";
import { comparisonSection } from "./comparison-section.ts";
import { impersonationSection } from "./impersonation-section.ts";
import { installationSection } from "./installation-section.ts";
import { operationsSection } from "./operations-section.ts";
import { overrideSection } from "./override-section.ts";
import { rbacSection } from "./rbac-section.ts";
import { reconciliationSection } from "./reconciliation-section.ts";
import { requestsSection } from "./requests-section.ts";
import type { SettingSection } from "./section.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import { countsIn, joinMaps, nameOfMap, type SettingsMapName } from "./settings-map.ts";
import { syncTimeoutSection } from "./sync-timeout-section.ts";
import { toolsSection } from "./tools-section.ts";
import { trackingSection } from "./tracking-section.ts";

/** What is read from `argocd-cm` and `argocd-cmd-params-cm`, with its problems. */
export type SettingsReading = { readonly settings: Settings; readonly problems: readonly Problem[] };

const sections: readonly SettingSection[] = [
  installationSection,
  toolsSection,
  comparisonSection,
  overrideSection,
  syncTimeoutSection,
  operationsSection,
  reconciliationSection,
  rbacSection,
  requestsSection,
  trackingSection,
  impersonationSection,
];

/** Tells whether a key of a ConfigMap is read; only such keys are ever stored, since others may hold credentials. */
export function isSettingKey(key: string, map: SettingsMapName = "argocd-cm"): boolean {
  return countsIn(map, key) && sections.some((section) => section.isKey(key));
}

/** Parses `argocd-cm` and `argocd-cmd-params-cm`, or one of them, that were stored as JSON; without any the defaults count. */
export function parseSettings(...manifests: readonly JsonObject[]): SettingsReading {
  return readSettings(
    ...manifests.map((json) => toManifest(json, `ConfigMap ${nameOfMap(toManifest(json, ""))}`)),
  );
}

/** Reads `argocd-cm` and `argocd-cmd-params-cm`; a key that Argo CD knows and that is not supported yet is a warning. */
export function readSettings(...manifests: readonly Manifest[]): SettingsReading {
  const joined = joinMaps(manifests, (key) => isSettingKey(key));
  const data = Object.fromEntries([...joined.settings].map(([key, { value }]) => [key, value]));
  const readings = sections.map((section) => section.read(data));
  const settings = Object.assign({}, defaultSettings, ...readings.map((reading) => reading.settings));
  const wrong = readings.flatMap(({ problems }) =>
    problems.flatMap(({ key, message, isWarning = false }) => {
      const manifest = joined.settings.get(key)?.manifest ?? manifests[0];
      const text = `${message}: ${showValue(data[key])}`;
      return manifest === undefined
        ? []
        : [(isWarning ? toWarning : toProblem)(manifest, ["data", key], text)];
    }),
  );
  return { settings, problems: [...manifests.flatMap(checkKeys), ...wrong, ...joined.problems] };
}

function checkKeys(manifest: Manifest): readonly Problem[] {
  const data = valueAt(manifest.json, ["data"]);
  if (!isObject(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => checkSetting(key, value, manifest));
}

function checkSetting(key: string, value: unknown, manifest: Manifest): Problem[] {
  const path = ["data", key];
  if (!isSettingKey(key)) return [toWarning(manifest, path, "not supported yet: it has no effect")];
  if (!countsIn(nameOfMap(manifest), key))
    return [toWarning(manifest, path, "no effect here: it belongs into argocd-cm")];
  if (typeof value !== "string")
    return [toProblem(manifest, path, `must be text (put it in quotes): ${showValue(value)}`)];
  return [];
}
