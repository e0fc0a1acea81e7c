import type { JsonObject } from "../../kube/json.ts";
import type { FieldType } from "../schema/field-type.ts";
import type { SubresourceLine } from "../schema/parse-kinds.ts";

/** What a CustomResourceDefinition says of a kind: itself, and its entry for this version. */
export type Definition = { readonly crd: JsonObject; readonly version: JsonObject };

/** One kind that the server serves in one version. */
export type Kind = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** As discovery shows them, be they answered here or not; without group and version where these are the kind's own. */
  readonly subresources: readonly SubresourceLine[];
  readonly type: FieldType;
  /** Name of the type in OpenAPI; undefined: `schema` is published in its place. */
  readonly typeName?: string;
  /** The schema of a custom kind, as its CRD has it. */
  readonly schema?: JsonObject;
  /** Custom kinds only: what else the CRD says, such as printer columns and the paths of scale. */
  readonly definition?: Definition;
  /** `status` is written through its subresource only. */
  readonly hasStatus: boolean;
  /** metadata.generation counts changes of what is neither metadata nor status. */
  readonly hasGeneration: boolean;
};

/** Gives the apiVersion of a kind's objects. */
export function apiVersionOf(kind: Pick<Kind, "group" | "version">): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** Names where a kind's objects are stored, whatever version they are read in; events of both groups are the same ones. */
export function storageOf(kind: Pick<Kind, "group" | "plural">): string {
  return kind.group === "events.k8s.io" ? `/${kind.plural}` : `${kind.group}/${kind.plural}`;
}

/** Tells whether a kind has a subresource of this name. */
export function hasSubresource(kind: Kind, name: string): boolean {
  return kind.subresources.some((each) => each.name === name);
}

/** Gives the group as a field of Status.details, which leaves the core group out. */
export function groupOfKind(kind: Kind): JsonObject {
  return kind.group === "" ? {} : { group: kind.group };
}

/** Says of which kind a body is, in the words of Go. */
export function formatGvk(body: JsonObject): string {
  const [version = "", group = ""] = String(body["apiVersion"] ?? "")
    .split("/")
    .reverse();
  return `${group}/${version}, Kind=${body["kind"] ?? ""}`;
}
