/**
 * Health by what people wrote: Lua as Argo CD runs it, and CEL as Flux does.
 *
 * The rules, in order:
 * 1. An object that is being deleted is Progressing, whatever a script would say.
 * 2. The checks of the application's own annotation, then the override for exactly this group and kind, then one with wildcards,
 *    then the rules built in.
 * 3. What a script gets wrong makes the object Unknown, with the script's name; nothing here throws.
 */
import type { HealthCheck } from "../application/health-checks.ts";
import { isObject, type Json } from "../kube/json.ts";
import { groupOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { parseGlob } from "../project/glob.ts";
import type { HealthOverride } from "../settings/override-settings.ts";
import { assessByCel } from "./cel-health.ts";
import { type Assess, assessDeletion, assessHealth } from "./health.ts";
import type { HealthScripts } from "./health-scripts.ts";
import { type Health, healthStatuses, toHealth } from "./health-status.ts";

type Override = Pick<HealthOverride, "lua" | "cel" | "useOpenLibs"> & { readonly name: string };

/** Joins the overrides of the settings and the checks of an application with the rules that are built in. */
export function createAssess(overrides: readonly HealthOverride[], scripts: HealthScripts): Assess {
  const find = toFinder(overrides);
  return (object, checks = []) => {
    const override = findCheck(checks, object) ?? find(object);
    if (override === undefined) return assessHealth(object);
    return assessDeletion(object) ?? assessBy(override, object, scripts);
  };
}

function assessBy(override: Override, object: KubeObject, scripts: HealthScripts): Health | undefined {
  const { name, lua, cel, useOpenLibs } = override;
  if (cel !== undefined) return assessByCel({ name, ...cel }, object, scripts);
  const result = scripts.lua({ lua: lua ?? "", useOpenLibs }, object);
  if ("problem" in result) return toHealth("Unknown", `Cannot run ${name}: ${result.problem}`);
  return readLuaResult(name, result.value);
}

/**
 * Reads what a script returned. Nothing, or an empty table, is no health; a status that is none makes the object Unknown:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/lua/lua.go#L176
 */
function readLuaResult(name: string, value: Json | undefined): Health | undefined {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!isObject(value)) return toHealth("Unknown", `${name}: it returned a list, not a table with a status`);
  const { status: given, message = "" } = value;
  const status = healthStatuses.find((each) => each === given);
  if (status === undefined) {
    return toHealth("Unknown", `Lua returned an invalid health status: ${name}: ${showStatus(given)}`);
  }
  if (typeof message === "string") return toHealth(status, message);
  return toHealth("Unknown", `${name}: its message is no text`);
}

function showStatus(given: Json | undefined): string {
  const statusLengthMax = 40;
  return typeof given === "string" ? `"${given.slice(0, statusLengthMax)}"` : "it set no status";
}

function findCheck(checks: readonly HealthCheck[], object: KubeObject): Override | undefined {
  const cel = checks.find(({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind);
  if (cel === undefined) return undefined;
  return { name: `outrigger.dev/health-checks of ${cel.apiVersion} ${cel.kind}`, cel, useOpenLibs: false };
}

/** Exact names before wildcards; among those the first in order of their text, so that it is always the same one. */
function toFinder(overrides: readonly HealthOverride[]): (object: KubeObject) => Override | undefined {
  const named = overrides.map((each) => ({ ...each, name: toName(each) }));
  const exact = new Map(named.map((each) => [`${each.group}/${each.kind}`, each]));
  const patterns = named
    .filter(isPattern)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((each) => ({ each, matches: parseGlob(toKey(each), "names") ?? (() => false) }));
  return (object) => {
    const group = groupOf(object.apiVersion);
    const found = exact.get(`${group}/${object.kind}`);
    if (found !== undefined || patterns.length === 0) return found;
    const key = toKey({ group, kind: object.kind });
    return patterns.find(({ matches }) => matches(key))?.each;
  };
}

function isPattern({ group, kind }: HealthOverride): boolean {
  return /[*?[{]/.test(`${group}/${kind}`);
}

/** As people wrote it. */
function toName(override: HealthOverride): string {
  const { group, kind, cel } = override;
  if (isPattern(override)) return `resource.customizations "${toKey(override)}"`;
  const type = cel === undefined ? "health" : "health-cel";
  return `resource.customizations.${type}.${group === "" ? kind : `${group}_${kind}`}`;
}

/** Argo CD's name of a group and kind; in a pattern `*` stands for any text, a slash included, so `*\/*` wants a group. */
function toKey({ group, kind }: Pick<HealthOverride, "group" | "kind">): string {
  return group === "" ? kind : `${group}/${kind}`;
}
