import { formatJson, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { inVersion } from "../cluster/in-version.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";

// Stored objects never change, so what was written once is written again as it is; long texts would take too much memory.
const texts = new WeakMap<KubeObject, string>();
const keptLengthMax = 64 * 1024;

/** Writes an object in the version of a kind as JSON text. */
export function toObjectText(kind: Kind, object: KubeObject): string {
  return `{"kind":"${kind.kind}","apiVersion":"${apiVersionOf(kind)}",${contentText(inVersion(kind, object)).slice(1)}`;
}

/** Writes an object as an item of a list, where the server's own kinds lack apiVersion and kind. */
export function toItemText(kind: Kind, object: KubeObject): string {
  return kind.typeName === undefined ? toObjectText(kind, object) : contentText(inVersion(kind, object));
}

/** Writes an object's metadata alone, as PartialObjectMetadata. */
export function toMetadataText({ metadata }: { readonly metadata: JsonObject }): string {
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":${formatJson(metadata)}}`;
}

function contentText(object: KubeObject): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const { apiVersion: _a, kind: _k, ...content } = object;
  const text = formatJson(content);
  if (text.length <= keptLengthMax) texts.set(object, text);
  return text;
}
