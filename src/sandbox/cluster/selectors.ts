import type { KubeObject } from "../../kube/object.ts";
import { badRequest } from "./status-error.ts";

/** Tells whether an object is selected. */
export type Requirement = (object: KubeObject) => boolean;

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const name = "[A-Za-z0-9](?:[\\w.-]*[A-Za-z0-9])?";
const key = `(?:[a-z0-9][a-z0-9.-]*/)?${name}`;
const value = `(?:${name})?`;
const presence = new RegExp(`^(!?)\\s*(${key})$`);
const equality = new RegExp(`^(${key})\\s*(==|=|!=)\\s*(${value})$`);
const membership = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const wholeValue = new RegExp(`^${value}$`);

/** Reads a label selector: equality, sets, presence and absence. Throws 400 for what is none. */
export function toLabelRequirements(selector: string): readonly Requirement[] {
  if (selector.trim() === "") return [];
  // A comma within parentheses separates values.
  return selector.split(/,(?![^()]*\))/).map((part) => toLabelRequirement(part.trim()));
}

function toLabelRequirement(part: string): Requirement {
  const [isPresent, not, present = ""] = presence.exec(part) ?? [];
  if (isPresent !== undefined) return (object) => (labelOf(object, present) !== undefined) !== (not === "!");
  const [isEqual, left = "", operator, right = ""] = equality.exec(part) ?? [];
  if (isEqual !== undefined) return (object) => (labelOf(object, left) === right) !== (operator === "!=");
  const [isMember, member = "", relation, list = ""] = membership.exec(part) ?? [];
  const values = list.split(",").map((each) => each.trim());
  if (isMember === undefined || !values.every((each) => wholeValue.test(each)))
    throw badRequest(`unable to parse requirement: ${part}`);
  return (object) => values.includes(labelOf(object, member) ?? "\0") !== (relation === "notin");
}

function labelOf({ metadata }: KubeObject, label: string): string | undefined {
  const { labels = {} } = metadata;
  return Object.hasOwn(labels, label) ? labels[label] : undefined;
}

/** Reads a field selector: equality of metadata.name and metadata.namespace. Throws 400 for any other. */
export function toFieldRequirements(selector: string): readonly Requirement[] {
  return selector
    .split(",")
    .filter((part) => part !== "")
    .map(toFieldRequirement);
}

function toFieldRequirement(part: string): Requirement {
  const match = /^metadata\.(name|namespace)==?(.*)$/.exec(part);
  if (match === null) throw badRequest(`field label not supported: ${part}`);
  const [, field, wanted] = match;
  return ({ metadata }) => (field === "name" ? metadata.name : metadata.namespace) === wanted;
}
