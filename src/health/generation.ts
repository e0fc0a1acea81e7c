import type { KubeObject } from "../kube/object.ts";
import { readNumber } from "./fields.ts";
import { type Health, toHealth } from "./health-status.ts";

/**
 * Says that a controller has not seen the present spec yet; undefined where it has. A status without
 * observedGeneration counts as never observed: right for kinds whose controllers always write it.
 */
export function waitForObservation(object: KubeObject): Health | undefined {
  const generation = readNumber(object, "metadata", "generation") ?? 0;
  const observed = readNumber(object, "status", "observedGeneration") ?? 0;
  return observed < generation ? toNotObserved(generation, observed) : undefined;
}

/** Makes the health of an object whose status speaks of an older spec. */
export function toNotObserved(generation: number, observed: number): Health {
  return toHealth(
    "Progressing",
    `Waiting for the controller: generation ${generation} not observed yet, last observed ${observed}`,
  );
}
