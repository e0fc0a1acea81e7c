import type { ApplicationName } from "../application/application.ts";
import { findTable } from "../local/open-local.ts";
import type { InventoryEntry } from "../record/bulk.ts";

/**
 * Reads what an application owns, for commands that only look; without a state folder it owns nothing that is known. What was
 * remembered for the verdict is left out: these commands compare every object anew.
 */
export async function readKnownInventory(
  name: ApplicationName,
  stateFolder: string,
): Promise<readonly InventoryEntry[]> {
  const table = await findTable(stateFolder);
  if (table === undefined) return [];
  try {
    const inventory = (await table.applicationData.read(name))?.bulk?.inventory ?? [];
    return inventory.map(({ remembered: _remembered, ...entry }) => entry);
  } finally {
    await table.close();
  }
}
