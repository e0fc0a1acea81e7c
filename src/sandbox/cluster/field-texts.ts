import { formatElement } from "../fields/check.ts";
import { childOf, elementsOf, type FieldSet, isMember } from "../fields/field-set.ts";

/** Prints every member of a set as people read it: `.spec.ports[port=80,protocol="TCP"].targetPort`. */
export function toFieldTexts(set: FieldSet, path = ""): readonly string[] {
  const own = isMember(set) && path !== "" ? [path] : [];
  return [
    ...own,
    ...elementsOf(set).flatMap((element) => toFieldTexts(childOf(set, element), path + toText(element))),
  ];
}

function toText(element: string): string {
  return element.startsWith("f:") ? `.${element.slice(2)}` : formatElement(element);
}
