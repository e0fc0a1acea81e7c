import { equalJson } from "../../kube/canonical-json.ts";
import { isNumeric, isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { invalid, required, typeInvalid, unsupported } from "../validation/causes.ts";
import type { At } from "../validation/field.ts";
import { checkAlternatives } from "./check-alternatives.ts";
import { checkNumber, checkText, type Named } from "./check-scalar.ts";
import { checkItemCount, checkPropertyCount } from "./check-size.ts";
import { type Checked, merge, unchecked } from "./checked.ts";

/** A value, where it is, its schema, and what stood there before; undefined: nothing did. */
export type Valued = At & { readonly schema: JsonObject; readonly before?: Json | undefined };

/**
 * Holds a value to a schema of a CustomResourceDefinition, in the words of k8s.io/kube-openapi/pkg/validation. What an update
 * leaves as it was is let be, even where it is invalid.
 */
export function checkValue(at: Valued): Checked {
  const { value, schema, before } = at;
  if (before !== undefined && equalJson(value ?? null, before)) return { causes: [], matches: 1 };
  const type = checkType(at);
  if (value === null || value === undefined) return merge(type, checkEnum(at));
  return merge(
    type,
    checkAlternatives(at, checkValue),
    typeof value === "string" ? toChecked(checkText(toNamed(at), schema)) : unchecked,
    isNumeric(value) ? toChecked(checkNumber(toNamed(at), schema)) : unchecked,
    Array.isArray(value) ? checkList(at, value) : unchecked,
    checkEnum(at),
    isObject(value) ? checkObject(at, value) : unchecked,
    { causes: [], matches: 1 },
  );
}

function toChecked(causes: Checked["causes"]): Checked {
  return { causes, matches: causes.length === 0 ? 1 : 0 };
}

/** The path as messages print it. */
function toNamed({ path, value }: At): Named {
  return { path, value, name: `${path} in body` };
}

function checkType(at: Valued): Checked {
  const types = typesOf(at.schema);
  const type = typeOf(at.value);
  const isNullable = at.schema["nullable"] === true;
  const fits =
    types.length === 0 || types.some((each) => isOf(each, at.value)) || (type === "null" && isNullable);
  if (fits) return { causes: [], matches: 1 };
  // Texts with a format are left to the format.
  const isFormatted =
    type === "string" &&
    at.schema["format"] !== undefined &&
    !types.includes("integer") &&
    !types.includes("number");
  if (isFormatted) return unchecked;
  const text = `${at.path} in body must be of type ${types.join(",")}: ${JSON.stringify(type)}`;
  return { causes: [typeInvalid({ path: at.path, value: type }, text)], matches: 0 };
}

function typesOf(schema: JsonObject): readonly string[] {
  if (schema["x-kubernetes-int-or-string"] === true) return ["integer", "string"];
  const { type } = schema;
  return typeof type === "string" && type !== "" ? [type] : [];
}

function isOf(type: string, value: Json | undefined): boolean {
  if (type === "number") return isNumeric(value);
  if (type === "integer") return typeof value === "bigint" || Number.isInteger(value);
  return type === typeOf(value);
}

function typeOf(value: Json | undefined): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint" || Number.isInteger(value)) return "integer";
  return typeof value;
}

function checkEnum({ path, value, schema }: Valued): Checked {
  const allowed = schema["enum"];
  if (!Array.isArray(allowed)) return unchecked;
  if (allowed.some((each) => equalJson(each, value))) return { causes: [], matches: 1 };
  const texts = allowed.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
  return { causes: [unsupported({ path, value }, texts)], matches: 0 };
}

function checkList(at: Valued, items: readonly Json[]): Checked {
  const { path, schema } = at;
  const counted = checkItemCount(at, items);
  const item = schema["items"];
  if (!isObject(item)) return toChecked(counted);
  // Items are compared with those at their places, as long as there are as many.
  const old = Array.isArray(at.before) && at.before.length === items.length ? at.before : [];
  const checked = items.map((value, index) =>
    checkValue({ path: `${path}[${index}]`, value, schema: item, before: old[index] }),
  );
  return merge(...checked, toChecked(counted));
}

function checkObject(at: Valued, value: JsonObject): Checked {
  const { path, schema, before } = at;
  const properties = asObject(schema["properties"]);
  const additional = schema["additionalProperties"];
  const prefix = path === "" ? "" : `${path}.`;
  const old = asObject(before);
  const checked = Object.keys(value)
    .sort()
    .map((name) => {
      const own = properties[name] ?? additional;
      if (!isObject(own)) return unchecked;
      return checkValue({ path: `${prefix}${name}`, value: value[name], schema: own, before: old[name] });
    });
  const wanted = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  const missing = wanted.filter((name) => !Object.hasOwn(value, name) || value[name] === undefined);
  const forbiddenNames =
    additional === false ? Object.keys(value).filter((name) => !(name in properties)) : [];
  return merge(
    toChecked(checkPropertyCount(at, value)),
    ...checked,
    toChecked(missing.map((name) => required(`${prefix}${name}`))),
    toChecked(
      forbiddenNames.map((name) =>
        invalid({ path: `${prefix}${name}`, value: "" }, `${path}.${name} in body is a forbidden property`),
      ),
    ),
  );
}
