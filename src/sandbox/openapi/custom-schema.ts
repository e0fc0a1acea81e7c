import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";

/** OpenAPI v2 cannot say everything that a custom kind's schema says; v3 can. */
export type OpenApiForm = "v2" | "v3";

/**
 * Gives the schema of a CustomResourceDefinition as the server publishes it.
 * Source: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/openapi/{builder/builder.go,v2/conversion.go}.
 */
export function toPublishedSchema(schema: JsonObject, form: OpenApiForm): JsonObject {
  const nested = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, toNested(name, value, form)]),
  );
  return form === "v2" ? toVersion2(nested, schema) : toVersion3(nested);
}

function toNested(name: string, value: Json | undefined, form: OpenApiForm): Json | undefined {
  if (name === "properties" && isObject(value)) {
    const fields = Object.entries(value).map(([field, each]) => [field, toField(each, form)] as const);
    return Object.fromEntries(fields);
  }
  return name === "items" || name === "additionalProperties" ? toField(value, form) : value;
}

function toField(value: Json | undefined, form: OpenApiForm): Json | undefined {
  return isObject(value) ? toPublishedSchema(value, form) : value;
}

const notInVersion2 = ["allOf", "anyOf", "default", "not", "nullable", "oneOf"];
// kubectl's own validation fails on types and properties where unknown fields or null are allowed.
const typeFields = ["items", "properties", "type"];

function toVersion2(published: JsonObject, schema: JsonObject): JsonObject {
  const isOpen = schema["nullable"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true;
  const dropped = isOpen ? [...notInVersion2, ...typeFields] : notInVersion2;
  const kept = Object.entries(published).filter(([name]) => !dropped.includes(name));
  const left = Object.fromEntries(kept);
  const { required, ...rest } = left;
  if (!Array.isArray(required)) return left;
  const wanted = required.filter((name) => !isNullable(schema, String(name)));
  return wanted.length === 0 ? rest : { ...rest, required: wanted };
}

function isNullable({ properties }: JsonObject, name: string): boolean {
  const field = isObject(properties) ? properties[name] : undefined;
  return isObject(field) && field["nullable"] === true;
}

const meta = "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const conventions = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
const embeddedFields: JsonObject = {
  apiVersion: {
    description: `apiVersion defines the versioned schema of this representation of an object. More info: ${conventions}#resources`,
    type: "string",
  },
  kind: {
    description: `kind is a string value representing the type of this object. In CamelCase. More info: ${conventions}#types-kinds`,
    type: "string",
  },
  metadata: {
    description: `Standard object's metadata. More info: ${conventions}#metadata`,
    allOf: [{ $ref: meta }],
  },
};

function toVersion3(published: JsonObject): JsonObject {
  if (published["x-kubernetes-int-or-string"] === true) {
    return { anyOf: [{ type: "integer" }, { type: "string" }], ...published };
  }
  if (published["x-kubernetes-embedded-resource"] !== true) return published;
  const { properties, required } = published;
  const own = asObject(properties);
  const names = Array.isArray(required) ? required.map(String) : [];
  return {
    ...published,
    properties: { ...own, ...embeddedFields },
    required: [...new Set([...names, "kind", "apiVersion"])],
  };
}
