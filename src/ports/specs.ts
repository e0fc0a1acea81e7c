import type { ApplicationName } from "../application/application.ts";
import type { JsonObject } from "../kube/json.ts";

/** Control-plane objects as their YAML said, one item each (SPEC of APP#…, PROJECT#…, CONFIG#…). Never a Secret. */
export interface Specs {
  /**
   * Saves a manifest; true if it is new or differs from the one there. The mark of a deletion stays, whatever is saved over it.
   * `over`: the manifest that was read; throws CONFLICT where another is there by now.
   */
  save(manifest: JsonObject, options?: { readonly over: JsonObject }): Promise<boolean>;
  /** Saves manifests, of which nearly all are there already; gives those that are kept otherwise: marks of deletions stay. */
  saveAll(manifests: readonly JsonObject[]): Promise<readonly JsonObject[]>;
  read(kind: string, name: ApplicationName): Promise<JsonObject | undefined>;
  /** All names of a kind, sorted. */
  list(kind: string): Promise<readonly ApplicationName[]>;
  delete(kind: string, name: ApplicationName): Promise<void>;
}
