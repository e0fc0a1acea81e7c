import { isObject, type JsonObject } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import { required } from "../validation/causes.ts";
import type { At } from "../validation/field.ts";
import { isEmpty } from "../validation/rules.ts";

/** Says what resources within a resource lack: each says of what version and kind it is. */
export function checkEmbedded({ path, value }: At, schema: JsonObject): readonly Cause[] {
  const { items, properties, additionalProperties: additional } = schema;
  if (Array.isArray(value) && isObject(items))
    return value.flatMap((item, index) => checkEmbedded({ path: `${path}[${index}]`, value: item }, items));
  if (!isObject(value)) return [];
  const isResource = schema["x-kubernetes-embedded-resource"] === true;
  const missing = isResource ? ["apiVersion", "kind"].filter((name) => isEmpty(value[name])) : [];
  return [
    ...missing.map((name) => required(`${path}.${name}`)),
    ...Object.entries(value).flatMap(([name, entry]) => {
      const own = (isObject(properties) ? properties[name] : undefined) ?? additional;
      if (!isObject(own)) return [];
      return checkEmbedded({ path: path === "" ? name : `${path}.${name}`, value: entry }, own);
    }),
  ];
}
