import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { SyncChoices } from "../../sync/sync-choices.ts";

type Strategy = Pick<SyncChoices, "strategy" | "force">;

/** Parses Argo CD's sync strategy; undefined: it is none. Hooks run unless `apply` is asked for. */
export function parseStrategy(value: Json): Strategy | undefined {
  if (value === null) return {};
  if (!isObject(value)) return undefined;
  const { hook = null, apply = null, ...others } = value;
  if (Object.values(others).some((other) => other !== undefined && other !== null)) return undefined;
  if (hook !== null && apply !== null) return undefined;
  if (apply !== null) return withForce(apply, { strategy: "apply" });
  return hook === null ? {} : withForce(hook, {});
}

function withForce(value: Json, strategy: Strategy): Strategy | undefined {
  if (!isObject(value)) return undefined;
  const { syncStrategyApply = null, ...own } = value;
  const inner = syncStrategyApply ?? {};
  if (!isObject(inner) || ![own, inner].every(isForceOnly)) return undefined;
  const force = own["force"] === true || inner["force"] === true;
  return force ? { ...strategy, force } : strategy;
}

function isForceOnly(value: JsonObject): boolean {
  return Object.entries(value).every(
    ([name, each]) => name === "force" && (typeof each === "boolean" || each === null),
  );
}
