import type { JsonObject } from "../../kube/json.ts";

/**
 * A set of fields in the form of managedFields' fieldsV1: a node is a member if it is empty or has ".", its other names are
 * its children. undefined is the empty set; the root itself is never a member.
 */
export type FieldSet = JsonObject | undefined;

/** Nodes by the element that leads to them. */
export type Children = { [element: string]: JsonObject };

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
