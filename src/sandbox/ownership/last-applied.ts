import { isObject, type Json, parseJson, readField } from "../../kube/json.ts";
import { compare } from "../fields/compare.ts";
import type { FieldSet } from "../fields/field-set.ts";
import { difference } from "../fields/set-operations.ts";
import { toFieldSet } from "../fields/to-field-set.ts";
import type { ApplyInput, Conflict } from "./apply.ts";

const annotation = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * Gives the conflicts that are left where kubectl applies what it applied by its own client before: it may force the fields
 * of its annotation that still have the value they have there. The rule is apimachinery
 * pkg/util/managedfields/internal/lastappliedmanager.go at v0.35.0.
 */
export function allowedByLastApplied(input: ApplyInput, conflicts: readonly Conflict[]): readonly Conflict[] {
  const last = parseLast(readLast(input.live));
  if (last === undefined) return conflicts;
  const { changed, removed } = compare(last, input.live, input.type);
  const allowed = difference(difference(toFieldSet(last, input.type), changed), removed);
  return conflicts.flatMap((conflict) => {
    const fields: FieldSet = difference(conflict.fields, allowed);
    return fields === undefined ? [] : [{ ...conflict, fields }];
  });
}

/** Writes a configuration into the annotation of an object that has one already. */
export function toLastApplied(value: Json, config: Json): Json {
  if (!isObject(value) || readLast(value) === undefined) return value;
  const { metadata } = value;
  const annotations = readField(value, "metadata", "annotations");
  if (!isObject(metadata) || !isObject(annotations)) return value;
  const text = `${JSON.stringify(withoutLast(config))}\n`;
  return { ...value, metadata: { ...metadata, annotations: { ...annotations, [annotation]: text } } };
}

function readLast(value: Json): string | undefined {
  const text = readField(value, "metadata", "annotations", annotation);
  return typeof text === "string" && text !== "" ? text : undefined;
}

function parseLast(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : parseJson(text);
  } catch {
    return undefined; // somebody wrote it who is no kubectl
  }
}

function withoutLast(config: Json): Json {
  const annotations = readField(config, "metadata", "annotations");
  if (!isObject(config) || !isObject(config["metadata"]) || !isObject(annotations)) return config;
  const { [annotation]: _, ...others } = annotations;
  return { ...config, metadata: { ...config["metadata"], annotations: others } };
}
