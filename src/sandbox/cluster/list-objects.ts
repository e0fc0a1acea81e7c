import { compareText } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { type ContinueToken, formatToken, parseToken } from "../storage/continue-token.ts";
import type { ClusterState } from "./cluster.ts";
import { type Kind, storageOf } from "./kind.ts";
import { type ListVersion, toListVersion, type VersionQuery } from "./list-version.ts";
import { type Requirement, toFieldRequirements, toLabelRequirements } from "./selectors.ts";
import { badRequest, StatusError } from "./status-error.ts";
import type { Store } from "./store.ts";

/** What is selected of a kind. */
export type Selection = {
  readonly kind: Kind;
  /** undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
};

export type ListQuery = Selection & VersionQuery & { readonly token: string };

/** One page of a list, and the metadata of the list. */
export type ListPage = {
  readonly objects: readonly KubeObject[];
  readonly resourceVersion: string;
  /** Where the list goes on; undefined: it ends here. */
  readonly continue?: string;
  /** Only where nothing selects. */
  readonly remainingItemCount?: number;
};

/** Answers a LIST as one page; all pages of a list are of the same state. Throws the server's StatusError. */
export function listObjects(state: ClusterState, query: ListQuery): ListPage {
  const { kind, limit, namespace, resourceVersion: asked } = query;
  const requirements = toRequirements(query);
  const token = readToken(query);
  const { version, isPast } =
    token === undefined
      ? toListVersion(state.store, storageOf(kind), query)
      : toTokenVersion(state.store, kind, token);
  const all = isPast ? listPast(state.store, query, version) : state.store.list(storageOf(kind), namespace);
  const prefix = namespace === undefined ? "" : `${namespace}/`;
  const rest = token === undefined ? all : all.filter((object) => keyOf(object) > prefix + token.after);
  const selected = requirements.length === 0 ? rest : rest.filter(isSelectedBy(requirements));
  // The watch cache knows no pages: at version 0 a limit means nothing.
  const page = limit === 0 || asked === "0" ? selected : selected.slice(0, limit);
  const last = page.length < selected.length ? page.at(-1) : undefined;
  if (last === undefined) return { objects: page, resourceVersion: version };
  const next = formatToken({ after: keyOf(last).slice(prefix.length), version: Number(version) });
  const left = requirements.length === 0 ? { remainingItemCount: selected.length - page.length } : {};
  return { objects: page, resourceVersion: version, continue: next, ...left };
}

/** Reads both selectors. Throws 400 for one that is none. */
export function toRequirements({ kind, labelSelector, fieldSelector }: Selection): readonly Requirement[] {
  return [...toLabelRequirements(labelSelector), ...toFieldRequirements(fieldSelector, kind)];
}

/** Tells of an object whether it fulfils everything. */
export function isSelectedBy(requirements: readonly Requirement[]): Requirement {
  return (object) => requirements.every((fits) => fits(object));
}

function keyOf({ metadata }: KubeObject): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

function readToken({ token, resourceVersion }: ListQuery): ContinueToken | undefined {
  if (token === "") return undefined;
  const parsed = parseToken(token);
  if (typeof parsed === "string")
    throw badRequest(`invalid continue token: continue key is not valid: ${parsed}`);
  if (resourceVersion !== "" && resourceVersion !== "0")
    throw badRequest("specifying resource version is not allowed when using continue");
  return parsed;
}

function toTokenVersion(store: Store, kind: Kind, token: ContinueToken): ListVersion {
  if (token.version < 0) return { version: store.catchUp(storageOf(kind)), isPast: false };
  if (token.version >= store.knownSince(storageOf(kind)))
    return { version: String(token.version), isPast: true };
  const status = {
    code: 410,
    reason: "Expired",
    metadata: { continue: formatToken({ ...token, version: -1 }) },
  };
  throw new StatusError(status, tooOld);
}

const tooOld =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the " +
  "continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with " +
  "the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the " +
  "first chunk was returned and now may show up in the list.";

/** Takes back every change after a version. */
function listPast(store: Store, { kind, namespace }: Selection, version: string): readonly KubeObject[] {
  const present = store.list(storageOf(kind), namespace);
  const changes = store.changes(storageOf(kind), Number(version)) ?? [];
  if (changes.length === 0) return present;
  const before = new Map(changes.toReversed().map((change) => [keyOf(change.object), change.before]));
  const past = [...before.values()].filter((object) => object !== undefined);
  return present
    .filter((object) => !before.has(keyOf(object)))
    .concat(past.filter((object) => namespace === undefined || object.metadata.namespace === namespace))
    .sort((a, b) => compareText(keyOf(a), keyOf(b)));
}
