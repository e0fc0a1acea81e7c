import { parse } from "yaml";
import * as z from "zod";
import { isObject, type JsonObject } from "../kube/json.ts";
import { type IgnoreRule, type KnownTypes, knownTypeNames } from "./comparison-settings.ts";
import type { SettingProblem } from "./section.ts";

/** The rules of comparison that resource.customizations hold. */
export type Customizations = {
  readonly ignoreRules: readonly IgnoreRule[];
  readonly knownTypes: readonly KnownTypes[];
  readonly problems: readonly SettingProblem[];
};

const ignorePrefix = "resource.customizations.ignoreDifferences.";
const typesPrefix = "resource.customizations.knownTypeFields.";
const oldMap = "resource.customizations";

/** Tells whether a key of `argocd-cm` says how kinds are compared. */
export function isCustomizationKey(key: string): boolean {
  return key === oldMap || key.startsWith(ignorePrefix) || key.startsWith(typesPrefix);
}

// RFC 6901, as the rules of an application have it.
const pointer = z
  .string()
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/s, 'a JSON pointer starts with "/" and has "~1" for "/", "~0" for "~"');
const ignoreSchema = z.strictObject({
  jsonPointers: z.array(pointer).default([]),
  jqPathExpressions: z.array(z.string().min(1)).default([]),
  managedFieldsManagers: z.array(z.string().min(1)).default([]),
});
const typesSchema = z.array(
  z.strictObject({
    field: z.string().min(1),
    type: z.enum(knownTypeNames, { error: `type must be one of ${knownTypeNames.join(", ")}` }),
  }),
);

/** Reads the customizations of kinds, those of the old map after those of keys; of one that is wrong only its problem. */
export function readCustomizations(data: JsonObject): Customizations {
  const entries = [...toKeyEntries(data), ...toMapEntries(data[oldMap])];
  const readings = entries.map(readEntry);
  return {
    ignoreRules: readings.flatMap(({ ignoreRules }) => ignoreRules),
    knownTypes: readings.flatMap(({ knownTypes }) => knownTypes),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

type Entry = {
  readonly key: string;
  readonly place: string;
  readonly group: string;
  readonly kind: string;
  readonly rule: "ignoreDifferences" | "knownTypeFields";
  readonly value: unknown;
};

function toKeyEntries(data: JsonObject): readonly Entry[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const rule = key.startsWith(ignorePrefix) ? "ignoreDifferences" : "knownTypeFields";
    const prefix = rule === "ignoreDifferences" ? ignorePrefix : typesPrefix;
    if (!key.startsWith(prefix) || typeof value !== "string") return [];
    return [{ key, place: "", ...toGroupKind(key.slice(prefix.length), "_"), rule, value } as const];
  });
}

/** The kind alone is of the core group; `all` is every kind. */
function toGroupKind(text: string, separator: string): { readonly group: string; readonly kind: string } {
  if (text === "all" || text === "*/*") return { group: "*", kind: "*" };
  const end = text.lastIndexOf(separator);
  return { group: text.slice(0, Math.max(end, 0)), kind: text.slice(end + 1) };
}

function toMapEntries(text: unknown): readonly Entry[] {
  const map = readYaml(text);
  if (!isObject(map)) return [];
  return Object.entries(map).flatMap(([name, override]) =>
    (["ignoreDifferences", "knownTypeFields"] as const).flatMap((rule) => {
      const value = isObject(override) ? override[rule] : undefined;
      if (value === undefined) return [];
      return [{ key: oldMap, place: `${name}.${rule}: `, ...toGroupKind(name, "/"), rule, value }];
    }),
  );
}

/** In the old map the rules are YAML within YAML, or a mapping. */
function readYaml(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return parse(value);
  } catch {
    return undefined; // whoever reads it says so; of the old map the section of overrides does
  }
}

function readEntry(entry: Entry): Customizations {
  const { group, kind, rule, key, place } = entry;
  const value = readYaml(entry.value);
  const none: Customizations = { ignoreRules: [], knownTypes: [], problems: [] };
  if (rule === "ignoreDifferences") {
    const read = ignoreSchema.safeParse(value);
    if (!read.success) return { ...none, problems: [toProblem(key, place, read.error)] };
    return { ...none, ignoreRules: [{ group, kind, name: "", namespace: "", ...read.data }] };
  }
  const read = typesSchema.safeParse(value);
  if (!read.success) return { ...none, problems: [toProblem(key, place, read.error)] };
  const fields = read.data.map(({ field, type }) => ({ path: field.split("."), type }));
  return { ...none, knownTypes: [{ group, kind, fields }] };
}

function toProblem(key: string, place: string, error: z.ZodError): SettingProblem {
  const texts = error.issues.map(({ path, message }) => `${place}${path.map(String).join(".")}: ${message}`);
  return { key, message: `must be YAML with rules of comparison: ${texts.join("; ")}` };
}
