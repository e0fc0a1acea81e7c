import { isObject, type Json, type JsonObject, readField } from "../kube/json.ts";
import { asList, asObject } from "../kube/values.ts";
import { knownDefaults } from "./known-defaults.ts";

/** What the API server's schema says about one field: how it is merged, written and defaulted. */
export type SchemaNode = {
  /** `quantity` and `bytes` are rewritten by the server: `1000m` as `1`, base64 without line ends. */
  readonly format: "quantity" | "bytes" | "plain";
  /** Whether a map is owned field by field or as one value. */
  readonly map: "granular" | "atomic" | "unknown";
  readonly list: "map" | "set" | "atomic" | "unknown";
  /** Fields that tell items of a `map` list apart, sorted. */
  readonly listKeys: readonly string[];
  readonly defaultValue: Json | undefined;
  /** The node of a field; undefined where the schema says nothing. */
  readonly field: (name: string) => SchemaNode | undefined;
  readonly item: () => SchemaNode | undefined;
};

/** The kinds of one OpenAPI v3 document; resolved only as far as somebody asks. */
export type SchemaIndex = {
  readonly find: (group: string, version: string, kind: string) => SchemaNode | undefined;
};

/** References followed from one field to its type; the API server's own documents need two. */
const referencesMax = 16;
const referencePrefix = "#/components/schemas/";

/**
 * Makes an index of the document at `/openapi/v3/api/v1` or `/openapi/v3/apis/<group>/<version>`. Only version 3 of OpenAPI
 * names the defaults of list keys. A custom resource's document works the same way.
 */
export function toSchemaIndex(document: JsonObject): SchemaIndex {
  const schemas = readField(document, "components", "schemas");
  const types = asObject(schemas);
  const nodes = new WeakMap<JsonObject, SchemaNode>();
  const names = indexKinds(types);
  return {
    find: (group, version, kind) => {
      const type = types[names.get(`${group}/${version}/${kind}`) ?? ""];
      return toNode(type, { types, nodes });
    },
  };
}

type Source = { readonly types: JsonObject; readonly nodes: WeakMap<JsonObject, SchemaNode> };

function indexKinds(types: JsonObject): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, type] of Object.entries(types)) {
    const kinds = readField(type, "x-kubernetes-group-version-kind");
    for (const gvk of asList(kinds)) {
      names.set(`${readField(gvk, "group")}/${readField(gvk, "version")}/${readField(gvk, "kind")}`, name);
    }
  }
  return names;
}

function toNode(schema: Json | undefined, source: Source): SchemaNode | undefined {
  if (!isObject(schema)) return undefined;
  const present = source.nodes.get(schema);
  if (present !== undefined) return present;
  const node = buildNode(schema, source);
  source.nodes.set(schema, node);
  return node;
}

/** A field's own schema followed by what it refers to: the first that says something wins. */
type Layers = { readonly schemas: readonly JsonObject[]; readonly names: readonly string[] };

function toLayers(schema: JsonObject, types: JsonObject): Layers {
  const schemas: JsonObject[] = [schema];
  const names: string[] = [];
  for (const layer of schemas) {
    if (names.length >= referencesMax) break;
    const only = Array.isArray(layer["allOf"]) && layer["allOf"].length === 1 ? layer["allOf"][0] : undefined;
    const reference = layer["$ref"] ?? readField(only, "$ref");
    if (typeof reference !== "string" || !reference.startsWith(referencePrefix)) continue;
    const name = reference.slice(referencePrefix.length);
    const type = types[name];
    names.push(name);
    if (isObject(type)) schemas.push(type);
  }
  return { schemas, names };
}

function readFirst(layers: Layers, field: string): Json | undefined {
  for (const schema of layers.schemas) if (schema[field] !== undefined) return schema[field];
  return undefined;
}

function buildNode(schema: JsonObject, source: Source): SchemaNode {
  const layers = toLayers(schema, source.types);
  const fields = new Map<string, SchemaNode | undefined>();
  const type = readFirst(layers, "type");
  const keeps = readFirst(layers, "x-kubernetes-preserve-unknown-fields") === true;
  if (type === undefined && keeps) return deduced;
  return {
    format: toFormat(layers),
    map: toMapType(type, layers),
    list: toListType(type, layers),
    listKeys: toListKeys(layers),
    defaultValue: readFirst(layers, "default"),
    field: (name) => {
      if (!fields.has(name))
        fields.set(name, toFieldNode(layers, name, source) ?? (keeps ? deduced : undefined));
      return fields.get(name);
    },
    item: () => toNode(readFirst(layers, "items"), source),
  };
}

function toFieldNode(layers: Layers, name: string, source: Source): SchemaNode | undefined {
  const properties = readFirst(layers, "properties");
  const property = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  const node = toNode(property ?? readFirst(layers, "additionalProperties"), source);
  const known = knownDefault(layers.names, name);
  return node === undefined || known === undefined ? node : { ...node, defaultValue: known };
}

function knownDefault(names: readonly string[], field: string): Json | undefined {
  for (const name of names) {
    const known = knownDefaults[name]?.[field];
    if (known !== undefined) return known;
  }
  return undefined;
}

function toFormat(layers: Layers): SchemaNode["format"] {
  if (layers.names.some((name) => name.endsWith(".resource.Quantity"))) return "quantity";
  return readFirst(layers, "format") === "byte" ? "bytes" : "plain";
}

function toMapType(type: Json | undefined, layers: Layers): SchemaNode["map"] {
  if (type !== "object") return "unknown";
  return readFirst(layers, "x-kubernetes-map-type") === "atomic" ? "atomic" : "granular";
}

// A list without a type is atomic: https://github.com/kubernetes/kube-openapi/blob/master/pkg/schemaconv/smd.go
function toListType(type: Json | undefined, layers: Layers): SchemaNode["list"] {
  if (type !== "array") return "unknown";
  const listType = readFirst(layers, "x-kubernetes-list-type");
  return listType === "map" || listType === "set" ? listType : "atomic";
}

function toListKeys(layers: Layers): readonly string[] {
  const keys = readFirst(layers, "x-kubernetes-list-map-keys");
  return Array.isArray(keys) ? keys.map(String).sort() : [];
}

/** Below `x-kubernetes-preserve-unknown-fields` the server deduces: maps field by field, lists as one value. */
const deduced: SchemaNode = {
  format: "plain",
  map: "granular",
  list: "atomic",
  listKeys: [],
  defaultValue: undefined,
  field: () => deduced,
  item: () => deduced,
};
