import type { ApplicationName } from "../application/application.ts";
import { toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { installationLabel, toTrackingId, trackingAnnotation } from "./tracking.ts";

/** Gives the object with its tracking id and the installation's label in metadata, beside what the user wrote there. */
export function toTracked(
  object: KubeObject,
  context: {
    readonly application: ApplicationName;
    readonly installation: string;
    readonly destinationNamespace: string;
  },
): KubeObject {
  const { labels, annotations } = object.metadata;
  const id = toTrackingId(context.application, toRef(object), context.destinationNamespace);
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...labels, [installationLabel]: context.installation },
      annotations: { ...annotations, [trackingAnnotation]: id },
    },
  };
}
