import {
  installationLabel,
  isTrackingIdOf,
  parseTrackingId,
  trackingAnnotation,
} from "../desired/tracking.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ObjectPair } from "./object-pair.ts";

/** Whose a live object is; `name` says which application or installation a foreign one belongs to. */
export type Owner = { readonly owner: ObjectPair["owner"]; readonly name?: string };

/** Who asks: the application as tracking ids name it, and its installation. */
export type InstanceName = { readonly application: string; readonly installation: string };

const nobody: Owner = { owner: "none" };

/**
 * Says whose a live object is. Labels and annotations are copied to children, so only a tracking id that names this very
 * object counts, and never on an object that a controller made. A missing label changes nothing: anybody can remove it, and
 * objects taken over from Argo CD do not have it.
 */
export function toOwner(live: KubeObject, key: ObjectKey, self: InstanceName): Owner {
  if (live.metadata.ownerReferences?.some((reference) => reference.controller === true)) return nobody;
  const text = live.metadata.annotations?.[trackingAnnotation];
  const id = typeof text === "string" ? parseTrackingId(text) : undefined;
  if (id === undefined || !isTrackingIdOf(id, key)) return nobody;
  const installation = live.metadata.labels?.[installationLabel] ?? self.installation;
  if (installation !== self.installation) {
    return { owner: "foreign", name: `${id.application} of installation ${installation}` };
  }
  return id.application === self.application ? { owner: "ours" } : { owner: "foreign", name: id.application };
}
