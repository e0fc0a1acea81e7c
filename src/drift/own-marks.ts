import { installationIdAnnotation } from "../desired/installation-marks.ts";
import { installationLabel, trackingAnnotation } from "../desired/tracking.ts";
import { toPaths } from "./prune.ts";

/** Where an object says that it is ours: never shown to people. */
export const ownMarks = toPaths([
  ["metadata", "labels", installationLabel],
  ["metadata", "annotations", trackingAnnotation],
  ["metadata", "annotations", installationIdAnnotation],
]);
