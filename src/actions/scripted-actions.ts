import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { asObject } from "../kube/values.ts";
import type { ActionParameter, Impact, ResourceAction } from "./action.ts";
import { restoreEmpty } from "./difference.ts";
import { restoreNamed } from "./restore-named.ts";

/** What could be made of a script's answer; `problem` is a sentence for people. */
export type Scripted<T> = { readonly value: T } | { readonly problem: string };

/** Reads what a discovery script gave: a table of actions by name, each a table of its own, empty or not. */
export function readDiscovery(answer: Json | undefined): Scripted<readonly ResourceAction[]> {
  if (Array.isArray(answer) && answer.length === 0) return { value: [] };
  if (!isObject(answer)) return { problem: "the discovery script must return a table of actions by name" };
  return { value: Object.entries(answer).map(([name, fields]) => toAction(name, fields)) };
}

function toAction(name: string, fields: Json | undefined): ResourceAction {
  const { disabled, displayName, iconClass, params } = asObject(fields);
  const parameters = Array.isArray(params) ? params.filter(isObject).flatMap(toParameter) : [];
  return {
    name,
    disabled: disabled === true,
    ...(typeof displayName === "string" ? { displayName } : {}),
    ...(typeof iconClass === "string" ? { iconClass } : {}),
    ...(parameters.length === 0 ? {} : { params: parameters }),
  };
}

function toParameter({ name, default: preset }: JsonObject): readonly ActionParameter[] {
  if (typeof name !== "string") return [];
  const isGiven = typeof preset === "string" || typeof preset === "number" || typeof preset === "boolean";
  return [isGiven ? { name, default: String(preset) } : { name }];
}

/**
 * Reads what an action script gave: the object as it shall be, or a list of `{operation, resource}`. An object of another identity
 * is refused as a patch: an action works on the object that it was asked for.
 */
export function readImpacts(answer: Json | undefined, object: KubeObject): Scripted<readonly Impact[]> {
  if (Array.isArray(answer)) return readList(answer, object);
  if (!isObject(answer))
    return { problem: "the action script must return the object, or a list of what it changes" };
  return readImpact({ operation: "patch", resource: answer }, object);
}

function readList(list: readonly Json[], object: KubeObject): Scripted<readonly Impact[]> {
  const impacts: Impact[] = [];
  for (const entry of list) {
    const read = readImpact(asObject(entry), object);
    if ("problem" in read) return read;
    impacts.push(...read.value);
  }
  return { value: impacts };
}

function readImpact({ operation, resource }: JsonObject, object: KubeObject): Scripted<readonly Impact[]> {
  if (operation !== "patch" && operation !== "create")
    return {
      problem: `the action script gave the operation ${JSON.stringify(operation)}: use "patch" or "create"`,
    };
  const restore = operation === "patch" ? restoreEmpty : restoreNamed;
  const restored = restore(object, resource ?? null);
  const made = toKubeObject(restored);
  if (made === undefined)
    return {
      problem:
        "the action script gave something that is no object: apiVersion, kind or metadata.name is missing",
    };
  if (operation === "patch" && !isSame(made, object))
    return {
      problem: `the action script patches ${made.kind} ${made.metadata.name}, not the object that it was asked for`,
    };
  return { value: [{ operation, object: made }] };
}

function toKubeObject(value: Json): KubeObject | undefined {
  if (!isObject(value)) return undefined;
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !isObject(metadata)) return undefined;
  const { name } = metadata;
  return typeof name === "string" && name !== ""
    ? { ...value, apiVersion, kind, metadata: { ...metadata, name } }
    : undefined;
}

function isSame(made: KubeObject, object: KubeObject): boolean {
  const [a, b] = [made.metadata, object.metadata];
  return made.kind === object.kind && a.name === b.name && (a.namespace ?? "") === (b.namespace ?? "");
}
