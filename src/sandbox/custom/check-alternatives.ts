import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import { invalid } from "../validation/causes.ts";
import type { At } from "../validation/field.ts";
import { type Checked, merge, unchecked } from "./checked.ts";

type Valued = At & { readonly schema: JsonObject };
type Check = (at: Valued) => Checked;

/** Holds a value to `anyOf`, `oneOf`, `allOf` and `not`, in this order. */
export function checkAlternatives(at: Valued, check: Check): Checked {
  return merge(checkAny(at, check), checkOne(at, check), checkAll(at, check), checkNot(at, check));
}

function checkEach({ path, value, schema }: Valued, name: string, check: Check): readonly Checked[] {
  const list = schema[name];
  const schemas = asList(list).filter((each: Json): each is JsonObject => isObject(each));
  return schemas.map((each) => check({ path, value, schema: each }));
}

function checkAny(at: Valued, check: Check): Checked {
  const results = checkEach(at, "anyOf", check);
  const fitting = results.find(isFine);
  if (results.length === 0 || fitting !== undefined) return fitting ?? unchecked;
  return merge(toComposite(at, "must validate at least one schema (anyOf)"), toBest(results));
}

function checkOne(at: Valued, check: Check): Checked {
  const results = checkEach(at, "oneOf", check);
  const fitting = results.filter(isFine);
  if (results.length === 0 || fitting.length === 1) return fitting[0] ?? unchecked;
  const count = fitting.length === 0 ? "Found none valid" : `Found ${fitting.length} valid alternatives`;
  const text = toComposite(at, `must validate one and only one schema (oneOf). ${count}`);
  return fitting.length === 0 ? merge(text, toBest(results)) : text;
}

function checkAll(at: Valued, check: Check): Checked {
  const results = checkEach(at, "allOf", check);
  const fitting = results.filter(isFine);
  if (fitting.length === results.length) return merge(...results);
  const none = fitting.length === 0 ? ". None validated" : "";
  return merge(...results, toComposite(at, `must validate all the schemas (allOf)${none}`));
}

function checkNot({ path, value, schema }: Valued, check: Check): Checked {
  const { not } = schema;
  if (!isObject(not) || !isFine(check({ path, value, schema: not }))) return unchecked;
  return toComposite({ path, value }, "must not validate the schema (not)");
}

function isFine({ causes }: Checked): boolean {
  return causes.length === 0;
}

/** What the alternative says that fits best, the first of several. */
function toBest(results: readonly Checked[]): Checked {
  return results.reduce((best, each) => (each.matches > best.matches ? each : best), results[0] ?? unchecked);
}

/** What the server says of a whole value names no field. */
function toComposite({ path }: At, text: string): Checked {
  return { causes: [invalid({ path: "", value: "" }, `${JSON.stringify(path)} ${text}`)], matches: 0 };
}
