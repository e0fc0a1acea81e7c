import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { controlPlaneNamespace } from "../../declaration/object-name.ts";
import type { ApplicationData, SeenApplication } from "../../ports/application-data.ts";
import type { Specs } from "../../ports/specs.ts";
import type { ApplicationState } from "../../record/state.ts";
import { toMessage } from "../format-run.ts";
import { findGoal, type Goal, isReached } from "./goal.ts";

/** One application as people see it. */
export type Row = {
  readonly name: string;
  readonly sync: string;
  readonly health: string;
  /** Short; empty before the first look. */
  readonly revision: string;
  readonly message: string;
  readonly isReached: boolean;
  /** What is waited for, as people read it. */
  readonly expected: string;
  /** Differs after each operation, whatever else is the same. */
  readonly operation: string;
  /** The last operation undid what somebody changed by hand. */
  readonly isHealed: boolean;
};

/** Where rows are read from. */
export type RowSources = {
  readonly specs: Pick<Specs, "list">;
  readonly applicationData: Pick<ApplicationData, "read">;
};

/** Reads all applications that are known, in the order of the goals, then by name. */
export async function readRows(
  { specs, applicationData }: RowSources,
  goals: readonly Goal[],
): Promise<readonly Row[]> {
  const names = (await specs.list("Application")).toSorted(
    (a, b) =>
      rank(goals, a) - rank(goals, b) || (formatApplicationName(a) < formatApplicationName(b) ? -1 : 1),
  );
  return await Promise.all(
    names.map(async (name) => toRow(name, findGoal(goals, name), await applicationData.read(name))),
  );
}

function rank(goals: readonly Goal[], name: ApplicationName): number {
  const index = goals.findIndex((goal) => goal.name === formatApplicationName(name));
  return index < 0 ? goals.length : index;
}

/** Makes a row of what is known of an application. */
export function toRow(name: ApplicationName, goal: Goal | undefined, seen: SeenApplication | undefined): Row {
  const state = seen?.state;
  return {
    name: name.namespace === controlPlaneNamespace ? name.name : formatApplicationName(name),
    sync: state?.sync.status ?? "Unknown",
    health: state?.health.status ?? "Unknown",
    revision: state?.sync.revision.slice(0, 8) ?? "",
    message: toNews(goal, state),
    isReached: isReached(goal, seen),
    expected: goal?.sync === undefined ? "any" : `${goal.sync} ${goal.health}`,
    operation: String(state?.lastOperation?.finishedAt ?? ""),
    isHealed: state?.lastOperation?.selfHeals !== undefined,
  };
}

function toNews(goal: Goal | undefined, state: ApplicationState | undefined): string {
  const message = state === undefined ? "" : toMessage(state);
  if (message !== "") return message;
  if (state?.operation !== undefined) return "syncing";
  return state === undefined || state.sync.status === "Unknown" ? (goal?.shows ?? "") : "";
}
