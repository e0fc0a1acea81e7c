/** The few options of dynalite 4 that are used; it ships no types. */
declare module "dynalite" {
  import type { Server } from "node:http";

  export type DynaliteOptions = {
    /** Folder of the LevelDB store; without it the table is in memory. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  };

  /** Makes the HTTP server; `close` also closes the store. */
  function dynalite(options: DynaliteOptions): Server;
  // biome-ignore lint/style/noDefaultExport: the package's own export
  export default dynalite;
}
