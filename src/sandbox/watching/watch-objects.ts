import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import { storageOf } from "../cluster/kind.ts";
import { isSelectedBy, type Selection, toRequirements } from "../cluster/list-objects.ts";
import { checkNotAhead, checkReadVersion } from "../cluster/list-version.ts";
import type { Requirement } from "../cluster/selectors.ts";
import { StatusError } from "../cluster/status-error.ts";
import type { Store } from "../cluster/store.ts";
import type { StoreEvent } from "../storage/store-event.ts";

export type WatchQuery = Selection & {
  /** "" and "0": what is there at first, and then what changes; else what changes after that version. */
  readonly resourceVersion: string;
  /** undefined: as `resourceVersion` says. */
  readonly sendInitialEvents: boolean | undefined;
};

/** What a watcher is told, in order. */
export type WatchEvent =
  | { readonly type: "ADDED" | "DELETED" | "MODIFIED"; readonly object: KubeObject }
  | { readonly type: "BOOKMARK"; readonly resourceVersion: string; readonly isInitialEnd: boolean }
  | { readonly type: "ERROR"; readonly error: StatusError }
  /** The kind is no longer served. */
  | { readonly type: "END" };

type Tell = (event: WatchEvent) => void;

/** Starts telling, first of what is there already, within the call; the answer ends it. */
export type Watch = (tell: Tell) => () => void;

/** Prepares a watch of a kind's objects. Throws the server's StatusError; what comes too late for that is an ERROR event. */
export function watchObjects(state: ClusterState, query: WatchQuery): Watch {
  const { kind, resourceVersion } = query;
  checkReadVersion(resourceVersion);
  const isSelected = isSelectedBy(toRequirements(query));
  const storage = storageOf(kind);
  const toOwn = (change: StoreEvent) => toWatchEvent(change, query.namespace, isSelected);
  const isEnd = ({ type, storage: where, object }: StoreEvent) =>
    type === "DELETED" && where === crds && object.metadata.name === `${kind.plural}.${kind.group}`;
  return (tell) => {
    try {
      for (const event of toFirst(state.store, query, { toOwn, isSelected })) tell(event);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      tell({ type: "ERROR", error });
      return () => undefined;
    }
    return state.store.subscribe((change) => {
      const isNew = change.storage === storage && versionOf(change) > Number(resourceVersion);
      const event = isNew ? toOwn(change) : undefined;
      if (event !== undefined) tell(event);
      if (isEnd(change)) tell({ type: "END" });
    });
  };
}

const crds = "apiextensions.k8s.io/customresourcedefinitions";

type Own = {
  readonly toOwn: (change: StoreEvent) => WatchEvent | undefined;
  readonly isSelected: Requirement;
};

/** Gives what a watcher is told first: what is there, or what changed since its version. Throws 410 or 504. */
function toFirst(store: Store, query: WatchQuery, { toOwn, isSelected }: Own): readonly WatchEvent[] {
  const { kind, namespace, resourceVersion, sendInitialEvents } = query;
  const isFromAny = resourceVersion === "" || resourceVersion === "0";
  const storage = storageOf(kind);
  if (sendInitialEvents ?? isFromAny) {
    checkNotAhead(store, resourceVersion);
    const present = store.list(storage, namespace).filter(isSelected);
    const version = resourceVersion === "0" ? store.cachedVersion(storage) : store.catchUp(storage);
    return [
      ...present.map((object) => ({ type: "ADDED", object }) as const),
      { type: "BOOKMARK", resourceVersion: version, isInitialEnd: true },
    ];
  }
  const changes = isFromAny ? [] : store.changes(storage, Number(resourceVersion));
  if (changes === undefined) throw expired(resourceVersion, store.knownSince(storage));
  return changes.map(toOwn).filter((event) => event !== undefined);
}

function expired(version: string, since: number): StatusError {
  const status = { code: 410, reason: "Expired" };
  return new StatusError(status, `too old resource version: ${version} (${since})`);
}

function versionOf({ object }: StoreEvent): number {
  return Number(object.metadata.resourceVersion);
}

/**
 * An object that comes into a selection is ADDED to it, one that leaves it is DELETED as it was before, under the new version.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go
 */
function toWatchEvent(
  change: StoreEvent,
  namespace: string | undefined,
  isSelected: Requirement,
): WatchEvent | undefined {
  const { type, object, before } = change;
  if (namespace !== undefined && object.metadata.namespace !== namespace) return undefined;
  const wasIn = before !== undefined && isSelected(before);
  const isIn = type !== "DELETED" && isSelected(object);
  if (isIn) return { type: wasIn ? "MODIFIED" : "ADDED", object };
  if (!wasIn) return undefined;
  const { resourceVersion = "" } = object.metadata;
  return { type: "DELETED", object: { ...before, metadata: { ...before.metadata, resourceVersion } } };
}
