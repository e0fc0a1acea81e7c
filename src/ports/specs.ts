import type { ApplicationName } from "../application/application.ts";
import type { JsonObject } from "../kube/json.ts";

/** Control-plane objects as their YAML said, one item each (SPEC of APP#…, PROJECT#…, CONFIG#…). Never a Secret. */
export interface Specs {
  /** Saves a manifest; true if it is new or differs from the one there. */
  save(manifest: JsonObject): Promise<boolean>;
  /** Saves manifests, of which nearly all are there already. */
  saveAll(manifests: readonly JsonObject[]): Promise<void>;
  read(kind: string, name: ApplicationName): Promise<JsonObject | undefined>;
  /** All names of a kind, sorted. */
  list(kind: string): Promise<readonly ApplicationName[]>;
  delete(kind: string, name: ApplicationName): Promise<void>;
}
