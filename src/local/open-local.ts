import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ReconcileError } from "../errors.ts";
import type { JsonObject } from "../kube/json.ts";
import type { Ports } from "../ports/ports.ts";
import { localLeaseMarginMs } from "./local-lease.ts";
import { type LocalState, openState } from "./open-state.ts";
import { openView, type ViewOptions } from "./open-view.ts";
import { readOrMakeKey } from "./state-key.ts";

export type LocalOptions = Omit<ViewOptions, "specs" | "hashKey"> & { readonly stateFolder: string };

/** The whole program on one machine: the stories' ports over the state folder, Git, tools and clusters. */
export type Local = {
  readonly ports: Ports;
  /** Stores what people declared, as the stories will read it. */
  saveSpecs(manifests: readonly JsonObject[]): Promise<void>;
  /** What was read for the last round (heads of Git, shared lists) is read anew. */
  startRound(): void;
  close(): Promise<void>;
};

/** Opens the local composition; the state folder is made where there is none. */
export async function openLocal(options: LocalOptions): Promise<Local> {
  const state = await openTable(options.stateFolder);
  const hashKey = await readOrMakeKey(resolve(options.stateFolder));
  const view = openView({ ...options, specs: state.specs, hashKey });
  const { applications, applicationData: data, seen, pauses, seats } = state;
  return {
    ports: {
      ...view.ports,
      applications,
      data,
      seen,
      pauses,
      seats,
      leaseMarginMs: localLeaseMarginMs,
      // A round looks at everything: no tick comes for what is at rest.
      dailySlots: false,
    },
    saveSpecs: async (manifests) => void (await view.ports.specs.saveAll(manifests)),
    startRound: () => view.startRound(),
    async close() {
      await view.close();
      await state.close();
    },
  };
}

/** Opens the table of a state folder, or joins the process that has it open. */
export async function openTable(folder: string): Promise<LocalState> {
  return await openState(folder, { now: () => Date.now() });
}

/** Opens the table of a state folder that must be there already: for commands that only look. */
export async function openExistingTable(folder: string): Promise<LocalState> {
  const table = await findTable(folder);
  if (table !== undefined) return table;
  const message = `Cannot read ${resolve(folder)}: no state folder; name it with --state, or run \`outrigger run\` first`;
  throw new ReconcileError("CONFIG_INVALID", message);
}

/** Opens the table of a state folder; undefined where there is none, and nothing is made. */
export async function findTable(folder: string): Promise<LocalState | undefined> {
  const isThere = await access(join(resolve(folder), "table")).then(
    () => true,
    () => false,
  );
  return isThere ? await openTable(folder) : undefined;
}
