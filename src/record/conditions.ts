import { compareText } from "../kube/json.ts";
import type { Condition } from "./state.ts";

/** What is wrong or noteworthy now; `since`: where it goes on from something before, else it is since its message is the same. */
export type Finding = { readonly type: string; readonly message: string; readonly since?: number };

/** Gives the conditions of now, sorted; one that was there before with the same message keeps its time. */
export function mergeConditions(
  before: readonly Condition[],
  findings: readonly Finding[],
  now: number,
): readonly Condition[] {
  const merged = new Map<string, Condition>();
  for (const { type, message, since = now } of findings) {
    const known = before.find((condition) => condition.type === type && condition.message === message);
    merged.set(`${type}\n${message}`, known ?? { type, message, since });
  }
  return [...merged.values()].sort(
    (a, b) => compareText(a.type, b.type) || compareText(a.message, b.message),
  );
}
