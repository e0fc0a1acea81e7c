import type { SyncStatus } from "../drift/verdict.ts";
import type { ObjectKey } from "../kube/key.ts";
import { type ComparedObject, isLeaving } from "../plan/compared-object.ts";
import type { DriftSummary } from "./decision.ts";

/** Sums up a comparison for the decision whether to sync; `status` is the application's own. */
export function toDriftSummary(compared: readonly ComparedObject[], status: SyncStatus): DriftSummary {
  const all = compared.filter((object) => object.extra || isOrdinary(object));
  // What left Git and is being deleted needs no sync any more, however long a finalizer holds it.
  const objects = all.filter((object) => !isLeaving(object));
  const drifted = objects.filter((object) => object.extra || object.repair || object.status !== "Synced");
  const isOnlyLeaving = objects.length < all.length && status === "OutOfSync" && drifted.length === 0;
  return {
    status: isOnlyLeaving ? "Synced" : status,
    drifted: drifted.map(toKey),
    onlyExtras: drifted.every((object) => object.extra),
    isEmpty: all.every((object) => object.extra),
  };
}

function isOrdinary({ desired }: ComparedObject): boolean {
  return desired !== undefined && desired.hook === undefined;
}

function toKey({ ref }: ComparedObject): ObjectKey {
  const { group, kind, namespace, name } = ref;
  return { group, kind, namespace, name };
}
