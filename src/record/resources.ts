import type { SyncStatus } from "../drift/verdict.ts";
import { versionOf } from "../kube/key.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { ResourceStatus } from "./bulk.ts";

/** Makes the lines of status.resources; hooks are no resources of an application, as in Argo CD. */
export function toResources(compared: readonly ComparedObject[]): readonly ResourceStatus[] {
  return compared.filter(isResource).map((object) => ({
    group: object.ref.group,
    version: versionOf(object.ref.apiVersion),
    kind: object.ref.kind,
    namespace: object.ref.namespace,
    name: object.ref.name,
    status: object.status,
    ...healthOf(object),
    wave: object.desired?.wave ?? 0,
    hook: false,
    requiresPruning: object.extra,
  }));
}

/** Tells whether an object counts for the application's own sync status and health: desired, or ours and left over. */
export function isResource(object: ComparedObject): boolean {
  return object.extra || (object.desired !== undefined && object.desired.hook === undefined);
}

function healthOf(object: ComparedObject): Pick<ResourceStatus, "health"> {
  if (object.live === undefined && object.unknown === undefined) return { health: { status: "Missing" } };
  return object.health === undefined ? {} : { health: object.health };
}

/** Gives the sync status of a whole application: Unknown wins, then OutOfSync; IgnoreExtraneous objects do not count. */
export function aggregateSync(compared: readonly ComparedObject[]): SyncStatus {
  const counted = compared.filter((object) => isResource(object) && !isIgnoredExtra(object));
  if (counted.some((object) => object.status === "Unknown")) return "Unknown";
  return counted.some((object) => object.status === "OutOfSync") ? "OutOfSync" : "Synced";
}

const compareOptions = "argocd.argoproj.io/compare-options";

function isIgnoredExtra(object: ComparedObject): boolean {
  const options = object.live?.metadata.annotations?.[compareOptions] ?? "";
  return object.extra && options.split(",").some((option) => option.trim() === "IgnoreExtraneous");
}
