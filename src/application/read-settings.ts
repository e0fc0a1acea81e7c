import { isObject, type JsonObject } from "../kube/json.ts";
import type { Settings } from "./control-plane.ts";
import { type Manifest, toManifest, toProblem, toWarning, valueAt } from "./manifest.ts";
import { showValue } from "./message-text.ts";
import type { Problem } from "./problem.ts";

/** What is read from `argocd-cm`, with its problems. */
export type SettingsReading = { readonly settings: Settings; readonly problems: readonly Problem[] };

/** The settings where no `argocd-cm` is declared. */
export const defaultSettings: Settings = { installation: "outrigger", disabledTools: [] };

/** The keys of `argocd-cm` that are read; only they are ever stored, since others may hold credentials. */
export const settingKeys: readonly string[] = [
  "installationID",
  "helm.enable",
  "kustomize.enable",
  "jsonnet.enable",
];

/** Parses an `argocd-cm` that was stored as JSON. */
export function parseSettings(manifest: JsonObject): SettingsReading {
  return readSettings(toManifest(manifest, "ConfigMap argocd-cm"));
}

/** Reads `argocd-cm`; a key that Argo CD knows and that is not supported yet is a warning. */
export function readSettings(manifest: Manifest): SettingsReading {
  const data = valueAt(manifest.json, ["data"]) ?? {};
  if (!isObject(data)) {
    const problem = toProblem(manifest, ["data"], `must be a mapping: ${showValue(data)}`);
    return { settings: defaultSettings, problems: [problem] };
  }
  const disabledTools = (["helm", "kustomize"] as const).filter((tool) => isOff(data[`${tool}.enable`]));
  const { installationID } = data;
  const named = typeof installationID === "string" && isInstallation(installationID);
  const installation = named ? installationID : defaultSettings.installation;
  const problems = Object.entries(data).flatMap(([key, value]) => checkSetting(key, value, manifest));
  return { settings: { installation, disabledTools }, problems };
}

/** An unquoted false is told as an error; until it is mended, the tool stays off as was meant. */
function isOff(value: unknown): boolean {
  return value === "false" || value === false;
}

// It becomes the value of a label and part of a field manager's name.
function isInstallation(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);
}

function checkSetting(key: string, value: unknown, manifest: Manifest): Problem[] {
  const path = ["data", key];
  if (!settingKeys.includes(key)) return [toWarning(manifest, path, "not supported yet: it has no effect")];
  if (typeof value !== "string")
    return [toProblem(manifest, path, `must be text (put it in quotes): ${showValue(value)}`)];
  if (key === "installationID" && !isInstallation(value)) {
    const rule = 'must be at most 63 letters, digits, "-", "_" and "."';
    return [toProblem(manifest, path, `${rule}: ${showValue(value)}`)];
  }
  if (key.endsWith(".enable") && value !== "true" && value !== "false") {
    return [toProblem(manifest, path, `must be "true" or "false": ${showValue(value)}`)];
  }
  return [];
}
