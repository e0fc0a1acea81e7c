import { equalJson } from "../../kube/canonical-json.ts";
import { compareText, isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required } from "../validation/causes.ts";
import { isEmpty } from "../validation/rules.ts";
import { isPattern } from "./check-scalar.ts";

type Level = "field" | "item" | "root";
type Place = { readonly path: string; readonly level: Level };

/**
 * Says why a schema is not structural: where a type is missing, and what stands below `anyOf` and its like that must not. The
 * rules are those of apiextensions-apiserver pkg/apiserver/schema/validation.go, which sorts its causes.
 */
export function checkStructural(schema: JsonObject, path: string): readonly Cause[] {
  const causes = checkSchema(schema, { path, level: "root" });
  return causes.toSorted((a, b) => compareText(`${a.field}: ${a.message}`, `${b.field}: ${b.message}`));
}

function checkSchema(schema: JsonObject, at: Place): readonly Cause[] {
  const { path, level } = at;
  const { items, properties, additionalProperties: additional } = schema;
  const itemless = schema["type"] === "array" && !isObject(items);
  return [
    ...(itemless ? [required(`${path}.items`, "must be specified")] : []),
    ...(isObject(items) ? checkSchema(items, { path: `${path}.items`, level: "item" }) : []),
    ...propertiesOf(properties).flatMap(([name, own]) =>
      checkSchema(own, { path: `${path}.properties[${name}]`, level: "field" }),
    ),
    ...(additional !== undefined && level === "root"
      ? [forbidden(`${path}.additionalProperties`, "must not be used at the root")]
      : []),
    ...(isObject(additional)
      ? checkSchema(additional, { path: `${path}.additionalProperties`, level: "field" })
      : []),
    ...checkExtensions(schema, path),
    ...checkJunctors(schema, path),
    ...checkPattern(schema, path),
    ...checkType(schema, at),
    ...checkMetadata(schema, at),
  ];
}

function propertiesOf(properties: Json | undefined): readonly (readonly [string, JsonObject])[] {
  const entries = Object.entries(asObject(properties));
  return entries.flatMap(([name, own]) => (isObject(own) ? [[name, own] as const] : []));
}

const isInteger = "x-kubernetes-int-or-string";
const embedded = "x-kubernetes-embedded-resource";
const preserved = "x-kubernetes-preserve-unknown-fields";

function checkExtensions(schema: JsonObject, path: string): readonly Cause[] {
  if (schema[isInteger] !== true) return [];
  return [preserved, embedded]
    .filter((name) => schema[name] === true)
    .map((name) =>
      invalid(
        { path: `${path}.${name}`, value: true },
        "must be false if x-kubernetes-int-or-string is true",
      ),
    );
}

const emptyTypes: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

function checkType(schema: JsonObject, { path, level }: Place): readonly Cause[] {
  const { type = "" } = schema;
  const field = `${path}.type`;
  if (schema[embedded] === true && type !== "object") {
    const why = "must be object if x-kubernetes-embedded-resource is true";
    return [type === "" ? required(field, why) : invalid({ path: field, value: type }, why)];
  }
  if (type === "" && schema[isInteger] !== true && schema[preserved] !== true)
    return [required(field, emptyTypes[level])];
  const isOther = level === "root" && type !== "" && type !== "object";
  return isOther ? [invalid({ path: field, value: type }, "must be object at the root")] : [];
}

function checkMetadata(schema: JsonObject, { path, level }: Place): readonly Cause[] {
  if (level !== "root" && schema[embedded] !== true) return [];
  const properties = asObject(schema["properties"]);
  const typed = ["kind", "apiVersion"].flatMap((name) =>
    checkPropertyType(properties[name], "string", { path, name }),
  );
  const isBare = schema[embedded] === true && schema[preserved] !== true && isEmpty(properties);
  const bare =
    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
  return [
    ...typed,
    ...checkPropertyType(properties["metadata"], "object", { path, name: "metadata" }),
    ...(level === "root" ? checkRootMetadata(properties["metadata"], path) : []),
    ...(isBare ? [required(`${path}.properties`, bare)] : []),
  ];
}

function checkPropertyType(
  schema: Json | undefined,
  type: string,
  { path, name }: { readonly path: string; readonly name: string },
): readonly Cause[] {
  if (!isObject(schema) || schema["type"] === type) return [];
  const field = { path: `${path}.properties[${name}].type`, value: schema["type"] ?? "" };
  return [invalid(field, `must be ${type}`)];
}

function checkRootMetadata(metadata: Json | undefined, path: string): readonly Cause[] {
  if (!isObject(metadata)) return [];
  const { type: _t, properties, ...others } = metadata;
  const names = Object.keys(asObject(properties));
  const isPlain = isEmpty(others) && names.every((name) => name === "name" || name === "generateName");
  const why =
    "must not specify anything other than name and generateName, but metadata is implicitly specified";
  return isPlain ? [] : [forbidden(`${path}.properties[metadata]`, why)];
}

function checkPattern(schema: JsonObject, path: string): readonly Cause[] {
  const { pattern } = schema;
  if (typeof pattern !== "string" || isPattern(pattern)) return [];
  const why = "must be a valid regular expression, but isn't: error parsing regexp";
  return [invalid({ path: `${path}.pattern`, value: pattern }, why)];
}

const intOrString: Json = [{ type: "integer" }, { type: "string" }];

/** Below anyOf and its like, values are described and nothing else; an integer or a text is the one exception. */
function checkJunctors(schema: JsonObject, path: string): readonly Cause[] {
  const each = ["anyOf", "allOf", "oneOf"].flatMap((name) => {
    const list = schema[name];
    if (name === "anyOf" && equalJson(list, intOrString)) return [];
    return asList(list).flatMap((own, index) =>
      isObject(own) ? checkNested(own, `${path}.${name}[${index}]`) : [],
    );
  });
  const { not } = schema;
  return [...each, ...(isObject(not) ? checkNested(not, `${path}.not`) : [])];
}

/** What must not stand in a nested schema, and the server's word for that. */
const nestedTexts: readonly (readonly [string, string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  [preserved, "must be false to be structural"],
  [embedded, "must be false to be structural"],
  [isInteger, "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
];

function checkNested(schema: JsonObject, path: string): readonly Cause[] {
  const { items, properties } = schema;
  return [
    ...checkJunctors(schema, path),
    ...(isObject(items) ? checkNested(items, `${path}.items`) : []),
    ...propertiesOf(properties).flatMap(([name, own]) => checkNested(own, `${path}.properties[${name}]`)),
    ...nestedTexts.flatMap(([name, text]) => {
      const value = schema[name];
      return isEmpty(value) || value === false ? [] : [forbidden(`${path}.${name}`, text)];
    }),
    ...(isObject(properties) && "metadata" in properties
      ? [forbidden(`${path}.properties[metadata]`, "must not be specified in a nested context")]
      : []),
  ];
}
