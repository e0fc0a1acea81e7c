import type { KubeObject } from "../../kube/object.ts";
import { parseFieldSelector } from "../selection/field-selector.ts";
import { fulfils, parseLabelSelector, SelectorError } from "../selection/label-selector.ts";
import { selectableFieldsOf } from "../selection/selectable-fields.ts";
import type { Kind } from "./kind.ts";
import { badRequest } from "./status-error.ts";

/** Tells whether an object is selected. */
export type Requirement = (object: KubeObject) => boolean;

/** Reads a label selector: equality, sets, order, presence and absence. Throws 400 for what is none. */
export function toLabelRequirements(selector: string): readonly Requirement[] {
  return orBadRequest(() => parseLabelSelector(selector)).map(
    (requirement) => (object) => fulfils(object.metadata.labels ?? {}, requirement),
  );
}

/** Reads a field selector; a kind has its own fields that select. Throws 400 for any other. */
export function toFieldRequirements(selector: string, kind: Kind): readonly Requirement[] {
  if (selector === "") return [];
  const { readerOf, unsupported } = selectableFieldsOf(kind);
  return orBadRequest(() => parseFieldSelector(selector)).map(({ field, isEqual, value }) => {
    const read = readerOf(field);
    if (read === undefined) throw badRequest(unsupported(field));
    return (object) => (read(object) === value) === isEqual;
  });
}

function orBadRequest<T>(parse: () => readonly T[]): readonly T[] {
  try {
    return parse();
  } catch (error) {
    throw error instanceof SelectorError ? badRequest(error.message) : error;
  }
}
