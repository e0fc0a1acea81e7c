import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { checkValue } from "./check-value.ts";

/** Says which defaults of a schema do not fit it themselves. */
export function checkDefaults(schema: JsonObject, path: string): readonly Cause[] {
  const { default: value, items, properties, additionalProperties: additional } = schema;
  const field = `${path}.default`;
  const own = value === undefined ? [] : checkValue({ path: "", value, schema }).causes;
  const below: readonly (readonly [Json | undefined, string])[] = [
    [items, `${path}.items`],
    ...Object.entries(asObject(properties)).map(
      ([name, each]) => [each, `${path}.properties[${name}]`] as const,
    ),
    [additional, `${path}.additionalProperties`],
  ];
  return [
    ...own.map((cause) => toDefaultCause(cause, field)),
    ...below.flatMap(([each, at]) => (isObject(each) ? checkDefaults(each, at) : [])),
  ];
}

/** The value has no path of its own here: it stands at the default, of which the messages say nothing. */
function toDefaultCause(cause: Cause, field: string): Cause {
  const isRoot = cause.field === "<nil>" || cause.field === "";
  return { ...cause, field: isRoot ? field : `${field}.${cause.field}` };
}
