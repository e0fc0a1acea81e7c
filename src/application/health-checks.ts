import { readValue } from "../declaration/read-value.ts";
import { isObject, type Json } from "../kube/json.ts";
import type { CelHealth } from "../settings/override-settings.ts";
import { readCel } from "../settings/read-cel.ts";

/** The annotation of an Application: a YAML list of checks, as Flux's healthCheckExprs. */
export const healthChecksAnnotation = "outrigger.dev/health-checks";

/** How objects of one version and kind are assessed, in this application alone. */
export type HealthCheck = CelHealth & { readonly apiVersion: string; readonly kind: string };

/** The checks that can be used, and what is wrong with the others. */
export type HealthChecks = { readonly checks: readonly HealthCheck[]; readonly problems: readonly string[] };

/** Reads the checks of an application from its annotations. */
export function readHealthChecks(annotations: Readonly<Record<string, string>>): HealthChecks {
  const text = annotations[healthChecksAnnotation];
  if (text === undefined || text.trim() === "") return { checks: [], problems: [] };
  const reading = readValue(text);
  const refuse = (reason: string) => ({
    checks: [],
    problems: [`Cannot use annotation ${healthChecksAnnotation}: ${reason}`],
  });
  if ("problem" in reading) return refuse(`it ${reading.problem}`);
  if (!Array.isArray(reading.value)) return refuse("it must be a list of {apiVersion, kind, current, …}");
  const read = reading.value.map(toCheck);
  return {
    checks: read.filter((each) => typeof each !== "string"),
    problems: read
      .filter((each) => typeof each === "string")
      .map((each) => `Cannot use annotation ${healthChecksAnnotation}: ${each}`),
  };
}

const known = ["apiVersion", "kind", "current", "inProgress", "failed"];

function toCheck(entry: Json, index: number): HealthCheck | string {
  if (!isObject(entry)) return `[${index}] must be a mapping of apiVersion, kind and current`;
  const stranger = Object.keys(entry).find((name) => !known.includes(name));
  if (stranger !== undefined)
    return `[${index}].${stranger} is no field of a check; they are ${known.join(", ")}`;
  const cel = readCel(entry);
  if (typeof cel === "string") return `[${index}].${cel}`;
  const { apiVersion, kind } = entry;
  if (typeof apiVersion !== "string" || apiVersion === "") return `[${index}].apiVersion must be a text`;
  if (typeof kind !== "string" || kind === "") return `[${index}].kind must be a text`;
  return { apiVersion, kind, ...cel };
}
