import { isObject, type Json } from "../../kube/json.ts";
import { invalid, required, unsupported } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import type { Format } from "./formats.ts";

/** Goes to a field. */
export function below({ path, value }: At, ...names: readonly string[]): At {
  let at: At = { path, value };
  for (const name of names) {
    const prefix = at.path === "" ? "" : `${at.path}.`;
    at = { path: `${prefix}${name}`, value: isObject(at.value) ? at.value[name] : undefined };
  }
  return at;
}

/** Goes to every item of a list. */
export function itemsOf({ path, value }: At): readonly At[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: Json, index) => ({ path: `${path}[${index}]`, value: item }));
}

/** Goes to every entry of a map, in the order of their names. */
export function entriesOf({ path, value }: At): readonly (At & { readonly key: string })[] {
  if (!isObject(value)) return [];
  const names = Object.keys(value).sort();
  return names.map((key) => ({ key, path: `${path}[${key}]`, value: value[key] }));
}

/** Holds the fields of a value to their rules, in the order in which they stand. */
export function fields(rules: Readonly<Record<string, Rule | readonly Rule[]>>): Rule {
  const all = Object.entries(rules).flatMap(([name, rule]) =>
    (typeof rule === "function" ? [rule] : rule).map((each) => [name, each] as const),
  );
  return (at) => (isObject(at.value) ? all.flatMap(([name, rule]) => rule(below(at, name))) : []);
}

/** Holds a value to several rules. */
export function all(...rules: readonly Rule[]): Rule {
  return (at) => rules.flatMap((rule) => rule(at));
}

/** Holds every item of a list to a rule. */
export function each(rule: Rule): Rule {
  return (at) => itemsOf(at).flatMap(rule);
}

/** The rules that need nothing but the value, by what they are called here. */
export const is = {
  /** Neither absent nor empty. */
  given:
    (detail = ""): Rule =>
    ({ path, value }) =>
      isEmpty(value) ? [required(path, detail)] : [],
  formatted:
    (format: Format): Rule =>
    (at) =>
      typeof at.value === "string" && at.value !== ""
        ? format(at.value).map((message) => invalid(at, message))
        : [],
  oneOf:
    (...values: readonly string[]): Rule =>
    (at) =>
      isEmpty(at.value) || values.includes(String(at.value)) ? [] : [unsupported(at, values)],
  /** A whole number within bounds; an open end has another text than a range. */
  atLeast:
    (least: number, detail = `must be greater than or equal to ${least}`): Rule =>
    (at) =>
      typeof at.value === "number" && at.value < least ? [invalid(at, detail)] : [],
  within:
    (least: number, most: number, detail = `must be between ${least} and ${most}, inclusive`): Rule =>
    (at) =>
      typeof at.value === "number" && (at.value < least || at.value > most) ? [invalid(at, detail)] : [],
};

/** Tells whether the server takes a value as not given. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
