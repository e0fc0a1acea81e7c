import { Environment } from "@marcbachmann/cel-js";
import { messageOf } from "../../errors.ts";
import { isObject, type Json, parseJson } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { ScriptReply, ScriptRequest } from "./script-request.ts";

/** The fields of an object are the variables, whatever its kind has: nothing is declared. */
const environment = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true });

/**
 * Evaluates expressions in their order until one is true, and gives its place, or -1. A field that is not there yet ends it with
 * the text that says so.
 */
export function evaluateCel(request: Extract<ScriptRequest, { readonly language: "cel" }>): ScriptReply {
  const object = toCel(parseJson(request.object));
  const context = asObject(object);
  for (const [index, expression] of request.expressions.entries()) {
    if (expression === "") continue;
    const result = evaluate(expression, context);
    if (typeof result !== "boolean") return result;
    if (result) return { value: index };
  }
  return { value: -1 };
}

function evaluate(expression: string, context: object): boolean | ScriptReply {
  try {
    const result: unknown = environment.evaluate(expression, { ...context });
    if (typeof result === "boolean") return result;
    return { problem: `"${expression}" is neither true nor false` };
  } catch (error) {
    const message = messageOf(error).split("\n")[0] ?? "";
    const isAbsent = /^(No such key|Unknown variable)/.test(message);
    return isAbsent ? { value: message } : { problem: `"${expression}": ${message}` };
  }
}

/** JSON has one kind of number, CEL has integers too, and they are what objects are full of. */
function toCel(value: Json): Json {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, toCel(field ?? null)]));
}
