import { toManifest } from "../declaration/manifest.ts";
import { holdsPassword, maskUserInfo } from "../declaration/message-text.ts";
import { controlPlaneNamespace } from "../declaration/object-name.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { isSettingKey } from "../settings/read-settings.ts";
import { nameOfMap } from "../settings/settings-map.ts";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const keptMetadata = ["name", "labels", "annotations", "finalizers"];

/**
 * Makes what is kept of a control-plane object: what a person wrote and this program reads. Status, operation and an API
 * server's own metadata go, as do credentials in a repository's URL and keys of ConfigMaps that may hold some.
 */
export function toStored(json: JsonObject): JsonObject {
  const { apiVersion, kind, data, spec } = json;
  const stored = { apiVersion, kind, metadata: toMetadata(json.metadata) };
  if (kind === "ConfigMap") {
    const name = nameOfMap(toManifest(json, ""));
    const keys = isObject(data) ? Object.keys(data).filter((key) => isSettingKey(key, name)) : [];
    return { ...stored, data: isObject(data) ? pick(data, keys) : {} };
  }
  return { ...stored, spec: isObject(spec) ? maskSources(spec) : (spec ?? {}) };
}

function toMetadata(metadata: Json | undefined): JsonObject {
  if (!isObject(metadata)) return {};
  const { namespace, annotations } = metadata;
  const kept = pick(metadata, keptMetadata);
  const placed = { ...kept, namespace: namespace ?? controlPlaneNamespace };
  if (!isObject(annotations)) return placed;
  const { [lastApplied]: _copy, ...others } = annotations;
  return { ...placed, annotations: others };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name]]),
  );
}

function maskSources(spec: JsonObject): JsonObject {
  const { source, sources } = spec;
  return {
    ...spec,
    ...(source === undefined ? {} : { source: maskSource(source) }),
    ...(Array.isArray(sources) ? { sources: sources.map(maskSource) } : {}),
  };
}

function maskSource(source: Json): Json {
  if (!isObject(source) || typeof source.repoURL !== "string") return source;
  return holdsPassword(source.repoURL) ? { ...source, repoURL: maskUserInfo(source.repoURL) } : source;
}
