import { formatJson, isObject, type Json } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";

/** Reads one annotation; undefined where it is absent or no text. */
export function readAnnotation(object: KubeObject, name: string): string | undefined {
  const { annotations } = object.metadata;
  const value: Json | undefined = isObject(annotations) ? annotations[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** Reads an annotation that lists texts with commas: trimmed, without empty ones, each once. */
export function readAnnotationList(object: KubeObject, name: string): readonly string[] {
  const list = readAnnotation(object, name);
  if (list === undefined) return []; // nearly always, and for every object at every tick
  const texts = list.split(",").map((text) => text.trim());
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
