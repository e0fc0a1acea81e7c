import { type Application, type ApplicationName, formatApplicationName } from "../application/application.ts";
import type { ApplicationSource } from "../application/application-source.ts";
import type { Project } from "../application/project-spec.ts";
import { parseApplication } from "../application/read-application.ts";
import { parseProject } from "../application/read-project.ts";
import { controlPlaneNamespace } from "../declaration/object-name.ts";
import { formatProblem } from "../declaration/problem.ts";
import { ReconcileError } from "../errors.ts";
import type { JsonObject } from "../kube/json.ts";
import type { ClusterConnection } from "../ports/clusters.ts";
import type { Git } from "../ports/git.ts";
import type { ViewPorts } from "../ports/ports.ts";
import { builtInProject, checkApplication } from "../project/project.ts";
import { checkWindows, windowsOf } from "../project/sync-windows.ts";
import type { Revision } from "../source/revision.ts";
import { impersonate } from "../tasks/impersonate.ts";

/** An application with what it needs before anything is read of Git: its project, and the cluster it goes to. */
export type Subject = {
  readonly application: Application;
  readonly project: Project;
  readonly connection: ClusterConnection;
  /** The declared source, where the application is synced from another one. */
  readonly declared?: ApplicationSource;
  /** Why what a person asked for cannot be done. */
  readonly refusal?: string;
  /** Why nothing can be written for it: it is to be as a service account, and its project names none. */
  readonly denial?: string;
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
  const { settings } = ports;
  return { application, project, ...impersonate(connection, { application, project, settings }) };
}

/** Says why sync windows forbid what a person asks of an Application now; undefined: they do not, or it cannot be read. */
export async function findClosedWindow(manifest: JsonObject, ports: ViewPorts): Promise<string | undefined> {
  const { application } = parseApplication(manifest);
  const project = application === undefined ? undefined : await loadProject(application, ports);
  if (application === undefined || project?.syncWindows === undefined) return undefined;
  const connection = await ports.clusters.open(application.destination);
  const windows = windowsOf(project, application, connection);
  const answer = checkWindows(windows, { now: ports.clock.now(), isManual: true });
  return answer.allowed ? undefined : answer.reason;
}

/** Resolves what an application's source asks for, such as a branch, to the commit it names now. */
export async function resolveTarget({ source }: Pick<Application, "source">, git: Git): Promise<Revision> {
  return await git.resolve(source.repoUrl, source.targetRevision);
}

/** Loads the project that an application names; throws PROJECT_DENIED where there is none, or it cannot be read. */
export async function loadProject(application: Application, ports: ViewPorts): Promise<Project> {
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
