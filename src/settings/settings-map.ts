import { type Manifest, toProblem, toWarning, valueAt } from "../declaration/manifest.ts";
import { showValue } from "../declaration/message-text.ts";
import type { Problem } from "../declaration/problem.ts";
import { isObject, type Json } from "../kube/json.ts";

/** The ConfigMaps that settings are read from. */
export const settingsMaps = ["argocd-cm", "argocd-cmd-params-cm"] as const;

/** Name of a ConfigMap that settings are read from. */
export type SettingsMapName = (typeof settingsMaps)[number];

/** One key as it counts, and where it is written. */
export type Setting = { readonly value: Json | undefined; readonly manifest: Manifest };

// Argo CD's parts are started with what argocd-cmd-params-cm says; its keys are named by the part.
// https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/docs/operator-manual/argocd-cmd-params-cm.yaml
const paramsKey = /^(controller|server)\./;
// Its documentation names this one without the part, which its own manifests do not read.
const keysOfBoth: ReadonlySet<string> = new Set(["ignore.normalizer.jq.timeout"]);

/** Tells whether a key counts where it stands: what is Argo CD's argocd-cmd-params-cm's counts in argocd-cm, too. */
export function countsIn(map: SettingsMapName, key: string): boolean {
  return map === "argocd-cm" || paramsKey.test(key) || keysOfBoth.has(key);
}

/** Gives the name of a ConfigMap that settings are read from; one without a name is argocd-cm. */
export function nameOfMap({ json }: Manifest): SettingsMapName {
  return valueAt(json, ["metadata", "name"]) === "argocd-cmd-params-cm"
    ? "argocd-cmd-params-cm"
    : "argocd-cm";
}

/**
 * Lays the ConfigMaps together, of each the keys that are read. A key of argocd-cmd-params-cm counts in argocd-cm where argocd-cmd-params-cm does not have it, and
 * that it is out of place is told; a key of argocd-cm counts in argocd-cm alone.
 */
export function joinMaps(
  manifests: readonly Manifest[],
  isRead: (key: string) => boolean,
): { readonly settings: ReadonlyMap<string, Setting>; readonly problems: readonly Problem[] } {
  const settings = new Map<string, Setting>();
  const problems: Problem[] = [];
  const ordered = manifests.toSorted((a, b) => rankOf(a) - rankOf(b));
  for (const manifest of ordered) {
    const data = valueAt(manifest.json, ["data"]) ?? {};
    if (!isObject(data)) {
      problems.push(toProblem(manifest, ["data"], `must be a mapping: ${showValue(data)}`));
      continue;
    }
    for (const [key, value] of Object.entries(data)) {
      if (!isRead(key) || !countsIn(nameOfMap(manifest), key)) continue;
      const before = settings.get(key);
      if (before !== undefined && before.value !== value) problems.push(toOverruled(before, key, value));
      settings.set(key, { value, manifest });
    }
  }
  return { settings, problems: [...problems, ...findMisplaced(settings)] };
}

function rankOf(manifest: Manifest): number {
  return settingsMaps.indexOf(nameOfMap(manifest));
}

function toOverruled({ manifest }: Setting, key: string, value: Json | undefined): Problem {
  const message = `no effect: argocd-cmd-params-cm says ${showValue(value)}; keep that one`;
  return toWarning(manifest, ["data", key], message);
}

function findMisplaced(settings: ReadonlyMap<string, Setting>): readonly Problem[] {
  return [...settings].flatMap(([key, { manifest }]) =>
    nameOfMap(manifest) === "argocd-cm" && paramsKey.test(key)
      ? [toWarning(manifest, ["data", key], "Argo CD reads it from argocd-cmd-params-cm: move it there")]
      : [],
  );
}
