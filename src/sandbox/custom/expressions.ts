import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObjects } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required } from "../validation/causes.ts";
import type { At } from "../validation/field.ts";

/** What an expression can speak of; whole numbers are bigint, as the language tells them from others. */
export type Scope = { readonly self: unknown; readonly oldSelf: unknown };

/** Evaluates an expression of the Common Expression Language; throws where it is none. */
export type Evaluate = (expression: string, scope: Scope) => unknown;

/**
 * The evaluator of `x-kubernetes-validations`. There is none: the language takes a parser of its own, so rules hold until an
 * import here brings one, as `toEvaluator(parse)`.
 */
const evaluator: Evaluate | undefined = undefined;

/** Makes an evaluator of a parser, which is asked once about each expression. */
export function toEvaluator(parse: (expression: string) => (scope: Scope) => unknown): Evaluate {
  const parsed = new Map<string, (scope: Scope) => unknown>();
  return (expression, scope) => {
    const program = parsed.get(expression) ?? parse(expression);
    if (parsed.size >= expressionsMax) parsed.clear();
    parsed.set(expression, program);
    return program({ self: toWhole(scope.self), oldSelf: toWhole(scope.oldSelf) });
  };
}

const expressionsMax = 10_000;

function toWhole(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toWhole);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, toWhole(entry)]));
}

type Ruled = At & { readonly schema: JsonObject; readonly before?: Json | undefined };

/** Says which rules of a schema, and of the schemas below it, a value breaks; none without an evaluator. */
export function checkExpressions(at: Ruled, evaluate: Evaluate | undefined = evaluator): readonly Cause[] {
  if (evaluate === undefined || at.value === undefined) return [];
  const rules = at.schema["x-kubernetes-validations"];
  const own = asObjects(rules);
  return [...own.flatMap((rule) => checkRule(at, rule, evaluate)), ...checkBelow(at, evaluate)];
}

function checkBelow({ path, value, schema, before }: Ruled, evaluate: Evaluate): readonly Cause[] {
  const { items, properties, additionalProperties: additional } = schema;
  if (Array.isArray(value) && isObject(items)) {
    return value.flatMap((item, index) =>
      checkExpressions({ path: `${path}[${index}]`, value: item, schema: items }, evaluate),
    );
  }
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((name) => {
    const own = isObject(properties) ? (properties[name] ?? additional) : additional;
    if (!isObject(own)) return [];
    const old = isObject(before) ? before[name] : undefined;
    const place = path === "" ? name : `${path}.${name}`;
    return checkExpressions({ path: place, value: value[name], schema: own, before: old }, evaluate);
  });
}

function checkRule({ path, value, before }: Ruled, rule: JsonObject, evaluate: Evaluate): readonly Cause[] {
  const expression = String(rule["rule"] ?? "");
  // A rule about a change says nothing of a new value.
  const isAboutChange = /\boldSelf\b/.test(expression);
  if (isAboutChange && before === undefined && rule["optionalOldSelf"] !== true) return [];
  const message = String(rule["message"] ?? `failed rule: ${expression}`);
  try {
    if (evaluate(expression, { self: value ?? null, oldSelf: before }) === true) return [];
  } catch (error) {
    return [invalid({ path, value: "" }, error instanceof Error ? error.message : String(error))];
  }
  const field = path + String(rule["fieldPath"] ?? "");
  return [toCause(field, String(rule["reason"] ?? "FieldValueInvalid"), message)];
}

/** The server does not show the value here. */
function toCause(path: string, reason: string, message: string): Cause {
  if (reason === "FieldValueForbidden") return forbidden(path, message);
  if (reason === "FieldValueRequired") return required(path, message);
  return { reason, message: `Invalid value: ${message}`, field: path };
}
