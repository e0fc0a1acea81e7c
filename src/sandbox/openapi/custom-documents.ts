import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Kind } from "../cluster/kind.ts";
import { parseArchived } from "./archive.ts";
import { fillPattern, listKindOf, typeNameOf } from "./custom-pattern.ts";
import { type OpenApiForm, toPublishedSchema } from "./custom-schema.ts";

/** Writes the OpenAPI v3 document of one group and version of custom kinds. */
export function toCustomDocument(kinds: readonly Kind[]): JsonObject {
  const shared = readField(parseArchived("pattern/v3"), "components", "schemas");
  const hasScale = kinds.some(({ subresources }) => subresources.some(({ name }) => name === "scale"));
  const isShared = ([name]: readonly [string, unknown]) =>
    name.startsWith("io.k8s.") && (hasScale || !name.includes(".autoscaling."));
  const types = Object.entries(asObject(shared)).filter(isShared);
  const parts = kinds.map((kind) => toParts(kind, "v3"));
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes CRD Swagger", version: "v0.1.0" },
    paths: merge(parts.map(({ paths }) => paths)),
    components: { schemas: merge([Object.fromEntries(types), ...parts.map((part) => part.types)]) },
  };
}

/** Writes the OpenAPI v2 document of a whole server: the built-in one, and all custom kinds. */
export function toWholeDocument(kinds: readonly Kind[]): JsonObject {
  const base = parseArchived("v2");
  const parts = kinds.map((kind) => toParts(kind, "v2"));
  return {
    ...base,
    paths: merge([base["paths"], ...parts.map(({ paths }) => paths)]),
    definitions: merge([base["definitions"], ...parts.map(({ types }) => types)]),
  };
}

function toParts(kind: Kind, form: OpenApiForm) {
  const { paths, types } = fillPattern(kind, form);
  const name = typeNameOf(kind);
  const listName = name.slice(0, -kind.kind.length) + listKindOf(kind);
  const selectable = toSelectable(kind);
  const type = toType(kind, types[name], form);
  const list = isObject(types[listName]) ? types[listName] : {};
  return {
    paths,
    types: { ...types, [name]: { ...type, ...selectable }, [listName]: { ...list, ...selectable } },
  };
}

/** The fields that all objects have stand in the pattern. */
function toType(kind: Kind, pattern: Json | undefined, form: OpenApiForm): JsonObject {
  const schema = kind.schema ?? { type: "object" };
  const gvk = "x-kubernetes-group-version-kind";
  const marks = { [gvk]: readField(pattern, gvk) };
  const keepsAll = schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (form === "v2" && keepsAll) return { type: "object", ...marks };
  const published = toPublishedSchema(schema, form);
  const { properties } = published;
  const common = readField(pattern, "properties");
  const fields = { ...asObject(properties), ...asObject(common) };
  return { ...published, properties: fields, ...marks };
}

function toSelectable({ definition }: Kind): JsonObject {
  const fields = definition?.version["selectableFields"];
  if (!Array.isArray(fields) || fields.length === 0) return {};
  const paths = fields.map((field) => ({ fieldPath: String(readField(field, "jsonPath")).slice(1) }));
  return { "x-kubernetes-selectable-fields": paths };
}

function merge(parts: readonly (Json | undefined)[]): JsonObject {
  const entries = parts.flatMap((part) => Object.entries(asObject(part)));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
