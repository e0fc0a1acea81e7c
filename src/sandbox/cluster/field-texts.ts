import { formatElement } from "../fields/check.ts";
import { childOf, elementsOf, type FieldSet, isMember } from "../fields/field-set.ts";

/**
 * Prints every member of a set as people read it: `.spec.ports[port=80,protocol="TCP"].targetPort`. In the server's order:
 * the members of a node first, then what lies below its children.
 */
export function toFieldTexts(set: FieldSet, path = ""): readonly string[] {
  const elements = [...elementsOf(set)].sort();
  const members = elements.filter((element) => isMember(childOf(set, element)));
  return [
    ...members.map((element) => path + toText(element)),
    ...elements.flatMap((element) => toFieldTexts(childOf(set, element), path + toText(element))),
  ];
}

function toText(element: string): string {
  return element.startsWith("f:") ? `.${element.slice(2)}` : formatElement(element);
}
