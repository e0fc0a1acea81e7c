import {
  type Application,
  type ApplicationName,
  controlPlaneNamespace,
  formatApplicationName,
} from "../application/application.ts";
import { formatProblem } from "../application/problem.ts";
import type { Project } from "../application/project-spec.ts";
import { parseApplication } from "../application/read-application.ts";
import { parseProject } from "../application/read-project.ts";
import { ReconcileError } from "../errors.ts";
import type { ClusterConnection } from "../ports/clusters.ts";
import type { Git } from "../ports/git.ts";
import type { ViewPorts } from "../ports/ports.ts";
import { builtInProject, checkApplication } from "../project/project.ts";
import type { Revision } from "../source/revision.ts";

/** An application with what it needs before anything is read of Git: its project, and the cluster it goes to. */
export type Subject = {
  readonly application: Application;
  readonly project: Project;
  readonly connection: ClusterConnection;
};

/**
 * Loads one application: its spec, its project's consent, its cluster. undefined: it was deleted. Throws
 * APPLICATION_INVALID with all problems, PROJECT_DENIED with all denials, CLUSTER_UNKNOWN.
 */
export async function loadSubject(name: ApplicationName, ports: ViewPorts): Promise<Subject | undefined> {
  const manifest = await ports.specs.read("Application", name);
  if (manifest === undefined) return undefined;
  const { application, problems } = parseApplication(manifest);
  if (application === undefined) {
    throw new ReconcileError("APPLICATION_INVALID", problems.map(formatProblem).join("\n"));
  }
  const project = await loadProject(application, ports);
  const connection = await ports.clusters.open(application.destination);
  const denials = checkApplication(project, application, connection);
  if (denials.length > 0) throw new ReconcileError("PROJECT_DENIED", denials.join("\n"));
  return { application, project, connection };
}

/** Resolves what an application's source asks for, such as a branch, to the commit it names now. */
export async function resolveTarget({ source }: Pick<Application, "source">, git: Git): Promise<Revision> {
  return await git.resolve(source.repoUrl, source.targetRevision);
}

async function loadProject(application: Application, ports: ViewPorts): Promise<Project> {
  const name = application.project;
  const manifest = await ports.specs.read("AppProject", { namespace: controlPlaneNamespace, name });
  if (manifest === undefined) {
    const project = builtInProject(name);
    if (project !== undefined) return project;
    const known = (await ports.specs.list("AppProject")).map((each) => each.name);
    const message = `Cannot use project "${name}" of ${formatApplicationName(application.name)}: no such AppProject (there are: ${["default", ...known].join(", ")})`;
    throw new ReconcileError("PROJECT_DENIED", message);
  }
  const { project, problems } = parseProject(manifest);
  if (project === undefined)
    throw new ReconcileError("PROJECT_DENIED", problems.map(formatProblem).join("\n"));
  return project;
}
