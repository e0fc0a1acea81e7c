import type { ApplicationName } from "../application/application.ts";
import type { Ask } from "../record/ask.ts";
import type { ApplicationBulk } from "../record/bulk.ts";
import type { ApplicationState, SyncRecord } from "../record/state.ts";
import type { Watch } from "../source/watch.ts";
import type { BulkPointer } from "./applications.ts";

/** An application as anybody may read it. */
export type SeenApplication = {
  /** A look was asked for that nobody has served yet, somebody is at it, or a wait is over. */
  readonly isDue: boolean;
  /** What a person asked for and nobody has served yet. */
  readonly ask?: Ask;
  readonly state?: ApplicationState;
  readonly bulk?: ApplicationBulk;
  /** What of its repository it reads, as the last look found it. */
  readonly watch?: Watch;
};

/** An application's data outside the protocol. */
export interface ApplicationData {
  /** State and bulk data without a lease, in one request; undefined: never seen. Throws STATE_DAMAGED, CONFLICT. */
  read(name: ApplicationName): Promise<SeenApplication | undefined>;
  readBulk(name: ApplicationName, pointer: BulkPointer): Promise<ApplicationBulk>;
  /**
   * Writes bulk under new keys that hold the token; HEAD points at it only with the next save. A record goes along where it is
   * due at the same time, mostly in the same request.
   */
  saveBulk(
    name: ApplicationName,
    pointer: Omit<BulkPointer, "chunks">,
    bulk: ApplicationBulk,
    record?: SyncRecord,
  ): Promise<BulkPointer>;
  /** Saves the record under its operation id; saving it twice is harmless. */
  saveRecord(name: ApplicationName, record: SyncRecord): Promise<void>;
  /** Newest first, at most `limit`. */
  readRecords(name: ApplicationName, limit: number): Promise<readonly SyncRecord[]>;
}
