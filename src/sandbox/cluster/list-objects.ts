import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "./cluster.ts";
import { apiVersionOf, type Kind, storageOf } from "./kind.ts";
import { badRequest } from "./status-error.ts";

export type ListQuery = {
  readonly kind: Kind;
  /** undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** 0: everything. */
  readonly limit: number;
  readonly token: string;
};

/** Answers a LIST as one page. Throws 400 for a selector or token that is none. */
export function listObjects(state: ClusterState, query: ListQuery): JsonObject {
  const { kind, limit } = query;
  const isSelected = toSelection(query);
  const after = parseToken(query.token);
  const objects = state.store
    .list(storageOf(kind), query.namespace)
    .filter((object) => (after === "" || placeOf(object) > after) && isSelected(object));
  const page = limit === 0 ? objects : objects.slice(0, limit);
  const left = objects.length - page.length;
  const last = page.at(-1);
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: {
      resourceVersion: state.store.version(),
      ...(left === 0 || last === undefined
        ? {}
        : { continue: formatToken(placeOf(last)), remainingItemCount: left }),
    },
    items: page.map((object) => toItem(kind, object)),
  };
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

function formatToken(place: string): string {
  return Buffer.from(JSON.stringify({ after: place })).toString("base64url");
}

function parseToken(token: string): string {
  if (token === "") return "";
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && "after" in parsed) return String(parsed.after);
  } catch {
    // no JSON: said below
  }
  throw badRequest("continue key is not valid: not a token of this server");
}

type Requirement = (object: KubeObject) => boolean;

function toSelection(query: ListQuery): Requirement {
  const labels = partsOf(query.labelSelector).map(toLabelRequirement);
  const fields = partsOf(query.fieldSelector).map(toFieldRequirement);
  return (object) => [...labels, ...fields].every((fits) => fits(object));
}

function partsOf(selector: string): readonly string[] {
  return selector.split(",").filter((part) => part !== "");
}

function toLabelRequirement(part: string): Requirement {
  const match = /^\s*(!?)\s*([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*))?\s*$/.exec(part);
  if (match === null) throw badRequest(`unable to parse requirement: ${part}`);
  const [, not = "", name = "", operator, value = ""] = match;
  const isNegated = not === "!" || operator === "!=";
  return ({ metadata }) => {
    const label = metadata.labels?.[name];
    return (operator === undefined ? label !== undefined : label === value) !== isNegated;
  };
}

function toFieldRequirement(part: string): Requirement {
  const match = /^metadata\.(name|namespace)==?(.*)$/.exec(part);
  if (match === null) throw badRequest(`field label not supported: ${part}`);
  const [, field, value] = match;
  return ({ metadata }) => (field === "name" ? metadata.name : metadata.namespace) === value;
}
