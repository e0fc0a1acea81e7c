import type { ControlPlaneFile } from "../declaration/control-plane-file.ts";
import { readManifests } from "../declaration/declaration.ts";
import type { Problem } from "../declaration/problem.ts";
import { readSettings, type SettingsReading } from "../settings/read-settings.ts";
import { nameOfMap, settingsMaps } from "../settings/settings-map.ts";
import { formatApplicationName } from "./application.ts";
import type { ControlPlane, DeclaredApplication } from "./control-plane.ts";
import type { Project } from "./project-spec.ts";
import { type Declaration, declareUnreadable, type Place, readDeclaration } from "./read-declaration.ts";
import { closeProject } from "./read-project.ts";

/** Reads everything that a set of files declares. Never throws: all that is wrong is in `problems`, file by file. */
export function parseControlPlane(files: readonly ControlPlaneFile[]): ControlPlane {
  const single = refuseTwins(files.flatMap(readFile));
  const projects = joinProjects(single);
  const declarations = single.map((declaration) => refuseBlocked(declaration, projects));
  const { settings, problems } = joinSettings(declarations);
  return {
    applications: joinApplications(declarations.flatMap(({ application }) => application ?? [])),
    projects,
    repositories: declarations.flatMap(({ repository }) => repository ?? []),
    settings,
    problems: sortProblems(
      [...declarations.flatMap((declaration) => declaration.problems), ...problems],
      files,
    ),
    manifests: declarations.flatMap(({ stored }) => (stored === undefined ? [] : [stored])),
  };
}

function readFile(file: ControlPlaneFile): readonly Declaration[] {
  const { manifests, unreadable } = readManifests(file);
  return [...manifests.map(readDeclaration), ...unreadable.map(declareUnreadable)];
}

function sortProblems(problems: readonly Problem[], files: readonly ControlPlaneFile[]) {
  const ranks = new Map(files.map(({ file }, index) => [file, index]));
  const rank = ({ file }: Problem) => ranks.get(file) ?? 0;
  return problems.toSorted((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0));
}

function joinSettings(declarations: readonly Declaration[]): SettingsReading {
  const maps = declarations.flatMap(({ settings }) => settings ?? []);
  // One of each: that there are others is told.
  const chosen = settingsMaps.flatMap((name) => maps.find((map) => nameOfMap(map) === name) ?? []);
  const { settings, problems } = readSettings(...chosen);
  // Whatever else is wrong, nobody writes with more rights for it.
  const impersonation =
    declarations.some((each) => each.impersonation === true) ||
    maps.some((map) => readSettings(map).settings.impersonation);
  return { settings: { ...settings, impersonation }, problems };
}

/** Of what is declared more than once nothing can be used: it is not known which one is meant. */
function refuseTwins(declarations: readonly Declaration[]): readonly Declaration[] {
  const twins = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    if (declaration.title === undefined) continue;
    const group = twins.get(declaration.title);
    if (group === undefined) twins.set(declaration.title, [declaration]);
    else group.push(declaration);
  }
  return declarations.map((declaration) => {
    const group = twins.get(declaration.title ?? "") ?? [];
    return group.length < 2 ? declaration : refuseTwin(declaration, group);
  });
}

function refuseTwin(declaration: Declaration, group: readonly Declaration[]): Declaration {
  const { title, place, stored, application, project, ...rest } = declaration;
  const other = group.find((twin) => twin !== declaration)?.place;
  if (place === undefined || other === undefined) return declaration;
  const message = `${title} is declared twice, also in ${formatPlace(other)}: keep one`;
  const problems = [...declaration.problems, { ...place, severity: "error", message } as const];
  return {
    ...rest,
    ...(application === undefined ? {} : { application: { name: application.name, problems } }),
    ...(project === undefined ? {} : { project: closeProject(project.name, problems) }),
    problems,
  };
}

/** An Application whose project allows nothing is told so here, since such a project may have no text to be stored. */
function refuseBlocked(declaration: Declaration, projects: readonly Project[]): Declaration {
  const { application: declared, place } = declaration;
  const wanted = declared?.application?.project;
  const [obstacle] = projects.find(({ name }) => name === wanted)?.obstacles ?? [];
  if (declared === undefined || place === undefined || obstacle === undefined) return declaration;
  const message = `spec.project: project ${wanted} cannot be used: ${obstacle}`;
  const problems = [...declaration.problems, { ...place, severity: "error", message } as const];
  return { ...declaration, application: { name: declared.name, problems }, problems };
}

function formatPlace({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** One entry a name; twins bring all their problems together. */
function joinApplications(declared: readonly DeclaredApplication[]): readonly DeclaredApplication[] {
  const byName = new Map<string, DeclaredApplication>();
  for (const entry of declared) {
    const title = formatApplicationName(entry.name);
    const twin = byName.get(title);
    const problems = [...(twin?.problems ?? []), ...entry.problems];
    byName.set(title, twin === undefined ? entry : { name: entry.name, problems });
  }
  return [...byName.values()];
}

function joinProjects(declarations: readonly Declaration[]): readonly Project[] {
  const byName = new Map<string, Project>();
  for (const { project } of declarations) {
    if (project === undefined) continue;
    const obstacles = [...(byName.get(project.name)?.obstacles ?? []), ...(project.obstacles ?? [])];
    byName.set(project.name, obstacles.length === 0 ? project : { ...project, obstacles });
  }
  for (const { fallback } of declarations) {
    if (fallback !== undefined && !byName.has(fallback.name)) byName.set(fallback.name, fallback);
  }
  return [...byName.values()];
}
