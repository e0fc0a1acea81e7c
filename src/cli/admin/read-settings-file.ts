import { readPaths } from "../../adapters/declarations/read-paths.ts";
import { readManifests } from "../../declaration/declaration.ts";
import type { Manifest } from "../../declaration/manifest.ts";
import { formatProblem } from "../../declaration/problem.ts";
import { ReconcileError } from "../../errors.ts";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { isSettingKey, readSettings, type SettingsReading } from "../../settings/read-settings.ts";
import { defaultSettings } from "../../settings/settings.ts";
import { nameOfMap, settingsMaps } from "../../settings/settings-map.ts";

/** What was read, all keys, and those that are read. */
export type SettingsFile = SettingsReading & {
  readonly keys: readonly string[];
  readonly read: readonly string[];
};

/** Reads argocd-cm and argocd-cmd-params-cm from a file; the defaults without one. Throws CONFIG_INVALID where the file has none. */
export async function readSettingsFile(path: string | undefined): Promise<SettingsFile> {
  if (path === undefined) return { settings: defaultSettings, problems: [], keys: [], read: [] };
  const readings = (await readPaths([path])).map(readManifests);
  const manifests = readings.flatMap((reading) => reading.manifests);
  const maps = manifests.filter(({ json }) => json["kind"] === "ConfigMap");
  const named = settingsMaps.flatMap((name) => maps.find(({ json }) => nameIn(json) === name) ?? []);
  const found = named.length === 0 ? maps.slice(0, 1) : named;
  const [unreadable] = readings.flatMap((reading) => reading.unreadable);
  if (found.length > 0) return { ...readSettings(...found), ...listKeys(found) };
  const reason = unreadable === undefined ? "it holds no ConfigMap" : formatProblem(unreadable.problem);
  throw new ReconcileError("CONFIG_INVALID", `Cannot read argocd-cm from ${path}: ${reason}`);
}

function nameIn(json: JsonObject): Json | undefined {
  return readField(json, "metadata", "name");
}

function listKeys(maps: readonly Manifest[]): Pick<SettingsFile, "keys" | "read"> {
  const keysOf = ({ json }: Manifest) => Object.keys(readField(json, "data") ?? {});
  const read = maps.flatMap((map) => keysOf(map).filter((key) => isSettingKey(key, nameOfMap(map))));
  return { keys: [...new Set(maps.flatMap(keysOf))], read: [...new Set(read)].sort() };
}
