/**
 * The health of one live object, and of an application.
 *
 * In: an object as read from the cluster. Out: a status and a message, or undefined for kinds that have no health
 * (ConfigMap, Role, …). The rules, in order:
 * 1. An object that is being deleted is Progressing. Not so a hook that only a finalizer of ours or Argo CD's keeps: it
 *    stays readable that way until its outcome is recorded.
 * 2. A kind with a rule of its own has a file here, named after it, and a line in rules.ts.
 * 3. Other kinds of Kubernetes itself have no health. An Application has the one that its status tells.
 * 4. Every other kind is assessed by generation and conditions: generic.ts.
 * 5. A field of the wrong type makes the object Unknown; nothing here throws.
 * An application takes the worst of its objects. A missing object does not count, for the sync status tells of it; Missing is
 * an application none of whose objects is there (Argo CD since 3.4). One annotated `ignore-healthcheck` does not count.
 */
import type { HealthCheck } from "../application/health-checks.ts";
import { isHookFinalizer } from "../desired/hooks.ts";
import { codeOf, messageOf } from "../errors.ts";
import { readField } from "../kube/json.ts";
import { formatKey, type ObjectKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { type Health, type HealthStatus, healthStatuses, toHealth } from "./health-status.ts";
import { findRule } from "./rules.ts";

/** One object of an application that is no hook: desired, or ours and left over. */
export type HealthItem = {
  readonly ref: ObjectKey;
  /** undefined: it is missing, unless `unknown` says that the cluster could not tell. */
  readonly live?: KubeObject;
  readonly unknown?: string;
  /** undefined: its kind has none, so it does not count. */
  readonly health?: Health;
};

/**
 * Gives the health of a live object; undefined where its kind has none. Never throws. `checks`: the application's own, which come
 * before all others.
 */
export type Assess = (object: KubeObject, checks?: readonly HealthCheck[]) => Health | undefined;

/** How many of the objects that are worst the message names. */
const namedMax = 3;

/** Gives the health of a live object; undefined where its kind has none. Never throws: what it cannot read is Unknown. */
export function assessHealth(object: KubeObject): Health | undefined {
  const rule = findRule(object);
  try {
    return assessDeletion(object) ?? rule?.(object);
  } catch (error) {
    if (codeOf(error) !== "MANIFEST_INVALID") throw error;
    return toHealth("Unknown", messageOf(error));
  }
}

/** Gives Progressing for an object that is being deleted, before any other rule; undefined for every other. */
export function assessDeletion(object: KubeObject): Health | undefined {
  return isPendingDeletion(object) ? toHealth("Progressing", "Pending deletion") : undefined;
}

function isPendingDeletion(object: KubeObject): boolean {
  const since = readField(object, "metadata", "deletionTimestamp") ?? undefined;
  if (since === undefined) return false;
  const finalizers = readField(object, "metadata", "finalizers");
  return !Array.isArray(finalizers) || !finalizers.some(isHookFinalizer);
}

/**
 * Gives the health of an application: the worst of its objects, and which they are:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/controller/health.go
 */
export function aggregateHealth(items: readonly HealthItem[]): Health {
  const present = items.filter((item) => item.live !== undefined || item.unknown !== undefined);
  if (items.length > 0 && present.length === 0) return toHealth("Missing");
  const causes = present.filter((item) => !isIgnored(item)).flatMap(toCause);
  const worst = Math.max(0, ...new Set(causes.map(({ status }) => healthStatuses.indexOf(status))));
  const status = healthStatuses[worst] ?? "Unknown";
  if (status === "Healthy") return toHealth("Healthy");
  return toHealth(status, describe(causes.filter((cause) => cause.status === status)));
}

function isIgnored({ live }: HealthItem): boolean {
  return readField(live, "metadata", "annotations", "argocd.argoproj.io/ignore-healthcheck") === "true";
}

type Cause = { readonly status: HealthStatus; readonly text: string };

/** An object the cluster could not speak of is as unhealthy as can be, whatever its kind. */
function toCause({ ref, unknown, health }: HealthItem): readonly Cause[] {
  const present = unknown === undefined ? health : toHealth("Unknown", unknown);
  if (present === undefined) return [];
  const key = formatKey(ref);
  const text = present.message === undefined ? key : `${key}: ${present.message}`;
  return [{ status: present.status, text }];
}

function describe(causes: readonly Cause[]): string {
  const named = causes.slice(0, namedMax).map(({ text }) => text);
  const more = causes.length - named.length;
  return more > 0 ? `${named.join("; ")}; and ${more} more` : named.join("; ");
}
