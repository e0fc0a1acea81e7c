import type { Json } from "../../kube/json.ts";

/** Estimates how many bytes of memory a value holds, without writing it as text. */
export function estimateBytes(value: Json | undefined): number {
  if (typeof value === "string") return value.length + 16;
  if (typeof value !== "object" || value === null) return 8;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + estimateBytes(item), 16);
  let sum = 16;
  for (const [name, entry] of Object.entries(value)) sum += name.length + estimateBytes(entry);
  return sum;
}
