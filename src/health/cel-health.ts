import { readField } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import type { CelHealth } from "../settings/override-settings.ts";
import { toNotObserved } from "./generation.ts";
import type { HealthScripts } from "./health-scripts.ts";
import { type Health, type HealthStatus, toHealth } from "./health-status.ts";

type NamedCel = CelHealth & { readonly name: string };

/** The order in which Flux asks, and what a true answer means. */
const order: readonly (readonly [keyof CelHealth, HealthStatus])[] = [
  ["inProgress", "Progressing"],
  ["failed", "Degraded"],
  ["current", "Healthy"],
];

/**
 * Gives health by Flux's healthCheckExprs: a spec that was not seen yet is Progressing, then the first expression that is true
 * decides; none, or a field that is not there yet, is Progressing.
 * https://github.com/fluxcd/pkg/blob/62d235c4b26b9e6cf9083e878528f786e850f220/runtime/cel/status_evaluator.go
 */
export function assessByCel(cel: NamedCel, object: KubeObject, scripts: HealthScripts): Health {
  const generation = readField(object, "metadata", "generation");
  const observed = readField(object, "status", "observedGeneration");
  if (typeof generation === "number" && typeof observed === "number" && generation !== observed) {
    return toNotObserved(generation, observed);
  }
  const result = scripts.cel(
    order.map(([field]) => cel[field] ?? ""),
    object,
  );
  if ("problem" in result) return toHealth("Unknown", `Cannot evaluate ${cel.name}: ${result.problem}`);
  if (typeof result.value === "string") return toHealth("Progressing", `${cel.name}: ${result.value}`);
  const [field, status] = (typeof result.value === "number" ? order[result.value] : undefined) ?? [];
  if (field === undefined || status === undefined) {
    return toHealth("Progressing", `${cel.name}: no expression is true yet`);
  }
  return toHealth(status, field === "current" ? "" : `${field}: ${cel[field] ?? ""}`);
}
