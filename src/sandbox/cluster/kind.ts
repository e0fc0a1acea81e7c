import type { JsonObject } from "../../kube/json.ts";
import type { FieldType } from "../schema/field-type.ts";

/** One kind that the server serves in one version. */
export type Kind = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly type: FieldType;
  /** Name of the type in OpenAPI; undefined: `schema` is published in its place. */
  readonly typeName?: string;
  /** The schema of a custom kind, as its CRD has it. */
  readonly schema?: JsonObject;
  /** `status` is written through its subresource only. */
  readonly hasStatus: boolean;
  /** metadata.generation counts changes of what is neither metadata nor status. */
  readonly hasGeneration: boolean;
};

/** Gives the apiVersion of a kind's objects. */
export function apiVersionOf(kind: Pick<Kind, "group" | "version">): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** Names where a kind's objects are stored, whatever version they are read in. */
export function storageOf(kind: Pick<Kind, "group" | "plural">): string {
  return `${kind.group}/${kind.plural}`;
}

/** Gives the group as a field of Status.details, which leaves the core group out. */
export function groupOfKind(kind: Kind): JsonObject {
  return kind.group === "" ? {} : { group: kind.group };
}
