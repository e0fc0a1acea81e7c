import { formatKey } from "../kube/key.ts";
import type { Operation, TaskResult } from "../sync/operation.ts";
import { withResults } from "../sync/results.ts";
import type { InventoryEntry } from "./bulk.ts";

/**
 * Gives a resumed operation the results that a crash took between a prune and the next save: what the inventory of its start
 * holds, Git does not want and the cluster does not have. `present` are the keys (formatKey) of what was compared now.
 */
export function restorePrunes(
  operation: Operation,
  inventory: readonly InventoryEntry[],
  present: ReadonlySet<string>,
): Operation {
  if (!operation.prune) return operation;
  const known = new Set([...present, ...operation.results.map(formatKey)]);
  const gone = inventory.filter((entry) => !known.has(formatKey(entry)));
  return withResults(
    operation,
    gone.map((entry) => toPruned(entry, operation)),
  );
}

function toPruned({ group, kind, namespace, name }: InventoryEntry, operation: Operation): TaskResult {
  const key = { group, kind, namespace, name };
  return {
    ...key,
    task: formatKey(key),
    syncPhase: "Sync",
    wave: 0,
    hook: false,
    prune: true,
    phase: "Succeeded",
    code: "Pruned",
    message: "gone when the interrupted sync went on",
    startedAt: operation.startedAt,
  };
}
