import { type Entry, isFailed, type Wave } from "./board.ts";
import { formatEntry } from "./task-result.ts";

/** Reasons that a message names; the results hold them all. */
const reasonsMax = 5;

/** Says why a sync failed, and whether its SyncFail hooks did too. */
export function toFailureMessage(waves: readonly Wave[], rescueWaves: readonly Wave[]): string {
  const failed = waves.flat().filter(isFailed);
  const isRejected = failed.some(({ result }) => result?.code === "SyncFailed");
  const what = isRejected
    ? "one or more objects failed to apply"
    : "one or more synchronization tasks completed unsuccessfully";
  const rescue = rescueWaves.flat().filter(isFailed);
  const lines = [`${what}, reason: ${toReasons(failed)}`];
  if (rescue.length > 0) lines.push(`one or more SyncFail hooks failed, reason: ${toReasons(rescue)}`);
  return lines.join("\n");
}

function toReasons(failed: readonly Entry[]): string {
  const reasons = failed.slice(0, reasonsMax).map(toReason);
  const more = failed.length - reasons.length;
  return more > 0 ? `${reasons.join("; ")}; and ${more} more` : reasons.join("; ");
}

/** Messages of ours name their object already. */
function toReason(entry: Entry): string {
  const name = formatEntry(entry);
  const message = entry.result?.message ?? "";
  return message.includes(name) ? message : `${name}: ${message}`;
}
