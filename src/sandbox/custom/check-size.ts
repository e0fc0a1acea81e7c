import { equalJson } from "../../kube/canonical-json.ts";
import type { Json, JsonObject } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import { invalid, tooLarge } from "../validation/causes.ts";
import type { At } from "../validation/field.ts";

type Sized = At & { readonly schema: JsonObject };

/** Says whether a list has too few items, too many, or one twice. */
export function checkItemCount({ path, schema }: Sized, items: readonly Json[]): readonly Cause[] {
  const { minItems, maxItems, uniqueItems } = schema;
  const count = items.length;
  const isTwice =
    uniqueItems === true &&
    items.some((item, index) => items.slice(0, index).some((each) => equalJson(each, item)));
  return [
    ...(count < Number(minItems)
      ? [invalid({ path, value: count }, `${path} in body should have at least ${minItems} items`)]
      : []),
    ...(count > Number(maxItems) ? [tooLarge(path, { count, items: Number(maxItems) })] : []),
    ...(isTwice ? [invalid({ path, value: "" }, `${path} in body shouldn't contain duplicates`)] : []),
  ];
}

/** Says whether an object has too few fields, or too many. */
export function checkPropertyCount({ path, schema }: Sized, value: JsonObject): readonly Cause[] {
  const { minProperties, maxProperties } = schema;
  const count = Object.keys(value).length;
  return [
    ...(count < Number(minProperties)
      ? [invalid({ path, value: count }, `${path} in body should have at least ${minProperties} properties`)]
      : []),
    ...(count > Number(maxProperties) ? [tooLarge(path, { count, items: Number(maxProperties) })] : []),
  ];
}
