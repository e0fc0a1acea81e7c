import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "./cluster.ts";
import { apiVersionOf, type Kind, storageOf } from "./kind.ts";
import { toListVersion, type VersionQuery } from "./list-version.ts";
import { type Requirement, toFieldRequirements, toLabelRequirements } from "./selectors.ts";
import { badRequest } from "./status-error.ts";

export type ListQuery = Omit<VersionQuery, "isContinued"> & {
  readonly kind: Kind;
  /** undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** 0: everything. */
  readonly limit: number;
  readonly token: string;
};

/**
 * Answers a LIST as one page. Throws 400 for a selector or token that is none. All pages name the version of the first; what
 * changed since is in the later ones already, for the sandbox keeps no earlier states.
 */
export function listObjects(state: ClusterState, query: ListQuery): JsonObject {
  const { kind } = query;
  const requirements = [
    ...toLabelRequirements(query.labelSelector),
    ...toFieldRequirements(query.fieldSelector),
  ];
  const token = parseToken(query.token);
  const present = toListVersion(state.store, storageOf(kind), { ...query, isContinued: token !== undefined });
  const resourceVersion = token?.version ?? present;
  const objects = state.store
    .list(storageOf(kind), query.namespace)
    .filter(
      (object) => (token === undefined || placeOf(object) > token.after) && isSelected(object, requirements),
    );
  const page = toPage(objects, query);
  const last = page.length < objects.length ? page.at(-1) : undefined;
  // How many are left is not counted where something selects.
  const left = requirements.length === 0 ? { remainingItemCount: objects.length - page.length } : {};
  const more = last === undefined ? {} : { continue: formatToken(placeOf(last), resourceVersion), ...left };
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion, ...more },
    items: page.map((object) => toItem(kind, object)),
  };
}

function isSelected(object: KubeObject, requirements: readonly Requirement[]): boolean {
  return requirements.every((fits) => fits(object));
}

/** The watch cache knows no pages: at version 0 a limit means nothing. */
function toPage(
  objects: readonly KubeObject[],
  { limit, resourceVersion }: ListQuery,
): readonly KubeObject[] {
  return limit === 0 || resourceVersion === "0" ? objects : objects.slice(0, limit);
}

/** Items of the server's own kinds lack apiVersion and kind. */
function toItem(kind: Kind, object: KubeObject): JsonObject {
  if (kind.typeName === undefined) return { ...object, apiVersion: apiVersionOf(kind) };
  const { apiVersion: _a, kind: _k, ...item } = object;
  return item;
}

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

type Token = { readonly after: string; readonly version: string };

function formatToken(after: string, version: string): string {
  return Buffer.from(JSON.stringify({ after, version })).toString("base64url");
}

function parseToken(token: string): Token | undefined {
  if (token === "") return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && "after" in parsed && "version" in parsed)
      return { after: String(parsed.after), version: String(parsed.version) };
  } catch {
    // no JSON: said below
  }
  throw badRequest("continue key is not valid: not a token of this server");
}
