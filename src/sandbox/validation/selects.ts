import { type Json, readField } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { selects } from "../controllers/label-selector.ts";
import { textsAt } from "../controllers/values.ts";
import { invalid } from "./causes.ts";
import type { At } from "./field.ts";
import { isEmpty } from "./rules.ts";

/** Tells whether a label selector can select anything at all: its operators are there, with the values they need. */
export function isSelector(selector: Json | undefined): boolean {
  const expressions = readField(selector, "matchExpressions");
  return asList(expressions).every((each) => {
    const operator = String(readField(each, "operator"));
    const isOpen = isEmpty(readField(each, "values"));
    if (operator === "In" || operator === "NotIn") return !isOpen;
    return isOpen && (operator === "Exists" || operator === "DoesNotExist");
  });
}

/** Gives the cause of a template that its own selector does not select. */
export function checkSelected({ path, value }: At): readonly Cause[] {
  const selector = readField(value, "selector");
  const labels = readField(value, "template", "metadata", "labels");
  const isForAll = selector !== undefined && isEmpty(selector);
  if (isForAll || !isSelector(selector) || selects(selector, textsAt(labels))) return [];
  const at: At = { path: `${path}.template.metadata.labels`, value: labels };
  return [invalid(at, "`selector` does not match template `labels`")];
}
