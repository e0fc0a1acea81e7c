import { isObject, type Json } from "../../kube/json.ts";
import { toSelectorText } from "../subresources/selector-text.ts";

/** Prints labels: `a=b,c=d`. */
export function toLabelText(labels: Json | undefined): string {
  if (!isObject(labels)) return "<none>";
  const texts = Object.keys(labels)
    .sort()
    .map((name) => `${name}=${labels[name] ?? ""}`);
  return texts.length === 0 ? "<none>" : texts.join(",");
}

/** Prints a LabelSelector: `app=shop,tier in (back,front)`. */
export function toSelectorCell(selector: Json | undefined): string {
  return toSelectorText(selector) || "<none>";
}
