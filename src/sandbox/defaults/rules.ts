import { objectRules } from "./object-rules.ts";
import { podRules } from "./pod-rules.ts";
import type { Rule } from "./rule.ts";
import { serviceRules } from "./service-rules.ts";
import { workloadRules } from "./workload-rules.ts";

/** The defaults that are more than a table, by type. */
export const rules: ReadonlyMap<string, Rule> = new Map([
  ...podRules,
  ...serviceRules,
  ...workloadRules,
  ...objectRules,
]);
