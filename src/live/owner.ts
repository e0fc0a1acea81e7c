import { findOtherInstallation, installationIdAnnotation } from "../desired/installation-marks.ts";
import {
  installationLabel,
  isTrackingIdOf,
  parseTrackingId,
  type TrackingId,
  trackingAnnotation,
} from "../desired/tracking.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { defaultSettings } from "../settings/settings.ts";
import type { ObjectPair } from "./object-pair.ts";

/** Whose a live object is; `name` says which application or installation a foreign one belongs to. */
export type Owner = { readonly owner: ObjectPair["owner"]; readonly name?: string };

/** Who asks: the application as tracking ids name it, its installation, and the label it tracks by, if any. */
export type InstanceName = {
  readonly application: string;
  readonly installation: string;
  readonly label?: { readonly key: string; readonly value: string };
};

const nobody: Owner = { owner: "none" };
const ours: Owner = { owner: "ours" };

/**
 * Says whose a live object is. Labels and annotations are copied to children, so only a tracking id that names this very
 * object counts, and nothing on an object that a controller made. Where objects are tracked by label, one without an id is
 * its label's. A missing label of the installation changes nothing: anybody can remove it, and objects taken over from
 * Argo CD do not have it.
 */
export function toOwner(live: KubeObject, key: ObjectKey, self: InstanceName): Owner {
  if (live.metadata.ownerReferences?.some((reference) => reference.controller === true)) return nobody;
  const text = live.metadata.annotations?.[trackingAnnotation];
  const id = typeof text === "string" ? parseTrackingId(text) : undefined;
  return id !== undefined && isTrackingIdOf(id, key)
    ? toOwnerById(live, id, self)
    : toOwnerByLabel(live, self);
}

function toOwnerById(live: KubeObject, id: TrackingId, self: InstanceName): Owner {
  const installation = findOtherInstallation(live, self.installation);
  if (installation !== undefined) return toForeign(id.application, installation);
  if (id.application !== self.application) return { owner: "foreign", name: id.application };
  return isProven(live, self) ? ours : nobody;
}

function toForeign(application: string, installation: string): Owner {
  return { owner: "foreign", name: `${application} of installation ${installation}` };
}

/**
 * As in Argo CD, an installation with a name needs to find that name: an id alone may be that of an installation without one,
 * whose object may be taken over, and is never pruned.
 */
function isProven({ metadata }: KubeObject, { installation }: InstanceName): boolean {
  if (installation === defaultSettings.installation) return true;
  return (
    metadata.labels?.[installationLabel] === installation ||
    metadata.annotations?.[installationIdAnnotation] === installation
  );
}

function toOwnerByLabel(live: KubeObject, { label, installation }: InstanceName): Owner {
  const value = label === undefined ? undefined : live.metadata.labels?.[label.key];
  if (label === undefined || value === undefined || value === "") return nobody;
  const other = findOtherInstallation(live, installation);
  if (other !== undefined) return toForeign(value, other);
  return value === label.value ? ours : { owner: "foreign", name: `${value} (label ${label.key})` };
}
