/**
 * The embedded cluster: objects, kinds, and what writes them. In: requests that are parsed. Out: objects, or a StatusError as
 * the real server gives it. One request is one synchronous step, so nothing ever sees half of one.
 */
import type { KubeObject } from "../../kube/object.ts";
import { releaseNames } from "../custom/release-names.ts";
import type { HistoryLimits } from "../storage/history.ts";
import { inVersion } from "./in-version.ts";
import { type Kind, storageOf } from "./kind.ts";
import { builtInKinds, discoveredKinds, toCustomKinds } from "./kinds.ts";
import { createStore, type Store } from "./store.ts";

/** The parts that operations share. */
export type ClusterState = {
  readonly store: Store;
  readonly now: () => Date;
  /** Called when a request is decided, before it is answered: what controllers do without delay is done then. */
  readonly settlers: (() => void)[];
};

const crds = "apiextensions.k8s.io/customresourcedefinitions";
const custom = new WeakMap<KubeObject, readonly Kind[]>();

/** Makes a cluster with its first namespaces. */
export function createCluster(now: () => Date, history?: HistoryLimits): ClusterState {
  const store = createStore(history);
  return { store, now, settlers: [releaseNames(store, now)] };
}

/** Lists the kinds that the cluster shows in discovery at present. */
export function kindsOf({ store }: ClusterState): readonly Kind[] {
  return [...discoveredKinds, ...store.list(crds).flatMap(kindsOfCrd)];
}

function kindsOfCrd(crd: KubeObject): readonly Kind[] {
  const known = custom.get(crd) ?? toCustomKinds(crd);
  custom.set(crd, known);
  return known;
}

const builtIn: ReadonlyMap<string, Kind> = new Map(
  builtInKinds.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]),
);

/** Finds the kind of a path; undefined: the cluster does not serve it. */
export function findKind(
  state: ClusterState,
  at: { readonly group: string; readonly version: string; readonly plural: string },
): Kind | undefined {
  const known = builtIn.get(`${at.group}/${at.version}/${at.plural}`);
  if (known !== undefined || at.group === "") return known;
  const crd = state.store.read(crds, "", `${at.plural}.${at.group}`);
  return crd === undefined ? undefined : kindsOfCrd(crd).find((kind) => kind.version === at.version);
}

// The first of a kind's versions is the preferred one.
const builtInByStorage: ReadonlyMap<string, Kind> = new Map(
  builtInKinds.toReversed().map((kind) => [storageOf(kind), kind]),
);

/** Finds a kind by where its objects are stored, in any version. */
export function findStored({ store }: ClusterState, storage: string): Kind | undefined {
  const known = builtInByStorage.get(storage);
  if (known !== undefined) return known;
  const [group = "", plural = ""] = storage.split("/");
  const crd = store.read(crds, "", `${plural}.${group}`);
  return crd === undefined ? undefined : kindsOfCrd(crd)[0];
}

/** Reads an object in the version of a kind. */
export function readStored(state: ClusterState, kind: Kind, at: Place): KubeObject | undefined {
  const object = state.store.read(storageOf(kind), at.namespace, at.name);
  return object === undefined ? undefined : inVersion(kind, object);
}

export type Place = { readonly namespace: string; readonly name: string };
