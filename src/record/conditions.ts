import { compareText } from "../kube/json.ts";
import type { Condition } from "./state.ts";

/** What is wrong or noteworthy now, before it is known since when. */
export type Finding = { readonly type: string; readonly message: string };

/** Gives the conditions of now, sorted; one that was there before with the same message keeps its time. */
export function mergeConditions(
  before: readonly Condition[],
  findings: readonly Finding[],
  now: number,
): readonly Condition[] {
  const merged = new Map<string, Condition>();
  for (const { type, message } of findings) {
    const known = before.find((condition) => condition.type === type && condition.message === message);
    merged.set(`${type}\n${message}`, known ?? { type, message, since: now });
  }
  return [...merged.values()].sort(
    (a, b) => compareText(a.type, b.type) || compareText(a.message, b.message),
  );
}
