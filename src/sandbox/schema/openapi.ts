import type { Json, JsonObject } from "../../kube/json.ts";
import type { Field, FieldType, MapType, Scalar } from "./field-type.ts";

const scalars: Readonly<Record<Scalar, JsonObject>> = {
  boolean: { type: "boolean" },
  bytes: { type: "string", format: "byte" },
  "int-or-string": {
    $ref: "#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString",
  },
  integer: { type: "integer" },
  number: { type: "number" },
  quantity: { $ref: "#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity" },
  string: { type: "string" },
  time: { type: "string", format: "date-time" },
};

const fixedTypes: JsonObject = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { oneOf: [{ type: "string" }, { type: "number" }] },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
    format: "int-or-string",
    oneOf: [{ type: "integer" }, { type: "string" }],
  },
};

/** A kind to publish: its type, or the schema of a custom one. */
export type PublishedKind = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly type: FieldType;
  readonly schema?: JsonObject;
};

/** Writes the OpenAPI v3 document of one group and version: types without paths, which nobody here asks for. */
export function toOpenApi(kinds: readonly PublishedKind[]): JsonObject {
  const schemas: Schemas = { ...fixedTypes };
  for (const kind of kinds) {
    const { group, version } = kind;
    const gvk = { "x-kubernetes-group-version-kind": [{ group, version, kind: kind.kind }] };
    if (kind.type.kind === "map" && kind.type.name !== undefined) {
      addType(schemas, kind.type);
      const name = `io.k8s.${kind.type.name}`;
      schemas[name] = { ...Object(schemas[name]), ...gvk };
    } else {
      const name = `${group.split(".").reverse().join(".")}.${version}.${kind.kind}`;
      schemas[name] = { ...(kind.schema ?? { type: "object" }), ...gvk };
    }
  }
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "sandbox" },
    paths: {},
    components: { schemas },
  };
}

type Schemas = { [name: string]: Json | undefined };

function addType(schemas: Schemas, type: MapType): void {
  const name = `io.k8s.${type.name}`;
  if (name in schemas) return;
  schemas[name] = {};
  const properties = Object.fromEntries(
    [...type.fields()].map(([field, found]) => [field, toProperty(schemas, found)]),
  );
  schemas[name] = {
    type: "object",
    properties,
    ...(type.atomic ? { "x-kubernetes-map-type": "atomic" } : {}),
  };
}

function toProperty(schemas: Schemas, field: Field): JsonObject {
  const schema = toSchema(schemas, field.type);
  const value = field.defaultValue ?? (field.isAlways && field.type.kind === "map" ? {} : undefined);
  if (value === undefined) return schema;
  return "$ref" in schema ? { allOf: [schema], default: value } : { ...schema, default: value };
}

function toSchema(schemas: Schemas, type: FieldType): JsonObject {
  if (type.kind === "any") return type.atomic ? {} : { "x-kubernetes-preserve-unknown-fields": true };
  if (type.kind === "scalar") return scalars[type.scalar];
  if (type.kind === "list") {
    const keys = type.relation === "map" ? { "x-kubernetes-list-map-keys": type.keys } : {};
    const items = toSchema(schemas, type.item);
    return { type: "array", items, "x-kubernetes-list-type": type.relation, ...keys };
  }
  if (type.name !== undefined) {
    addType(schemas, type);
    return { $ref: `#/components/schemas/io.k8s.${type.name}` };
  }
  const additionalProperties = type.values === undefined ? {} : toSchema(schemas, type.values);
  return {
    type: "object",
    additionalProperties,
    ...(type.atomic ? { "x-kubernetes-map-type": "atomic" } : {}),
  };
}
