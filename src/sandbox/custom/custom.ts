/**
 * Custom resources: what a CustomResourceDefinition's schema makes of objects, and what may be in such a schema.
 *
 * In: the schema as the definition has it, and values. Out: values with defaults, and causes in the real server's words:
 * 1. definition.ts holds a definition to its rules, structural.ts and check-schema.ts its schemas;
 * 2. names.ts decides which of two definitions has a name that both want;
 * 3. defaults.ts fills in what is missing; unknown fields are dropped where the type says so (../schema/crd-type.ts);
 * 4. check-value.ts holds values to a schema, list-types.ts lists to being sets and maps;
 * 5. expressions.ts asks an evaluator about `x-kubernetes-validations`; without one, such rules hold.
 */
import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Cause } from "../cluster/status-error.ts";
import { checkValue } from "./check-value.ts";
import { checkEmbedded } from "./embedded.ts";
import { checkExpressions } from "./expressions.ts";
import { checkListTypes } from "./list-types.ts";

type Change = {
  readonly schema: JsonObject;
  readonly object: KubeObject;
  /** undefined: the object is new. */
  readonly before: KubeObject | undefined;
  /** The request came through `/status`. */
  readonly isStatus: boolean;
};

/** Gives everything that makes a custom resource invalid for its schema. */
export function checkCustomResource(change: Change): readonly Cause[] {
  const { schema, object, before } = change;
  const at = { path: "", value: object };
  const values = change.isStatus ? checkStatus(change) : checkValue({ ...at, schema, before }).causes;
  const all = [...values, ...checkEmbedded(at, schema), ...checkListTypes(at, schema)];
  if (all.length > 0) return all;
  return checkExpressions({ ...at, schema, before });
}

/** Of a status that is written alone, the messages name the fields without the status. */
function checkStatus({ schema, object, before }: Change): readonly Cause[] {
  const own = readField(schema, "properties", "status");
  if (!isObject(own) || object["status"] === undefined) return [];
  const { causes } = checkValue({
    path: "",
    value: object["status"],
    schema: own,
    before: before?.["status"],
  });
  return causes.map((cause) => ({
    ...cause,
    field: cause.field === "<nil>" ? "status" : `status.${cause.field}`,
  }));
}
