import { formatJson, isObject, type Json, readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";

/** Reads one annotation; undefined where it is absent or no text. */
export function readAnnotation(object: KubeObject, name: string): string | undefined {
  const value = readField(object, "metadata", "annotations", name);
  return typeof value === "string" ? value : undefined;
}

/** Reads an annotation that lists texts with commas: trimmed, without empty ones, each once. */
export function readAnnotationList(object: KubeObject, name: string): readonly string[] {
  const texts = (readAnnotation(object, name) ?? "").split(",").map((text) => text.trim());
  return [...new Set(texts.filter((text) => text !== ""))];
}

/** Says which labels and annotations the API server would refuse for being no texts, such as `"x": true`. */
export function describeNonTexts(object: KubeObject): readonly string[] {
  const { labels, annotations } = object.metadata;
  return [...describeMap("metadata.labels", labels), ...describeMap("metadata.annotations", annotations)];
}

function describeMap(field: string, map: Json | undefined): readonly string[] {
  if (map === undefined || map === null) return [];
  if (!isObject(map)) return [`${field} is not a mapping of names to texts`];
  const wrong = Object.entries(map).filter(([, value]) => typeof value !== "string" && value !== null);
  return wrong.map(([name, value]) => `${field} ${name} is ${formatJson(value)}; put it in quotes`);
}
