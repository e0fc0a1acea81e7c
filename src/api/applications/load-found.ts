import type { InventoryEntry } from "../../record/bulk.ts";
import type { Watch } from "../../source/watch.ts";
import { loadSubject, type Subject } from "../../stories/load-subject.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { Refusal } from "../refuse.ts";
import { findApplication, refuseName } from "./find-application.ts";

/** An Application that can be rendered and compared, and what it owned when it was last seen. */
export type LoadedApplication = {
  readonly subject: Subject;
  readonly inventory: readonly InventoryEntry[];
  /** What of its repository it read then. */
  readonly watch?: Watch;
};

/** Finds the Application that a call names and loads its project and cluster. Throws what loadSubject throws. */
export async function loadFound(call: ApiCall, ports: ApiPorts): Promise<LoadedApplication | Refusal> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found;
  const subject = await loadSubject(call.name, ports);
  if (subject === undefined) return refuseName(call.name);
  const { bulk, watch } = found.seen ?? {};
  return { subject, inventory: bulk?.inventory ?? [], ...(watch === undefined ? {} : { watch }) };
}
