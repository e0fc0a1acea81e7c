import type { JsonObject } from "../kube/json.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { type DiffOptions, formatDiff } from "./format-diff.ts";
import type { FieldDifference, SyncStatus } from "./verdict.ts";

/** An object that was compared, as far as a report shows it. */
export type ReportedObject = {
  readonly ref: ObjectRef;
  readonly status: SyncStatus;
  readonly reason?: string;
  readonly differences: readonly FieldDifference[];
  readonly desired?: { readonly object: KubeObject };
  readonly live?: KubeObject;
  /** What a dry-run apply gave: it is shown in place of desired. */
  readonly predicted?: KubeObject;
};

/** Prints one object for people: a line that says which and why, then its unified diff, from live to desired. */
export function formatDrift(object: ReportedObject, options: DiffOptions): string {
  const title = `===== ${formatKey(object.ref)} ${object.status}`;
  const reason = object.reason === undefined ? "" : `: ${object.reason}`;
  if (object.status === "Unknown") return `${title}${reason} =====\n`;
  const desired = object.predicted ?? object.desired?.object;
  return `${title}${reason} =====\n${formatDiff(desired, object.live, options)}`;
}

/** Gives one object for programs; values of Secrets are masked, and a field that one side lacks is null there. */
export function toDriftItem({ ref, status, reason, differences }: ReportedObject): JsonObject {
  const { group, kind, namespace, name } = ref;
  return {
    group,
    kind,
    namespace,
    name,
    status,
    reason: reason ?? null,
    differences: differences.map(({ path, desired, live }) => ({
      path,
      desired: desired ?? null,
      live: live ?? null,
    })),
  };
}

const pathsShown = 3;

/** Says in one sentence which fields differ; undefined: none. No values. */
export function describeDifferences(differences: readonly FieldDifference[]): string | undefined {
  if (differences.length === 0) return undefined;
  const shown = differences.slice(0, pathsShown).map(({ path }) => path);
  const more = differences.length - shown.length;
  return `differs in ${shown.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}

const colours: readonly (readonly [start: string, code: number])[] = [
  ["=====", 1],
  ["+++", 1],
  ["---", 1],
  ["@@", 36],
  ["+", 32],
  ["-", 31],
];

/** Paints a unified diff for a terminal, as git and diff do. */
export function paintDiff(text: string): string {
  return text.replaceAll(/^.+$/gm, (line) => {
    const code = colours.find(([start]) => line.startsWith(start))?.[1];
    return code === undefined ? line : `\u001b[${code}m${line}\u001b[0m`;
  });
}
