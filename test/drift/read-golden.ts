import { parse } from "yaml";
import { isObject, type Json, type JsonObject } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { IgnoreRule } from "../../src/settings/comparison-settings.ts";

/** A golden file: its first line says the rule, `-- name --` starts a section, the last one is `want`. */
export type Golden = {
  readonly title: string;
  readonly sections: ReadonlyMap<string, string>;
  readonly withWant: (want: string) => string;
};

/** Reads the text of a golden file. */
export function readGolden(text: string): Golden {
  const [title = "", ...parts] = text.split(/^-- (.+) --\n/m);
  const sections = new Map<string, string>();
  for (let index = 0; index < parts.length; index += 2)
    sections.set(parts[index] ?? "", parts[index + 1] ?? "");
  return {
    title: title.trim(),
    sections,
    withWant: (want) => `${text.slice(0, text.indexOf("-- want --\n"))}-- want --\n${want}`,
  };
}

/** Reads one YAML document that is a map. */
export function readYaml(text: string): JsonObject {
  const value: Json = parse(text, { intAsBigInt: false });
  if (!isObject(value)) throw new Error(`Cannot read a golden file: no map in ${text.slice(0, 80)}`);
  return value;
}

/** Reads a section as an object; a missing one is a broken test. */
export function readObject(sections: ReadonlyMap<string, string>, name: string): KubeObject {
  const { apiVersion, kind, metadata, ...fields } = readYaml(sections.get(name) ?? "");
  if (!isObject(metadata)) throw new Error(`Cannot read a golden file: ${name} has no metadata`);
  const meta = { ...metadata, name: String(metadata["name"]) };
  return { apiVersion: String(apiVersion), kind: String(kind), metadata: meta, ...fields };
}

function toTexts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Reads ignoreDifferences as an Application has them. */
export function readRules(text: string | undefined): readonly IgnoreRule[] {
  const rules: Json = text === undefined ? [] : parse(text);
  return (Array.isArray(rules) ? rules : []).filter(isObject).map((rule) => ({
    group: String(rule["group"] ?? ""),
    kind: String(rule["kind"] ?? ""),
    name: String(rule["name"] ?? ""),
    namespace: String(rule["namespace"] ?? ""),
    jsonPointers: toTexts(rule["jsonPointers"]),
    jqPathExpressions: toTexts(rule["jqPathExpressions"]),
    managedFieldsManagers: toTexts(rule["managedFieldsManagers"]),
  }));
}
