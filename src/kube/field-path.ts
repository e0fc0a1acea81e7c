import { formatJson, type JsonObject } from "./json.ts";

/** One step into an object: the name of a field, a position in a list, or the key of a list item. */
export type PathStep = string | number | JsonObject;

const plainName = /^[A-Za-z_][\w-]*$/;

/** Prints a path as people write it: `spec.containers[name="web"].args[0]`, `metadata.labels["a.b/c"]`. */
export function formatPath(steps: readonly PathStep[]): string {
  let text = "";
  for (const step of steps) {
    const isPlain = typeof step === "string" && plainName.test(step);
    if (isPlain && text !== "") text += ".";
    text += isPlain ? step : `[${formatStep(step)}]`;
  }
  return text;
}

function formatStep(step: PathStep): string {
  if (typeof step !== "object") return formatJson(step);
  return Object.entries(step)
    .map(([name, value]) => `${name}=${formatJson(value)}`)
    .join(",");
}
