import type { ApplicationName } from "../application/application.ts";
import type { ApplicationBulk } from "../record/bulk.ts";
import type { SyncRecord } from "../record/state.ts";
import type { BulkPointer, Head } from "./applications.ts";

/** HEAD as anybody may read it. `isDue`: a look was asked for that nobody has served yet, or somebody is at it. */
export type SeenHead = Head & { readonly isDue: boolean };

/** An application's data outside the protocol. */
export interface ApplicationData {
  /** HEAD without a lease; undefined: never seen. */
  readHead(name: ApplicationName): Promise<SeenHead | undefined>;
  readBulk(name: ApplicationName, pointer: BulkPointer): Promise<ApplicationBulk>;
  /** Writes bulk under new keys that hold the token; HEAD points at it only with the next save. */
  saveBulk(
    name: ApplicationName,
    pointer: Omit<BulkPointer, "chunks">,
    bulk: ApplicationBulk,
  ): Promise<BulkPointer>;
  /** Saves the record under its operation id; saving it twice is harmless. */
  saveRecord(name: ApplicationName, record: SyncRecord): Promise<void>;
  /** Newest first, at most `limit`. */
  readRecords(name: ApplicationName, limit: number): Promise<readonly SyncRecord[]>;
}
