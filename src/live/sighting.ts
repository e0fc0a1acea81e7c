import { createHash } from "node:crypto";
import { isTrackingIdOf, parseTrackingId } from "../desired/tracking.ts";
import { compareText } from "../kube/json.ts";
import type { ObjectKey } from "../kube/key.ts";

/** One object of ours as a selected list shows it. `trackingId`: its annotation. */
export type SightedObject = ObjectKey & {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly trackingId: string | undefined;
};

/** What was last seen of one kind: the list's resourceVersion, and a digest of each application's objects of that kind. */
export type KindSighting = {
  readonly version: string;
  /** By the application's name in tracking ids. */
  readonly digests: Readonly<Record<string, string>>;
};

/** What was last seen of a cluster, by `group/Kind`. */
export type ClusterSighting = Readonly<Record<string, KindSighting>>;

/**
 * Makes the digests of a selected list: equal digests, the same objects, none of them changed. A copied tracking id (Endpoints,
 * ReplicaSets) names another object and does not count.
 */
export function toDigests(objects: readonly SightedObject[]): Readonly<Record<string, string>> {
  const applications = Map.groupBy(objects, toApplication);
  return Object.fromEntries(
    [...applications].flatMap(([name, own]) => (name === undefined ? [] : [[name, toDigest(own)]])),
  );
}

/** Names the application that an object's tracking id says it belongs to; undefined: it says nothing of this object. */
function toApplication(object: SightedObject): string | undefined {
  const id = object.trackingId === undefined ? undefined : parseTrackingId(object.trackingId);
  return id !== undefined && isTrackingIdOf(id, object) ? id.application : undefined;
}

/** 132 bits: no two sightings are ever equal by chance. */
function toDigest(objects: readonly SightedObject[]): string {
  const lines = objects.map(
    ({ namespace, name, uid, resourceVersion }) => `${namespace}/${name} ${uid} ${resourceVersion}`,
  );
  const text = lines.toSorted(compareText).join("\n");
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

/** Names the applications whose objects of a kind changed, came or went between two sightings; sorted. */
export function findMoved(before: KindSighting | undefined, after: KindSighting): readonly string[] {
  const known = new Map(Object.entries(before?.digests ?? {}));
  const present = new Map(Object.entries(after.digests));
  const names = new Set([...known.keys(), ...present.keys()]);
  return [...names].filter((name) => known.get(name) !== present.get(name)).toSorted(compareText);
}
