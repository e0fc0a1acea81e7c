import { type Json, readField } from "../../kube/json.ts";
import { compareQuantities } from "../../kube/quantity.ts";
import type { Cause } from "../cluster/status-error.ts";
import { invalid, required } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { below, entriesOf } from "./rules.ts";

const ofContainers = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;
const standard =
  /^((requests\.|limits\.)?(cpu|memory|ephemeral-storage)|requests\.storage|storage|pods|services|replicationcontrollers|resourcequotas|secrets|configmaps|persistentvolumeclaims|services\.(nodeports|loadbalancers)|(requests\.)?hugepages-.+)$/;

/** Requests and limits of a container: their names, no negative ones, and no request beyond its limit. */
export const resources: Rule = (at) => {
  const limits = below(at, "limits");
  return [
    ...entriesOf(limits).flatMap((entry) => [...checkResourceName(entry), ...checkNotNegative(entry)]),
    ...entriesOf(below(at, "requests")).flatMap((entry) => [
      ...checkResourceName(entry),
      ...checkNotNegative(entry),
      ...checkAgainstLimit(at, entry),
    ]),
  ];
};

type Entry = At & { readonly key: string };

function checkResourceName({ key, path }: Entry): readonly Cause[] {
  const at: At = { path, value: key };
  const wrong = formats.labelKey(key).map((message) => invalid(at, message));
  if (key.includes("/")) return wrong;
  const unknown =
    wrong.length > 0 || standard.test(key)
      ? []
      : [invalid(at, "must be a standard resource type or fully qualified")];
  const unfit = ofContainers.test(key) ? [] : [invalid(at, "must be a standard resource for containers")];
  return [...wrong, ...unknown, ...unfit];
}

/** No amount is negative. */
export function checkNotNegative({ path, value }: At): readonly Cause[] {
  if ((compareQuantities(value, 0) ?? 0) >= 0) return [];
  return [invalid({ path, value: String(value) }, "must be greater than or equal to 0")];
}

/** An amount is more than nothing. */
export function checkPositive({ path, value }: At): readonly Cause[] {
  if ((compareQuantities(value, 0) ?? 1) > 0) return [];
  return [invalid({ path, value: String(value) }, "must be greater than zero")];
}

function checkAgainstLimit(at: At, { key, value }: Entry): readonly Cause[] {
  const limit: Json | undefined = readField(at.value, "limits", key);
  const field: At = { path: `${at.path}.requests`, value: String(value) };
  const isOvercommitted = !key.includes("/") && !key.startsWith("hugepages-");
  if (limit === undefined) {
    const why = "Limit must be set for non overcommitable resources";
    return isOvercommitted ? [] : [required(`${at.path}.limits`, why)];
  }
  const order = compareQuantities(value, limit) ?? 0;
  if (order !== 0 && !isOvercommitted) return [invalid(field, `must be equal to ${key} limit of ${limit}`)];
  return order > 0 ? [invalid(field, `must be less than or equal to ${key} limit of ${limit}`)] : [];
}
