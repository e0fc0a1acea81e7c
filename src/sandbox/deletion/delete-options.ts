import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";

export type Policy = "Background" | "Foreground" | "Orphan";

/** How an object is to be deleted. */
export type DeleteOptions = {
  /** undefined: as the kind does by default. */
  readonly policy?: Policy;
  readonly gracePeriodSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
};

/** Reads the body of a DELETE; what is of no use is left out. */
export function toDeleteOptions(body: Json): DeleteOptions {
  const policy = policyOf(body);
  const seconds = readField(body, "gracePeriodSeconds");
  const { uid, resourceVersion } = asObject(readField(body, "preconditions"));
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(typeof seconds === "number" ? { gracePeriodSeconds: Math.max(seconds, 0) } : {}),
    ...(typeof uid === "string" ? { uid } : {}),
    ...(typeof resourceVersion === "string" ? { resourceVersion } : {}),
  };
}

function policyOf(body: Json): Policy | undefined {
  const orphans = readField(body, "orphanDependents");
  if (typeof orphans === "boolean") return orphans ? "Orphan" : "Background";
  const policy = readField(body, "propagationPolicy");
  return policies.find((each) => each === policy);
}

const policies: readonly Policy[] = ["Foreground", "Background", "Orphan"];

/** Lists what makes the body of a DELETE invalid: apimachinery pkg/apis/meta/v1/validation/validation.go. */
export function checkDeleteOptions(body: JsonObject): readonly Cause[] {
  const { propagationPolicy, orphanDependents } = body;
  const field = "propagationPolicy";
  if (propagationPolicy === undefined || propagationPolicy === null) return [];
  if (orphanDependents !== undefined) {
    const what = `Invalid value: ${JSON.stringify(propagationPolicy)}`;
    const message = `${what}: orphanDependents and deletionPropagation cannot be both set`;
    return [{ reason: "FieldValueInvalid", message, field }];
  }
  if (policies.some((each) => each === propagationPolicy)) return [];
  const supported = [...policies, "nil"].map((each) => JSON.stringify(each)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(propagationPolicy)}: supported values: ${supported}`;
  return [{ reason: "FieldValueNotSupported", message, field }];
}
