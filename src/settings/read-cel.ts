import type { JsonObject } from "../kube/json.ts";
import type { CelHealth } from "./override-settings.ts";

/** Reads Flux's three expressions from a mapping; a text says what is wrong. */
export function readCel(entry: JsonObject): CelHealth | string {
  const { current, inProgress, failed } = entry;
  if (typeof current !== "string" || current.trim() === "") return "current must be a CEL expression";
  if (inProgress !== undefined && typeof inProgress !== "string")
    return "inProgress must be a CEL expression";
  if (failed !== undefined && typeof failed !== "string") return "failed must be a CEL expression";
  return {
    current,
    ...(inProgress === undefined ? {} : { inProgress }),
    ...(failed === undefined ? {} : { failed }),
  };
}
