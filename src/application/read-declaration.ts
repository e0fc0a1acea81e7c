import type { Unreadable } from "../declaration/declaration.ts";
import { type Manifest, toProblem, toWarning } from "../declaration/manifest.ts";
import { showValue } from "../declaration/message-text.ts";
import type { Problem } from "../declaration/problem.ts";
import { isObject, type JsonObject } from "../kube/json.ts";
import { settingsMaps } from "../settings/settings-map.ts";
import { formatApplicationName } from "./application.ts";
import type { DeclaredApplication, Repository } from "./control-plane.ts";
import type { Project } from "./project-spec.ts";
import { nameOf, readApplication } from "./read-application.ts";
import { closeProject, projectNameOf, readProject } from "./read-project.ts";
import { readSecret } from "./read-repository.ts";
import { toStored } from "./to-stored.ts";

/** What one document declares. At most one of application, project, repository and settings is set. */
export type Declaration = {
  /** What may be declared once only, as people call it: `Application argocd/shop`. */
  readonly title?: string;
  readonly place?: Place;
  readonly application?: DeclaredApplication;
  readonly project?: Project;
  /** Used only where nobody declares a project of this name. */
  readonly fallback?: Project;
  readonly repository?: Repository;
  /** argocd-cm or argocd-cmd-params-cm: they are read together. */
  readonly settings?: Manifest;
  /** It could not be read, and may have wanted syncs to be made as service accounts. */
  readonly impersonation?: true;
  readonly stored?: JsonObject;
  readonly problems: readonly Problem[];
};

/** Where a document begins. */
export type Place = { readonly file: string; readonly line?: number };

const argo = "argoproj.io/v1alpha1";

/** Reads one object by its kind; a kind that is not read is named, never ignored. */
export function readDeclaration(manifest: Manifest): Declaration {
  const { apiVersion, kind } = manifest.json;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return { problems: [noKind(manifest)] };
  if (apiVersion === argo && kind === "Application") return declareApplication(manifest);
  if (apiVersion === argo && kind === "AppProject") return declareProject(manifest);
  if (apiVersion === argo && kind === "ApplicationSet") return { problems: [noApplicationSet(manifest)] };
  if (apiVersion === "v1" && kind === "Secret") return readSecret(manifest);
  if (apiVersion === "v1" && kind === "ConfigMap" && isSettingsMap(nameIn(manifest)))
    return declareSettings(manifest);
  return { problems: [otherKind(manifest, apiVersion, kind)] };
}

/** Keeps what can be kept of a document that could not be read: an Application by name, a project that allows nothing. */
export function declareUnreadable({ json, problem, text }: Unreadable): Declaration {
  const problems = [problem];
  const name = json?.kind === "Application" ? nameOf(json) : undefined;
  if (name !== undefined) {
    const title = `Application ${formatApplicationName(name)}`;
    return { title, place: toPlace(problem), application: { name, problems }, problems };
  }
  const project = json?.kind === "AppProject" ? projectNameOf(json) : undefined;
  if (project !== undefined) {
    const closed = closeProject(project, problems);
    return { title: `AppProject ${project}`, place: toPlace(problem), project: closed, problems };
  }
  // It may have been the restriction of the default project: without it everything would be allowed.
  const suspect = text.includes("AppProject");
  return {
    ...(suspect ? { fallback: closeProject("default", problems) } : {}),
    ...(text.includes("application.sync.impersonation") ? { impersonation: true } : {}),
    problems,
  };
}

function declareApplication(manifest: Manifest): Declaration {
  const { name, application, problems } = readApplication(manifest);
  if (name === undefined) return { problems };
  return {
    title: `Application ${formatApplicationName(name)}`,
    place: placeOf(manifest),
    application: { name, ...(application === undefined ? {} : { application }), problems },
    stored: toStored(manifest.json),
    problems,
  };
}

function declareProject(manifest: Manifest): Declaration {
  const { project, problems } = readProject(manifest);
  if (project === undefined) return { problems };
  const stored = toStored(manifest.json);
  return { title: `AppProject ${project.name}`, place: placeOf(manifest), project, stored, problems };
}

function isSettingsMap(name: string | undefined): boolean {
  return settingsMaps.some((each) => each === name);
}

function declareSettings(manifest: Manifest): Declaration {
  const stored = toStored(manifest.json);
  const title = `ConfigMap ${nameIn(manifest)}`;
  return { title, place: placeOf(manifest), stored, settings: manifest, problems: [] };
}

function placeOf(manifest: Manifest): Place {
  return toPlace({ file: manifest.file, line: manifest.lineOf([]) });
}

function toPlace({ file, line }: { readonly file: string; readonly line?: number | undefined }): Place {
  return line === undefined ? { file } : { file, line };
}

function nameIn(manifest: Manifest): string | undefined {
  const { metadata } = manifest.json;
  return isObject(metadata) && typeof metadata.name === "string" ? metadata.name : undefined;
}

function noKind(manifest: Manifest): Problem {
  const { apiVersion, kind } = manifest.json;
  const message = "no object of Kubernetes: apiVersion and kind are missing";
  const neither = apiVersion === undefined && kind === undefined;
  return (neither ? toWarning : toProblem)(manifest, [], neither ? `not read: ${message}` : message);
}

function noApplicationSet(manifest: Manifest): Problem {
  const name = nameIn(manifest) ?? "?";
  return toProblem(
    manifest,
    [],
    `ApplicationSet ${showValue(name)}: not supported yet: write its Applications`,
  );
}

function otherKind(manifest: Manifest, apiVersion: string, kind: string): Problem {
  const name = nameIn(manifest);
  const title = `${kind} ${name === undefined ? "without a name" : showValue(name)} of ${showValue(apiVersion)}`;
  const misversioned = apiVersion.startsWith("argoproj.io/") && ["Application", "AppProject"].includes(kind);
  if (misversioned) return toProblem(manifest, ["apiVersion"], `must be ${argo}: ${showValue(apiVersion)}`);
  return toWarning(
    manifest,
    [],
    `${title}: not read: it is no Application, AppProject, argocd-cm, argocd-cmd-params-cm or repository Secret`,
  );
}
