import * as z from "zod";
import { parseDuration } from "./duration.ts";
import { showValue } from "./message-text.ts";
import { controlPlaneNamespace, namespaceName, objectName } from "./object-name.ts";

/** A field that Argo CD has and that is not supported here yet: an error where it is set to anything but nothing. */
export function notYet(hint: string) {
  return z
    .unknown()
    .refine(isNothing, { error: `not supported yet: ${hint}` })
    .exactOptional();
}

/** The same for a field whose mere presence has a meaning. */
export function neverSet(hint: string) {
  return z
    .unknown()
    .refine(() => false, { error: `not supported yet: ${hint}` })
    .exactOptional();
}

// What Argo CD itself writes when it exports an Application in which a field was never set.
function isNothing(value: unknown): boolean {
  if (value === "" || value === false || value === null) return true;
  return typeof value === "object" && Object.keys(value ?? {}).length === 0;
}

/** A duration, in milliseconds. */
export const duration = z.string().transform((text, context) => {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  const message = `must be a duration of at most 168h such as 5s, 3m or 1h30m: ${showValue(text)}`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** A mapping from text to text: labels, annotations. */
export const textMap = z.record(z.string(), z.string());

/** A field that is accepted and not looked at. */
export const anything = z.unknown().exactOptional();

/** The metadata of an object; what only an API server writes is accepted and means nothing here. */
export const metadata = z.strictObject({
  name: objectName,
  namespace: namespaceName.default(controlPlaneNamespace),
  labels: textMap.default({}),
  annotations: textMap.default({}),
  finalizers: z.array(z.string()).default([]),
  generateName: notYet("give the object a name"),
  uid: anything,
  resourceVersion: anything,
  generation: anything,
  creationTimestamp: anything,
  deletionTimestamp: anything,
  deletionGracePeriodSeconds: anything,
  managedFields: anything,
  ownerReferences: anything,
  selfLink: anything,
});
