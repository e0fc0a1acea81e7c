import type { Application } from "../application/application.ts";
import type { Project } from "../application/project-spec.ts";
import { parseApplication } from "../application/read-application.ts";
import { formatProblem } from "../declaration/problem.ts";
import { ReconcileError } from "../errors.ts";
import type { ClusterConnection } from "../ports/clusters.ts";
import { loadProject } from "../stories/load-subject.ts";
import { impersonate } from "../tasks/impersonate.ts";
import type { DeletionWork } from "./deletion-work.ts";

/** An application that is being deleted, its project and its cluster. */
export type DeletionSubject = {
  readonly application: Application;
  readonly project: Project;
  readonly connection: ClusterConnection;
};

/**
 * Loads what a deletion needs. Unlike a sync it does not ask whether the project allows the application: what is there must
 * be removable. Throws APPLICATION_INVALID, PROJECT_DENIED where the project is not there or names nobody to write as,
 * CLUSTER_UNKNOWN, CLUSTER_GONE.
 */
export async function openSubject({ manifest, ports }: DeletionWork): Promise<DeletionSubject> {
  const { application, problems } = parseApplication(manifest);
  if (application === undefined)
    throw new ReconcileError("APPLICATION_INVALID", problems.map(formatProblem).join("\n"));
  const project = await loadProject(application, ports);
  const opened = await ports.clusters.open(application.destination);
  const { settings } = ports;
  const { connection, denial } = impersonate(opened, { application, project, settings });
  if (denial !== undefined) throw new ReconcileError("PROJECT_DENIED", denial);
  return { application, project, connection };
}
