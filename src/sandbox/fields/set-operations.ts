import type { JsonObject } from "../../kube/json.ts";
import { type Children, childOf, elementsOf, type FieldSet, isMember, toNode } from "./field-set.ts";

/** Gives the fields of either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  return combine(a, b, { isOwn: isMember(a) || isMember(b), each: union, elements: bothElements(a, b) });
}

/** Gives the fields of `a` that are not in `b`; a field below one of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (a === undefined || b === undefined) return a;
  return combine(a, b, { isOwn: isMember(a) && !isMember(b), each: difference, elements: elementsOf(a) });
}

/** Gives the fields that both sets have. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === undefined || b === undefined) return undefined;
  return combine(a, b, { isOwn: isMember(a) && isMember(b), each: intersection, elements: elementsOf(a) });
}

type Combination = {
  readonly isOwn: boolean;
  readonly each: (a: FieldSet, b: FieldSet) => FieldSet;
  readonly elements: readonly string[];
};

function combine(a: JsonObject, b: JsonObject, { isOwn, each, elements }: Combination): FieldSet {
  const children: Children = {};
  for (const element of elements) {
    const child = each(childOf(a, element), childOf(b, element));
    if (child !== undefined) children[element] = child;
  }
  return toNode(isOwn, children);
}

function bothElements(a: JsonObject, b: JsonObject): readonly string[] {
  return [...elementsOf(a), ...elementsOf(b).filter((element) => !(element in a))];
}
