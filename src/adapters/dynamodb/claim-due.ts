import pLimit from "p-limit";
import type { ApplicationName } from "../../application/application.ts";
import { type DueEntry, type DueQuestion, readDue } from "./due-index.ts";
import { toHeadKey } from "./item-keys.ts";
import type { Item, Table } from "./table.ts";

/** Writes under way at once: a thousand claims of 10 ms each take less than a second so. */
const claimsAtOnce = 16;

/**
 * Gives who is due, free and not sent lately, and writes that they are sent now: one conditional write each, so that of ticks that
 * overlap one sends. A claim that fails is left for the next tick; it is thrown only where nobody was claimed.
 */
export async function claimDue(table: Table, question: DueQuestion): Promise<readonly ApplicationName[]> {
  const entries = await readDue(table, question);
  const limit = pLimit(claimsAtOnce);
  const claims = entries.map((entry) => limit(() => claim(table, entry, question.now)));
  const outcomes = await Promise.allSettled(claims);
  const names = entries.filter((_, index) => isClaimed(outcomes[index])).map(({ name }) => name);
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (names.length === 0 && failure !== undefined) throw failure.reason;
  return names;
}

function isClaimed(outcome: PromiseSettledResult<boolean> | undefined): boolean {
  return outcome?.status === "fulfilled" && outcome.value;
}

/** The index may lag: HEAD alone says whether it is still so. */
async function claim(table: Table, entry: DueEntry, now: number): Promise<boolean> {
  const { condition, values } = entry.over === undefined ? toFree(now) : toOver(entry.over);
  const written = await table.update({
    key: toHeadKey(entry.name),
    set: { sent: { N: String(now) } },
    condition: `${condition} AND (attribute_not_exists(#sent) OR #sent <= :before)`,
    values: { ...values, ":before": { N: String(entry.sentBefore) } },
    action: `claim ${entry.name.namespace}/${entry.name.name}`,
  });
  return !written.refused;
}

type Guard = { readonly condition: string; readonly values: Item };

function toFree(now: number): Guard {
  return {
    condition: "attribute_not_exists(#owner) AND #due <= :now",
    values: { ":now": { N: String(now) } },
  };
}

function toOver(over: NonNullable<DueEntry["over"]>): Guard {
  return {
    condition: "#owner = :owner AND #exp = :exp",
    values: { ":owner": { S: over.owner }, ":exp": { N: String(over.exp) } },
  };
}
