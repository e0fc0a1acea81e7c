import type { Json } from "../kube/json.ts";
import { limits } from "../limits.ts";

/** What may still be read of an application's manifests, in characters once aliases are written out. */
export type ValueBudget = { left: number };

/** Makes the budget of one application. */
export function createBudget(): ValueBudget {
  return { left: limits.manifestsBytesMax };
}

/**
 * Tells what keeps a parsed value from being a Kubernetes object, undefined if nothing: `.inf` and `.nan` (JSON has neither),
 * depth, and size with every alias written out ("billion laughs" is small only as long as nobody walks it).
 */
export function findDefect(value: Json, budget: ValueBudget, depth = 0): string | undefined {
  if (depth > limits.documentDepthMax) return `is nested deeper than ${limits.documentDepthMax} levels`;
  budget.left -= sizeOf(value);
  if (budget.left < 0)
    return `makes the manifests larger than ${limits.manifestsBytesMax} bytes; split the application`;
  if (typeof value === "number" && !Number.isFinite(value))
    return `holds the number ${value}, which JSON has not`;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    budget.left -= Array.isArray(value) ? 0 : name.length;
    const defect = item === undefined ? undefined : findDefect(item, budget, depth + 1);
    if (defect !== undefined) return defect;
  }
  return undefined;
}

function sizeOf(value: Json): number {
  return typeof value === "string" ? value.length + 1 : 1;
}
