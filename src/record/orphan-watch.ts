import type { ApplicationName } from "../application/application.ts";
import type { Project } from "../application/project-spec.ts";
import type { ObjectKey } from "../kube/key.ts";
import { nextDailySlot } from "./daily-slot.ts";

/** When orphans were looked for, and what was found; kept small. */
export type OrphanWatch = {
  /** When they were looked for, or first to be looked for; 0: a person wants a look. Milliseconds since 1970. */
  readonly at: number;
  /** `cluster/namespace`; undefined: not known yet. */
  readonly place?: string;
  /** undefined: nobody has looked yet. */
  readonly found?: OrphanSighting;
};

/** What a look at a namespace found. */
export type OrphanSighting = {
  readonly count: number;
  /** The first of them by key. */
  readonly first: readonly (ObjectKey & { readonly version: string })[];
  /** There may be more: a bound of limits.ts, or the time was up. */
  readonly isCut?: true;
  /** `group/Kind`s that could not be listed, and how many more. */
  readonly unread?: Unread;
  /** The same of those that may not be listed, where the settings do not say that this is wanted. */
  readonly forbidden?: Unread;
};

export type Unread = { readonly first: readonly string[]; readonly more: number };

/** What decides whether an application's orphans are looked for, and where. */
export type OrphanSubject = {
  readonly application: { readonly destination: { readonly namespace: string } };
  readonly project: Project;
  readonly connection: { readonly name: string };
};

/**
 * Gives what is kept of an application's orphans before a look; undefined: its project does not want them looked for. A new
 * place, or a project that begins to want it, waits for the daily comparison: the lists are heavy.
 */
export function toOrphanWatch(
  before: OrphanWatch | undefined,
  { application, project, connection }: OrphanSubject,
  now: number,
): OrphanWatch | undefined {
  const { namespace } = application.destination;
  if (project.orphanedResources === undefined || namespace === "") return undefined;
  const place = `${connection.name}/${namespace}`;
  if (before?.place === place) return before;
  return { at: before?.at === 0 ? 0 : now, place };
}

/** Tells whether orphans are to be looked for now: the day's full comparison has come since the last look, or a person wants it. */
export function isOrphanLookDue(
  watch: OrphanWatch | undefined,
  name: ApplicationName,
  now: number,
): watch is OrphanWatch {
  return watch !== undefined && nextDailySlot(name, watch.at) <= now;
}
