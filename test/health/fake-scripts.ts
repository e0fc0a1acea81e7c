import type { HealthScripts, ScriptResult } from "../../src/health/health-scripts.ts";

/** Scripts whose text is their result, as JSON; `!` before it is a problem, and no text no result. */
export const literalScripts: HealthScripts = {
  lua: ({ lua }) => toResult(lua),
  cel: (expressions) => toResult(expressions.findLast((each) => each !== "") ?? ""),
};

function toResult(text: string): ScriptResult {
  if (text.startsWith("!")) return { problem: text.slice(1) };
  return { value: text === "" ? undefined : JSON.parse(text) };
}
