import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import { formatTime } from "../kube/time.ts";

/** What a pause is of; whatever a scope holds is paused with it. */
export type PauseScope =
  | { readonly all: true }
  | { readonly project: string }
  /** By the name of its connection. */
  | { readonly cluster: string }
  | { readonly application: ApplicationName };

/** A switch that a person put: comparisons go on, and nothing is written to a cluster. Times in milliseconds since 1970. */
export type Pause = {
  readonly scope: PauseScope;
  readonly by: string;
  readonly since: number;
  readonly reason?: string;
  /** It ends by itself. */
  readonly until?: number;
};

/** An application as pauses and limits see it. */
export type Placed = {
  readonly application: ApplicationName;
  readonly project: string;
  readonly cluster: string;
};

/** Why nothing may be written now, for people; `since`: from when on, where that is known. */
export type Paused = { readonly reason: string; readonly since?: number; readonly until?: number };

/** The annotation of an Application or an AppProject that pauses it: "true", or why. */
export const pauseAnnotation = "outrigger.dev/paused";

/** Names a scope, the same for equal scopes. */
export function formatScope(scope: PauseScope): string {
  if ("all" in scope) return "all";
  if ("project" in scope) return `project ${scope.project}`;
  if ("cluster" in scope) return `cluster ${scope.cluster}`;
  return `application ${formatApplicationName(scope.application)}`;
}

/** Gives the pause that an application is under, the widest first; undefined: none, or it is over. */
export function findPause(pauses: readonly Pause[], placed: Placed, now: number): Paused | undefined {
  const scopes = toScopes(placed).map(formatScope);
  const pause = pauses
    .filter(({ scope, until }) => scopes.includes(formatScope(scope)) && (until === undefined || now < until))
    .sort((a, b) => scopes.indexOf(formatScope(a.scope)) - scopes.indexOf(formatScope(b.scope)))[0];
  if (pause === undefined) return undefined;
  const { since, until } = pause;
  return { reason: describePause(pause), since, ...(until === undefined ? {} : { until }) };
}

/** Gives the pause that an annotation means; `kind`: of the object that has it. */
export function readPauseAnnotation(
  annotations: Readonly<Record<string, string>>,
  owner: { readonly kind: "Application" | "AppProject"; readonly name: string },
): Paused | undefined {
  const value = annotations[pauseAnnotation]?.trim() ?? "";
  if (value === "" || value === "false") return undefined;
  const why = value === "true" ? "" : `: ${value}`;
  const { kind, name } = owner;
  const reason = `paused by the annotation ${pauseAnnotation} of ${kind} ${name}${why}; resume by removing it`;
  return { reason };
}

function toScopes({ application, project, cluster }: Placed): readonly PauseScope[] {
  return [{ all: true }, { project }, { cluster }, { application }];
}

function describePause({ scope, by, since, reason, until }: Pause): string {
  const why = reason === undefined ? "" : `: ${reason}`;
  const end = until === undefined ? "" : ` until ${formatTime(until)}`;
  const what = "application" in scope ? "" : ` (${formatScope(scope)})`;
  return `paused${what} by ${by} since ${formatTime(since)}${end}${why}; resume with \`${toCommand(scope)}\``;
}

function toCommand(scope: PauseScope): string {
  if ("all" in scope) return "outrigger resume --all";
  if ("project" in scope) return `outrigger resume --project ${scope.project}`;
  if ("cluster" in scope) return `outrigger resume --cluster ${scope.cluster}`;
  return `outrigger app resume ${formatApplicationName(scope.application)}`;
}
