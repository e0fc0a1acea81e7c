import type { ApplicationName } from "../application/application.ts";
import { formatKey } from "../kube/key.ts";
import type { Finding } from "../record/conditions.ts";
import type { TaskResult } from "../sync/operation.ts";

/** Reasons that a message names; the record has them all. */
const reasonsMax = 5;

/** Says why an attempt to delete failed, and the way out. */
export function toTrouble(
  results: readonly TaskResult[],
  refusals: readonly string[],
  name: ApplicationName,
): Finding {
  const failed = results.filter((result) => result.phase === "Failed");
  const reasons = [...refusals, ...failed.map((result) => `${formatKey(result)}: ${result.message}`)];
  const more = reasons.length > reasonsMax ? `; and ${reasons.length - reasonsMax} more` : "";
  const text = `${reasons.slice(0, reasonsMax).join("; ")}${more}`;
  return failed.some((result) => result.hook) ? toHookTrouble(text, name) : toDeletionTrouble(text, name);
}

/** Makes the condition of a deletion that cannot go on, with the way out. */
export function toDeletionTrouble(reason: string, { name }: ApplicationName): Finding {
  const message = `${reason}; it is tried again; to leave the objects in the cluster, run \`outrigger app delete ${name} --cascade=false\``;
  return { type: "DeletionError", message };
}

/** The condition that a deletion waits for its hooks, which a person may do without. */
export const hookTrouble = "DeletionHookError";

/** Makes the condition of a deletion whose hooks fail or cannot be read, with the ways out. */
export function toHookTrouble(reason: string, { name }: ApplicationName): Finding {
  const message = `${reason}; mend it, or run \`outrigger app confirm-deletion ${name}\` to delete without the hooks, or \`outrigger app delete ${name} --cascade=false\` to leave the objects in the cluster`;
  return { type: hookTrouble, message };
}

/** Says what a deletion came to. */
export function toDeletionMessage(results: readonly TaskResult[], notes: readonly string[]): string {
  const objects = results.filter((result) => !result.hook);
  const deleted = objects.filter((result) => result.code === "Pruned").length;
  const kept = objects.filter((result) => result.code === "PruneSkipped").length;
  const counts = `deleted ${deleted} ${deleted === 1 ? "object" : "objects"}`;
  return [kept === 0 ? counts : `${counts}, kept ${kept}`, ...notes].join("; ");
}
