import type { KubeObject } from "../../kube/object.ts";

const healthAnnotation = "sandbox.outrigger.dev/health";
const jobAnnotation = "sandbox.outrigger.dev/job";

/** Tells what the user wants of an object: `progressing`, `degraded`, or undefined for all well. */
export function wantedHealth(object: KubeObject | undefined): string | undefined {
  return object?.metadata.annotations?.[healthAnnotation];
}

/** Tells whether the user wants what an object runs to fail. */
export function isToldToFail(object: KubeObject | undefined): boolean {
  return object?.metadata.annotations?.[jobAnnotation] === "fail";
}
