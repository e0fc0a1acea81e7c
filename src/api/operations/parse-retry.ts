import type { RetryPolicy } from "../../application/sync-policy.ts";
import { parseDuration } from "../../declaration/duration.ts";
import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import { toWhole } from "../parse-fields.ts";

// Argo CD's numbers: 5 s, doubled each time, at most 3 m.
const preset = { durationMs: 5_000, factor: 2, maxDurationMs: 180_000 };
const limitMax = 10_000;
const factorMax = 100;

/** Parses Argo CD's retry strategy; undefined: it is none, "none": it asks for nothing. */
export function parseRetry(value: Json): RetryPolicy | "none" | undefined {
  if (value === null) return "none";
  if (!isObject(value) || !hasOnly(value, ["limit", "backoff", "refresh"])) return undefined;
  const { refresh = false, backoff = {} } = value;
  const limit = toWhole(value["limit"] ?? 0);
  if (limit === undefined || limit > limitMax || typeof refresh !== "boolean") return undefined;
  const pause = parseBackoff(backoff ?? {});
  if (pause === undefined) return undefined;
  if (limit === 0 && Object.keys(value).length === 0) return "none";
  return { limit: Math.max(limit, -1), ...pause, ...(refresh ? { refresh } : {}) };
}

function parseBackoff(value: Json): Omit<RetryPolicy, "limit"> | undefined {
  if (!isObject(value) || !hasOnly(value, ["duration", "factor", "maxDuration"])) return undefined;
  const durationMs = toMilliseconds(value["duration"], preset.durationMs);
  const maxDurationMs = toMilliseconds(value["maxDuration"], preset.maxDurationMs);
  const factor = toWhole(value["factor"] ?? preset.factor);
  if (durationMs === undefined || maxDurationMs === undefined || factor === undefined) return undefined;
  return factor >= 1 && factor <= factorMax ? { durationMs, factor, maxDurationMs } : undefined;
}

function toMilliseconds(value: Json | undefined, otherwise: number): number | undefined {
  if (value === undefined || value === null || value === "") return otherwise;
  return typeof value === "string" ? parseDuration(value) : undefined;
}

function hasOnly(value: JsonObject, names: readonly string[]): boolean {
  return Object.keys(value).every((name) => names.includes(name));
}
