import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required, unsupported } from "../validation/causes.ts";
import { isEmpty } from "../validation/rules.ts";

const types = ["array", "boolean", "integer", "number", "object", "string"];

/** Parts of JSON Schema that schemas of CustomResourceDefinitions do not have. */
const unknownParts: readonly (readonly [string, string])[] = [
  ["id", "id is not supported"],
  ["additionalItems", "additionalItems is not supported"],
  ["patternProperties", "patternProperties is not supported"],
  ["definitions", "definitions is not supported"],
  ["dependencies", "dependencies is not supported"],
  ["$ref", "$ref is not supported"],
];

/**
 * Says what a schema, structural or not, must not have: ValidateCustomResourceDefinitionOpenAPISchema in apiextensions-apiserver
 * pkg/apis/apiextensions/validation/validation.go.
 */
export function checkSchema(schema: JsonObject, path: string): readonly Cause[] {
  const { type, additionalProperties: additional, properties } = schema;
  const isMixed = !isEmpty(properties) && additional !== undefined && additional !== true;
  return [
    ...(isEmpty(type) || types.includes(String(type))
      ? []
      : [unsupported({ path: `${path}.type`, value: type }, types)]),
    ...unknownParts.flatMap(([name, text]) =>
      isEmpty(schema[name]) ? [] : [forbidden(`${path}.${name}`, text)],
    ),
    ...(schema["uniqueItems"] === true
      ? [
          forbidden(
            `${path}.uniqueItems`,
            "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
          ),
        ]
      : []),
    ...(isMixed
      ? [
          forbidden(
            `${path}.additionalProperties`,
            "additionalProperties and properties are mutual exclusive",
          ),
        ]
      : []),
    ...childrenOf(schema, path).flatMap(([own, field]) => checkSchema(own, field)),
    ...(schema["x-kubernetes-preserve-unknown-fields"] === false
      ? [
          invalid(
            { path: `${path}.x-kubernetes-preserve-unknown-fields`, value: false },
            "must be true or undefined",
          ),
        ]
      : []),
    ...checkListType(schema, path),
  ];
}

function childrenOf(schema: JsonObject, path: string): readonly (readonly [JsonObject, string])[] {
  const lists = ["allOf", "oneOf", "anyOf"].flatMap((name) => {
    const list = schema[name];
    return asList(list).map((own, index) => [own, `${path}.${name}[${index}]`] as const);
  });
  const properties = Object.entries(asObject(schema["properties"]));
  const all: readonly (readonly [Json | undefined, string])[] = [
    [schema["additionalProperties"], `${path}.additionalProperties`],
    ...properties.map(([name, own]) => [own, `${path}.properties[${name}]`] as const),
    [schema["not"], `${path}.not`],
    ...lists,
    [schema["items"], `${path}.items`],
  ];
  return all.flatMap(([own, field]) => (isObject(own) ? [[own, field] as const] : []));
}

const listTypes = ["atomic", "set", "map"];

function checkListType(schema: JsonObject, path: string): readonly Cause[] {
  const { type = "", "x-kubernetes-list-type": listType, "x-kubernetes-list-map-keys": keys } = schema;
  const field = `${path}.x-kubernetes-list-type`;
  const causes: Cause[] = [];
  if (listType !== undefined && type !== "array") {
    const why = "must be array if x-kubernetes-list-type is specified";
    causes.push(
      type === "" ? required(`${path}.type`, why) : invalid({ path: `${path}.type`, value: type }, why),
    );
  } else if (listType === "set") causes.push(...checkSetItems(schema, path));
  if (listType !== undefined && !listTypes.includes(String(listType)))
    causes.push(unsupported({ path: field, value: listType }, listTypes));
  if (!isEmpty(keys) && listType !== "map") {
    const why = "must be map if x-kubernetes-list-map-keys is non-empty";
    causes.push(
      listType === undefined ? required(field, why) : invalid({ path: field, value: listType }, why),
    );
  }
  return listType === "map" ? [...causes, ...checkMapKeys(schema, path)] : causes;
}

function checkSetItems(schema: JsonObject, path: string): readonly Cause[] {
  const why = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const items = schema["items"];
  const name = "x-kubernetes-map-type";
  if (readField(items, "type") !== "object" || readField(items, name) === "atomic") return [];
  return [invalid({ path: `${path}.items.${name}`, value: null }, why)];
}

function checkMapKeys(schema: JsonObject, path: string): readonly Cause[] {
  const { items, "x-kubernetes-list-map-keys": keys } = schema;
  const field = `${path}.x-kubernetes-list-map-keys`;
  const names = Array.isArray(keys) ? keys.map(String) : [];
  const type = readField(items, "type") ?? "";
  const properties = readField(items, "properties");
  const none = "must not be empty if x-kubernetes-list-type is map";
  if (type !== "object") {
    const why = "must be object if parent array's x-kubernetes-list-type is map";
    return [
      ...(names.length === 0 ? [required(field, none)] : []),
      ...(isObject(items) ? [invalid({ path: `${path}.items.type`, value: type }, why)] : []),
    ];
  }
  const unknown = names.filter((name) => readField(properties, name) === undefined);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const value = keys ?? null;
  return [
    ...(names.length === 0 ? [required(field, none)] : []),
    ...unknown.map(() => invalid({ path: field, value }, "entries must all be names of item properties")),
    ...twice.map(() => invalid({ path: field, value }, "must not contain duplicate entries")),
    ...names.flatMap((name) => checkKeyed(items, name, path)),
  ];
}

function checkKeyed(items: Json | undefined, name: string, path: string): readonly Cause[] {
  const property = readField(items, "properties", name);
  const wanted = readField(items, "required");
  const isGiven =
    readField(property, "default") !== undefined || (Array.isArray(wanted) && wanted.includes(name));
  if (property === undefined || isGiven) return [];
  const why =
    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
  return [required(`${path}.items.properties[${name}].default`, why)];
}
