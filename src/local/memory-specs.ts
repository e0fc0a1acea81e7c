import type { ApplicationName } from "../application/application.ts";
import { keepMark } from "../application/deletion-mark.ts";
import { controlPlaneNamespace } from "../declaration/object-name.ts";
import { type JsonObject, readField } from "../kube/json.ts";
import { asObject } from "../kube/values.ts";
import type { Specs } from "../ports/specs.ts";

/** Keeps control-plane objects in memory, for commands that write nothing anywhere. */
export function createMemorySpecs(manifests: readonly JsonObject[]): Specs {
  const kept = new Map<string, JsonObject>();
  const save = (manifest: JsonObject) => {
    const id = toSpecId(String(manifest.kind), nameOf(manifest));
    const next = keepMark(kept.get(id), manifest);
    kept.set(id, next);
    return next === manifest ? [] : [next];
  };
  for (const manifest of manifests) save(manifest);
  return {
    save: (manifest) => Promise.resolve(save(manifest).length >= 0),
    saveAll: (manifests) => Promise.resolve(manifests.flatMap(save)),
    read: (kind, name) => Promise.resolve(kept.get(toSpecId(kind, name))),
    list: (kind) => Promise.resolve([...kept.values()].filter((each) => each.kind === kind).map(nameOf)),
    delete: (kind, name) => Promise.resolve(void kept.delete(toSpecId(kind, name))),
  };
}

/** Names a spec among those of all kinds. */
export function toSpecId(kind: string, { namespace, name }: ApplicationName): string {
  return `${kind} ${namespace}/${name}`;
}

function nameOf(manifest: JsonObject): ApplicationName {
  const metadata = asObject(manifest.metadata);
  return {
    namespace: String(readField(metadata, "namespace") ?? controlPlaneNamespace),
    name: String(metadata.name ?? ""),
  };
}
