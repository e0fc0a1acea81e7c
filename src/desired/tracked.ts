import type { ApplicationName } from "../application/application.ts";
import { toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { defaultSettings, type TrackingSettings } from "../settings/settings.ts";
import { installationIdAnnotation } from "./installation-marks.ts";
import { toInstanceLabel } from "./instance-label.ts";
import { installationLabel, toTrackingId, trackingAnnotation } from "./tracking.ts";

/**
 * Gives the object with its tracking id and the installation's label in metadata, beside what the user wrote there. The id is
 * there whatever the tracking method: Argo CD ignores it where it tracks by label, and observations tell applications apart
 * by it. The installation's own annotation is Argo CD's, and like there it is written only where the installation has a name.
 */
export function toTracked(
  object: KubeObject,
  context: {
    readonly application: ApplicationName;
    readonly installation: string;
    readonly destinationNamespace: string;
    readonly tracking?: TrackingSettings;
  },
): KubeObject {
  const { application, installation, destinationNamespace, tracking = defaultSettings.tracking } = context;
  const { annotations } = object.metadata;
  const id = toTrackingId(application, toRef(object), destinationNamespace);
  const label = toInstanceLabel(application, tracking);
  const isNamed = installation !== defaultSettings.installation;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: {
        ...object.metadata.labels,
        ...(label === undefined ? {} : { [label.key]: label.value }),
        [installationLabel]: installation,
      },
      annotations: {
        ...without(annotations, installationIdAnnotation),
        ...(isNamed ? { [installationIdAnnotation]: installation } : {}),
        [trackingAnnotation]: id,
      },
    },
  };
}

/** One copied from another cluster's object would make this one another installation's. */
function without(texts: KubeObject["metadata"]["annotations"], name: string): typeof texts {
  return texts?.[name] === undefined
    ? texts
    : Object.fromEntries(Object.entries(texts).filter(([key]) => key !== name));
}
