/*
 * Live: what Git wants, what the cluster has and what the inventory remembers in; pairs out, ordered by key.
 *
 * 1. Every desired object gives a pair, also where nothing is live (Missing) or the cluster could not say (`unknown`).
 *    Hooks too: their pairs carry `desired.hook`, and like Argo CD the comparison leaves them out.
 * 2. Whose a live object is: its own tracking id decides, or the label where objects are tracked by one (owner.ts).
 * 3. An inventory object that Git no longer has is `extra` if it is live and still ours: it may be pruned.
 * 4. One that could not be read stays as `unknown`: it is neither gone nor prunable, and must stay in the inventory.
 * 5. One that is gone, or that is not ours any more (released), gives no pair: it leaves the inventory.
 */
import type { ApplicationName } from "../application/application.ts";
import type { DesiredObject } from "../desired/desired-object.ts";
import { toInstanceLabel } from "../desired/instance-label.ts";
import { toInstanceName } from "../desired/tracking.ts";
import { compareKeys, formatKey, type ObjectKey, type ObjectRef, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { defaultSettings, type TrackingSettings } from "../settings/settings.ts";
import type { ObjectPair } from "./object-pair.ts";
import { type InstanceName, toOwner } from "./owner.ts";
import type { Remembered } from "./remembered.ts";

/** What was read of the cluster; a ref in neither list is absent. */
export type ReadObjects = {
  readonly objects: readonly KubeObject[];
  readonly unknown: readonly { readonly ref: ObjectRef; readonly message: string }[];
};

/** An object of the inventory: one this application applied, or is about to. */
export type KnownObject = ObjectRef & { readonly remembered?: Remembered };

/** Who asks; `tracking`: by annotation where nothing is said. */
export type Identity = {
  readonly application: ApplicationName;
  readonly installation: string;
  readonly tracking?: TrackingSettings;
};

/** Pairs desired objects, live objects and the inventory of one application; the same input gives the same order. */
export function pairObjects(
  desired: readonly DesiredObject[],
  reading: ReadObjects,
  inventory: readonly KnownObject[],
  identity: Identity,
): readonly ObjectPair[] {
  const sources: Sources = {
    live: new Map(reading.objects.map((object) => [formatKey(toRef(object)), object])),
    unknown: new Map(reading.unknown.map(({ ref, message }) => [formatKey(ref), message])),
    known: new Map(inventory.map((entry) => [formatKey(entry), entry])),
    self: toSelf(identity),
  };
  const wanted = new Set(desired.map(({ ref }) => formatKey(ref)));
  const dropped = [...sources.known].filter(([key]) => !wanted.has(key));
  const pairs = [
    ...desired.map((each) => toDesiredPair(each, sources)),
    ...dropped.flatMap(([, entry]) => toDroppedPair(entry, sources)),
  ];
  return pairs.sort(comparePairs);
}

function toSelf({ application, installation, tracking = defaultSettings.tracking }: Identity): InstanceName {
  const label = toInstanceLabel(application, tracking);
  return {
    application: toInstanceName(application),
    installation,
    ...(label === undefined ? {} : { label }),
  };
}

type Sources = {
  readonly live: ReadonlyMap<string, KubeObject>;
  readonly unknown: ReadonlyMap<string, string>;
  readonly known: ReadonlyMap<string, KnownObject>;
  readonly self: InstanceName;
};

function toDesiredPair(desired: DesiredObject, sources: Sources): ObjectPair {
  const { ref } = desired;
  const memory = withMemory(sources.known.get(formatKey(ref))?.remembered);
  return { ref, desired, extra: false, ...memory, ...readSide(ref, sources) };
}

function toDroppedPair({ remembered, ...entry }: KnownObject, sources: Sources): readonly ObjectPair[] {
  const { apiVersion, group, kind, namespace, name } = entry;
  const ref = { apiVersion, group, kind, namespace, name };
  const side = readSide(ref, sources);
  if (side.unknown !== undefined) return [{ ref, extra: false, ...withMemory(remembered), ...side }];
  const isExtra = side.live !== undefined && side.owner === "ours";
  return isExtra ? [{ ref, extra: true, ...withMemory(remembered), ...side }] : [];
}

function withMemory(remembered: Remembered | undefined): Pick<ObjectPair, "remembered"> {
  return remembered === undefined ? {} : { remembered };
}

type LiveSide = Pick<ObjectPair, "live" | "unknown" | "owner" | "ownerName">;

function readSide(ref: ObjectKey, { live, unknown, self }: Sources): LiveSide {
  const key = formatKey(ref);
  const message = unknown.get(key);
  if (message !== undefined) return { unknown: message, owner: "none" };
  const object = live.get(key);
  if (object === undefined) return { owner: "none" };
  const { owner, name } = toOwner(object, ref, self);
  return { live: object, owner, ...(name === undefined ? {} : { ownerName: name }) };
}

function comparePairs(a: ObjectPair, b: ObjectPair): number {
  return compareKeys(a.ref, b.ref) || (a.desired?.index ?? 0) - (b.desired?.index ?? 0);
}
