import type { Application } from "../application/application.ts";
import type { ControlPlane, DeclaredApplication } from "../application/control-plane.ts";
import { formatProblem } from "../declaration/problem.ts";
import type { Local } from "../local/open-local.ts";
import { unseenState } from "../record/next-state.ts";
import type { Outcome } from "../stories/outcome.ts";
import type { RunItem } from "./format-run.ts";

/** Makes the line of an application whose own spec is wrong: nothing was done with it. */
export function toBrokenItem({ name, problems }: DeclaredApplication, now: number): RunItem {
  const errors = problems.filter(({ severity }) => severity === "error").map(formatProblem);
  const conditions = errors.map((message) => ({ type: "InvalidSpecError", message, since: now }));
  return { name, cluster: "", state: { ...unseenState, conditions } };
}

/** Makes the line of an application after its last look; one that another process works on is shown as it was saved. */
export async function toRunItem(application: Application, outcome: Outcome, local: Local): Promise<RunItem> {
  const { name } = application;
  const cluster = await toClusterName(application, local);
  if (!outcome.held && outcome.state !== undefined) {
    const bulk = outcome.bulk === undefined ? {} : { bulk: outcome.bulk };
    return { name, application, cluster, state: outcome.state, ...bulk };
  }
  const known = await local.ports.data.read(name);
  if (known === undefined && !outcome.held) return { name, application, cluster, state: toDeleted(local) };
  const { state = unseenState, bulk } = known ?? {};
  return { name, application, cluster, state, ...(bulk === undefined ? {} : { bulk }) };
}

function toDeleted({ ports }: Local): RunItem["state"] {
  const message = "it was deleted; the files declare it still, so the next run makes it anew";
  return { ...unseenState, conditions: [{ type: "DeletionWarning", message, since: ports.clock.now() }] };
}

/** What cannot be opened is named as it is written; why it cannot is one of the conditions. */
async function toClusterName({ destination }: Application, local: Local): Promise<string> {
  const written = destination.name ?? destination.server ?? "";
  return await local.ports.clusters.open(destination).then(
    (connection) => connection.name,
    () => written,
  );
}

/** Tells whether an application is where it should be. */
export function isGood({ state }: RunItem): boolean {
  return state.sync.status === "Synced" && state.health.status === "Healthy" && state.operation === undefined;
}

/** 0: all Synced and Healthy; 1: some are not; 2: something that people wrote is wrong. */
export function toExitCode(controlPlane: ControlPlane, items: readonly RunItem[]): number {
  if (controlPlane.problems.some(({ severity }) => severity === "error")) return 2;
  return items.every(isGood) ? 0 : 1;
}
