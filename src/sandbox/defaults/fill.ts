import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { presenceOf, zeroOf } from "../fields/presence.ts";
import type { FieldType, MapType } from "../schema/field-type.ts";
import { fixedDefaults } from "./fixed-defaults.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules.ts";

/** What has to be done to values of one type; undefined: nothing, not below them either. */
type Plan = {
  readonly rule: Rule | undefined;
  /** Fields that get a value where they are absent. */
  readonly values: readonly Missing[];
  /** Fields to look into. */
  readonly below: readonly (readonly [string, FieldType])[];
};

/** `zero`: what else counts as absent, where Go cannot tell. */
type Missing = { readonly name: string; readonly value: Json; readonly zero: Json | undefined };

/**
 * Fills in what a value of a type leaves out, from the outside to the inside as the server does: first the rule of the type,
 * then its fixed defaults and what Go always writes, then its fields. A part that lacks nothing stays the same object.
 */
export function fill(value: Json, type: FieldType): Json {
  if (type.kind === "list") return Array.isArray(value) ? fillItems(value, type.item) : value;
  if (type.kind !== "map" || !isObject(value)) return value;
  if (type.values !== undefined) return needsFill(type.values) ? fillEntries(value, type.values) : value;
  const plan = planOf(type);
  return plan === undefined ? value : fillFields(value, plan);
}

function fillItems(items: readonly Json[], type: FieldType): readonly Json[] {
  if (!needsFill(type)) return items;
  const filled = items.map((item) => fill(item, type));
  return filled.every((item, index) => item === items[index]) ? items : filled;
}

function fillEntries(value: JsonObject, type: FieldType): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, entry === undefined ? entry : fill(entry, type)]),
  );
}

function fillFields(given: JsonObject, { rule, values, below }: Plan): JsonObject {
  const value = rule === undefined ? given : rule(given);
  let filled: { [name: string]: Json | undefined } | undefined;
  for (const { name, value: present, zero } of values) {
    if (value[name] !== undefined && value[name] !== zero) continue;
    filled ??= { ...value };
    filled[name] = present;
  }
  for (const [name, type] of below) {
    const entry = (filled ?? value)[name];
    if (entry === undefined || entry === null) continue;
    const now = fill(entry, type);
    if (now === entry) continue;
    filled ??= { ...value };
    filled[name] = now;
  }
  return filled ?? value;
}

const plans = new WeakMap<MapType, Plan | { readonly isNone: true }>();

function planOf(type: MapType): Plan | undefined {
  const known = plans.get(type) ?? makePlan(type);
  plans.set(type, known);
  return "isNone" in known ? undefined : known;
}

function makePlan(type: MapType): Plan | { readonly isNone: true } {
  const rule = rules.get(type.name ?? "");
  const always = alwaysOf(type);
  const fixed = fixedDefaults[type.name ?? ""] ?? {};
  const values = Object.entries({ ...always, ...fixed }).map(([name, value]) => ({
    name,
    value,
    zero: name in fixed ? always[name] : undefined,
  }));
  const below = [...type.fields()].flatMap(([name, field]) =>
    needsFill(field.type) ? [[name, field.type] as const] : [],
  );
  const isNone = rule === undefined && values.length === 0 && below.length === 0;
  return isNone ? { isNone } : { rule, values, below };
}

/** What Go writes whatever a request says: structs as empty ones, lists as null, scalars as zeros. */
function alwaysOf(type: MapType): Readonly<Record<string, Json>> {
  const always = presenceOf(type)?.always ?? new Set<string>();
  const fields: { [name: string]: Json } = {};
  for (const [name, field] of type.fields()) {
    if (field.type.kind === "scalar" && always.has(name)) fields[name] = zeroOf(field.type.scalar);
    if (field.type.kind === "list" && (field.isAlways || always.has(name))) fields[name] = null;
    if (field.type.kind === "map" && field.isAlways) fields[name] = {};
  }
  return fields;
}

const needs = new WeakMap<FieldType, boolean>();

/** A type that holds itself is taken to need it, which costs time only. */
function needsFill(type: FieldType): boolean {
  const known = needs.get(type);
  if (known !== undefined) return known;
  needs.set(type, true);
  const isNeeded = toNeed(type);
  needs.set(type, isNeeded);
  return isNeeded;
}

function toNeed(type: FieldType): boolean {
  if (type.kind === "list") return needsFill(type.item);
  if (type.kind !== "map") return false;
  return type.values === undefined ? planOf(type) !== undefined : needsFill(type.values);
}
