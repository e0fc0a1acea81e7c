import { compareText, isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { asObject, asObjects } from "../../kube/values.ts";

/** Prints a LabelSelector, or the map of labels that older kinds have, as text: `app=web,tier in (a,b),!old`. */
export function toSelectorText(selector: Json | undefined): string {
  if (!isObject(selector)) return "";
  const { matchLabels, matchExpressions } = selector;
  const isPlain = !isObject(matchLabels) && !Array.isArray(matchExpressions);
  const named = asObject(matchLabels);
  const labels = isPlain ? selector : named;
  const expressions = asObjects(matchExpressions);
  const parts = [
    ...Object.entries(labels).map(([key, value]) => ({ key, text: `${key}=${value}` })),
    ...expressions.map((each) => ({ key: String(each["key"]), text: toExpression(each) })),
  ];
  return parts
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ text }) => text)
    .join(",");
}

function toExpression({ key, operator, values }: JsonObject): string {
  const list = `(${(Array.isArray(values) ? values.map(String) : []).sort().join(",")})`;
  const texts: Readonly<Record<string, string>> = {
    In: `${key} in ${list}`,
    NotIn: `${key} notin ${list}`,
    DoesNotExist: `!${key}`,
  };
  return texts[String(operator)] ?? String(key);
}
