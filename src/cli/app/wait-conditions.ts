import type { JsonObject } from "../../kube/json.ts";
import type { ResourceSelector } from "../../sync/sync-choices.ts";
import { isOperating, type ResourceLine, textAt, toResourceLines } from "./application-view.ts";
import { isSelected } from "./resource-flag.ts";

/** What is waited for; Argo CD's flags. */
export type WaitFlags = {
  readonly sync?: boolean;
  readonly health?: boolean;
  readonly operation?: boolean;
  readonly suspended?: boolean;
  readonly degraded?: boolean;
  readonly delete?: boolean;
};

const names = ["sync", "health", "operation", "suspended", "degraded", "delete"] as const;

/** Gives what is waited for: what flags name; without any, that it is synced, healthy and no operation runs, as in Argo CD. */
export function toWaitFlags(flags: WaitFlags): WaitFlags {
  const isAny = names.some((name) => flags[name] === true);
  return isAny ? flags : { sync: true, health: true, operation: true };
}

/**
 * Tells whether an application, or the objects of it that are selected, is as it is waited for. One that is gone is only what
 * somebody waits for who waits for its deletion.
 */
export function isAsWaitedFor(
  app: JsonObject | undefined,
  flags: WaitFlags,
  selectors: readonly ResourceSelector[],
): boolean {
  if (app === undefined) return flags.delete === true;
  if (flags.delete === true) return false;
  if (flags.operation === true && isOperating(app)) return false;
  if (selectors.length > 0) {
    const lines = toResourceLines(app).filter((line) => isSelected(line, selectors));
    return lines.every((line) => isFitting(line, flags));
  }
  const status = textAt(app, "status", "sync", "status");
  return isFitting({ status, health: textAt(app, "status", "health", "status") }, flags);
}

function isFitting({ status, health }: Pick<ResourceLine, "status" | "health">, flags: WaitFlags): boolean {
  if (flags.sync === true && status !== "Synced") return false;
  const wanted = [
    ...(flags.health === true ? ["Healthy"] : []),
    ...(flags.suspended === true ? ["Suspended"] : []),
    ...(flags.degraded === true ? ["Degraded"] : []),
  ];
  // What has no health cannot be waited for.
  return wanted.length === 0 || health === "" || wanted.includes(health);
}

/** Finds an object that became Degraded since the look before, as one that is waited for to be healthy should not. */
export function findDegraded(
  before: readonly ResourceLine[],
  now: readonly ResourceLine[],
): ResourceLine | undefined {
  const sane = new Map(before.map((line) => [keyOf(line), line.health]));
  const isNew = (health: string | undefined) =>
    health !== undefined && !["Degraded", "Unknown", ""].includes(health);
  return now.find((line) => line.health === "Degraded" && isNew(sane.get(keyOf(line))));
}

function keyOf({ group, kind, namespace, name }: ResourceLine): string {
  return [group, kind, namespace, name].join("/");
}
