import { childOf, type FieldSet, member } from "../fields/field-set.ts";
import { difference } from "../fields/set-operations.ts";

const metaNames = [
  "name",
  "namespace",
  "creationTimestamp",
  "selfLink",
  "uid",
  "clusterName",
  "generation",
  "managedFields",
  "resourceVersion",
];

// The server's own fields, which nobody owns: apimachinery pkg/util/managedfields/internal/stripmeta.go.
const unowned: FieldSet = {
  "f:apiVersion": member,
  "f:kind": member,
  "f:metadata": { ".": member, ...Object.fromEntries(metaNames.map((name) => [`f:${name}`, member])) },
};

/** Paths of fields that a request cannot write, whatever it says of them; what lies below them counts too. */
export type Unwritable = readonly (readonly string[])[];

/** The paths that a request to the object itself cannot write where only `/status` writes the status. */
export const statusPath: Unwritable = [["f:status"]];

/** Takes the fields out of a set that nobody owns, and those that the request cannot write. */
export function withoutUnowned(fields: FieldSet, unwritable: Unwritable): FieldSet {
  return withoutPaths(difference(fields, unowned), unwritable);
}

/** Takes paths out of a set, with all that lies below them. */
export function withoutPaths(fields: FieldSet, paths: Unwritable): FieldSet {
  return paths.reduce(withoutPath, fields);
}

function withoutPath(fields: FieldSet, path: readonly string[]): FieldSet {
  const [element, ...rest] = path;
  const child = element === undefined ? undefined : childOf(fields, element);
  if (element === undefined || child === undefined || fields === undefined) return fields;
  const { [element]: _, ...others } = fields;
  const left = rest.length === 0 ? undefined : withoutPath(child, rest);
  if (left === child) return fields;
  if (left !== undefined) return { ...others, [element]: left };
  return Object.keys(others).length === 0 ? undefined : others;
}
