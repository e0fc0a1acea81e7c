import { readValue } from "../declaration/read-value.ts";
import { isObject, type Json } from "../kube/json.ts";
import type { ActionOverride, CelHealth, HealthOverride, OverrideSettings } from "./override-settings.ts";

/** What is set for one group and kind. */
export type KindOverride = {
  readonly lua?: string;
  readonly cel?: CelHealth;
  readonly useOpenLibs?: boolean;
  readonly action?: Omit<ActionOverride, "group" | "kind">;
};

/** Gives `group/kind` for the end of a key; undefined where it is neither `group_kind` nor `kind`. `all` is every kind. */
export function toGroupKind(name: string): string | undefined {
  if (name === "all") return "*/*";
  const parts = name.split("_");
  if (name === "" || parts.length > 2) return undefined;
  return parts.join("/");
}

/** Joins what several keys set for a group and kind, the last word of each counts; CEL comes before Lua. */
export function joinOverrides(
  parts: readonly { readonly key: string; readonly part: KindOverride }[],
): OverrideSettings {
  const byKey = new Map<string, KindOverride>();
  for (const { key, part } of parts) byKey.set(key, { ...byKey.get(key), ...part });
  const entries = [...byKey].map(([key, part]) => ({ ...splitKey(key), part }));
  return {
    health: entries.flatMap(toHealthOverride),
    actions: entries.flatMap(({ group, kind, part }) =>
      part.action === undefined ? [] : [{ group, kind, ...part.action }],
    ),
  };
}

function splitKey(key: string): { readonly group: string; readonly kind: string } {
  const at = key.indexOf("/");
  return at < 0 ? { group: "", kind: key } : { group: key.slice(0, at), kind: key.slice(at + 1) };
}

type Entry = { readonly group: string; readonly kind: string; readonly part: KindOverride };

function toHealthOverride({ group, kind, part }: Entry): readonly HealthOverride[] {
  const { lua, cel, useOpenLibs = false } = part;
  if (cel !== undefined) return [{ group, kind, cel, useOpenLibs }];
  return lua === undefined || lua.trim() === "" ? [] : [{ group, kind, lua, useOpenLibs }];
}

/** Reads actions, a YAML text as in Argo CD or a mapping; a text says what is wrong. */
export function readAction(value: Json): Omit<ActionOverride, "group" | "kind"> | string {
  const reading = typeof value === "string" ? readValue(value) : { value };
  if ("problem" in reading) return reading.problem;
  const actions = reading.value;
  if (!isObject(actions)) return "must be a mapping of discovery.lua and definitions";
  const discovery = actions["discovery.lua"] ?? "";
  const { definitions = [], mergeBuiltinActions: merges = false } = actions;
  if (typeof discovery !== "string") return "must have a text in discovery.lua";
  if (typeof merges !== "boolean") return "must have true or false in mergeBuiltinActions";
  if (!Array.isArray(definitions)) return "must have a list in definitions";
  const read = definitions.map(toDefinition);
  const valid = read.filter((each) => each !== undefined);
  if (valid.length < read.length)
    return "must have a name and a text in action.lua in each of its definitions";
  return { discovery, definitions: valid, mergesBuiltIn: merges };
}

function toDefinition(entry: Json): { readonly name: string; readonly lua: string } | undefined {
  if (!isObject(entry)) return undefined;
  const { name, "action.lua": lua } = entry;
  return typeof name === "string" && name !== "" && typeof lua === "string" ? { name, lua } : undefined;
}
