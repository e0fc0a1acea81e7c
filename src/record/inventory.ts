import { compareKeys, formatKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Remembered } from "../live/remembered.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { InventoryEntry } from "./bulk.ts";

/** How a comparison and a sync changed what is known of the objects; keys are formatKey texts. */
export type InventoryChange = {
  readonly written: ReadonlyMap<string, KubeObject>;
  readonly pruned: ReadonlySet<string>;
  readonly remembered: ReadonlyMap<string, Remembered>;
};

/**
 * Gives the inventory before a sync acts: everything owned so far and everything it may create, so that whatever a crash
 * leaves behind is known. Hooks are not part of it: they are found by their names.
 */
export function toIntendedInventory(compared: readonly ComparedObject[]): readonly InventoryEntry[] {
  const entries = new Map<string, InventoryEntry>();
  for (const object of compared) {
    if (object.desired?.hook !== undefined || object.owner === "foreign") continue;
    // A namespace of which only the metadata are managed is nobody's to prune.
    if (object.desired?.manager !== undefined) continue;
    if (object.desired === undefined && !isStillOurs(object)) continue;
    entries.set(formatKey(object.ref), toEntry(object));
  }
  return sorted(entries);
}

/** An object we cannot see at present stays in the inventory: unknown is not absent. */
function isStillOurs(object: ComparedObject): boolean {
  return object.unknown !== undefined || object.extra;
}

function toEntry(object: ComparedObject): InventoryEntry {
  const uid = object.live?.metadata.uid;
  return {
    ...object.ref,
    ...(uid === undefined ? {} : { uid }),
    ...(object.remembered === undefined ? {} : { remembered: object.remembered }),
  };
}

/** Gives the inventory after a sync: uids of what was written, what was learnt of it, without what was pruned. */
export function toNextInventory(
  inventory: readonly InventoryEntry[],
  change: InventoryChange,
): readonly InventoryEntry[] {
  const entries = new Map<string, InventoryEntry>();
  for (const entry of inventory) {
    const key = formatKey(entry);
    if (change.pruned.has(key)) continue;
    entries.set(key, { ...entry, ...learnt(key, change) });
  }
  return sorted(entries);
}

function learnt(key: string, change: InventoryChange): Partial<InventoryEntry> {
  const uid = change.written.get(key)?.metadata.uid;
  const remembered = change.remembered.get(key);
  return { ...(uid === undefined ? {} : { uid }), ...(remembered === undefined ? {} : { remembered }) };
}

function sorted(entries: ReadonlyMap<string, InventoryEntry>): readonly InventoryEntry[] {
  return [...entries.values()].sort(compareKeys);
}
