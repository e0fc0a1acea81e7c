import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import type { DeclaredApplication } from "../../application/control-plane.ts";
import type { SeenApplication } from "../../ports/application-data.ts";

/** What an application is to become; undefined: any, once it is known. */
export type Goal = {
  /** As formatApplicationName gives it. */
  readonly name: string;
  readonly sync?: string;
  readonly health?: string;
  /** What it shows, in a few words. */
  readonly shows: string;
};

/** Gives what to wait for of a person's own application: one that syncs by itself is to be Synced and Healthy. */
export function toGoal({ name, application }: DeclaredApplication): Goal {
  const isAutomated = application?.syncPolicy.automated !== undefined;
  return {
    name: formatApplicationName(name),
    shows: "",
    ...(isAutomated ? { sync: "Synced", health: "Healthy" } : {}),
  };
}

/** Tells whether an application has become what it is to become: one that is looked at, or to be, may change again. */
export function isReached(goal: Goal | undefined, seen: SeenApplication | undefined): boolean {
  if (goal === undefined) return true;
  if (seen?.state === undefined || seen.isDue || seen.state.operation !== undefined) return false;
  const { sync, health } = seen.state;
  if (goal.sync === undefined) return sync.status !== "Unknown";
  return sync.status === goal.sync && health.status === goal.health;
}

/** Gives the goal of an application; undefined: nobody waits for it. */
export function findGoal(goals: readonly Goal[], name: ApplicationName): Goal | undefined {
  return goals.find((goal) => goal.name === formatApplicationName(name));
}
