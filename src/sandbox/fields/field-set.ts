import type { JsonObject } from "../../kube/json.ts";

/**
 * A set of fields in the form of managedFields' fieldsV1: a node is a member if it is empty or has ".", its other names are
 * its children. undefined is the empty set; the root itself is never a member.
 */
export type FieldSet = JsonObject | undefined;

type Children = { [element: string]: JsonObject };

/** A set that has just the node it stands at. */
export const member: JsonObject = {};

/** Tells whether a node itself belongs to the set. */
export function isMember(node: FieldSet): boolean {
  if (node === undefined) return false;
  for (const name in node) return name === "." || "." in node;
  return true;
}

/** Makes a node of a set from its children; undefined if neither it nor they are members. */
export function toNode(isOwn: boolean, children: Children): FieldSet {
  for (const _ in children) return isOwn ? { ".": member, ...children } : children;
  return isOwn ? member : undefined;
}

/** Gives the part of a set below an element. */
export function childOf(set: FieldSet, element: string): FieldSet {
  const child = set?.[element];
  return typeof child === "object" && child !== null && !Array.isArray(child)
    ? (child as JsonObject)
    : undefined;
}

/** Gives the elements below a node. */
export function elementsOf(set: FieldSet): readonly string[] {
  return set === undefined ? [] : Object.keys(set).filter((name) => name !== ".");
}

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
