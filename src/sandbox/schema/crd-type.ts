import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Field, FieldType, Scalar } from "./field-type.ts";
import { deducedType, toMapOf } from "./shape.ts";

/** Makes the type of a custom resource from `openAPIV3Schema`; `meta` is the type of its metadata. */
export function toCustomType(schema: Json | undefined, meta: FieldType): FieldType {
  const root = isObject(schema) ? toType(schema) : deducedType;
  if (root.kind !== "map") return root;
  const text: Field = { type: { kind: "scalar", scalar: "string" }, isAlways: false };
  const fields = new Map(root.fields());
  fields.set("apiVersion", text).set("kind", text).set("metadata", { type: meta, isAlways: true });
  return { ...root, fields: () => fields };
}

function toType(schema: JsonObject): FieldType {
  const keeps = schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (schema["x-kubernetes-int-or-string"] === true) return { kind: "scalar", scalar: "int-or-string" };
  if (schema["type"] === "object") return toObjectType(schema, keeps);
  if (schema["type"] === "array") return toListType(schema);
  if (keeps) return deducedType;
  return { kind: "scalar", scalar: toScalar(schema) };
}

function toObjectType(schema: JsonObject, keeps: boolean): FieldType {
  const atomic = schema["x-kubernetes-map-type"] === "atomic";
  const { properties, additionalProperties } = schema;
  if (isObject(additionalProperties)) return toMapOf(toType(additionalProperties), atomic);
  const fields = new Map<string, Field>();
  for (const [name, field] of Object.entries(asObject(properties))) {
    if (isObject(field)) fields.set(name, toField(field));
  }
  if (schema["x-kubernetes-embedded-resource"] === true) addIdentity(fields);
  return { kind: "map", atomic, fields: () => fields, values: keeps ? deducedType : undefined };
}

/** A resource within a resource says what it is, and has whatever metadata it has. */
function addIdentity(fields: Map<string, Field>): void {
  const text: Field = { type: { kind: "scalar", scalar: "string" }, isAlways: false };
  fields.set("apiVersion", text).set("kind", text).set("metadata", { type: deducedType, isAlways: false });
}

function toField(schema: JsonObject): Field {
  const { default: defaultValue, nullable } = schema;
  return {
    type: toType(schema),
    isAlways: false,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(nullable === true ? { isNullable: true } : {}),
  };
}

function toListType(schema: JsonObject): FieldType {
  const item = isObject(schema["items"]) ? toType(schema["items"]) : deducedType;
  const keys = schema["x-kubernetes-list-map-keys"];
  const listType = schema["x-kubernetes-list-type"];
  if (listType === "set") return { kind: "list", relation: "set", keys: [], item };
  if (listType !== "map" || !Array.isArray(keys)) return { kind: "list", relation: "atomic", keys: [], item };
  return { kind: "list", relation: "map", keys: keys.map(String).sort(), item };
}

function toScalar(schema: JsonObject): Scalar {
  const { type } = schema;
  return type === "integer" || type === "number" || type === "boolean" ? type : "string";
}
