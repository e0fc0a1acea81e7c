import type { Problem } from "../declaration/problem.ts";
import type { JsonObject } from "../kube/json.ts";
import type { Settings } from "../settings/settings.ts";
import type { Application, ApplicationName } from "./application.ts";
import type { Project } from "./project-spec.ts";

/** Everything a set of files declares, and everything wrong with them, at once. */
export type ControlPlane = {
  readonly applications: readonly DeclaredApplication[];
  readonly projects: readonly Project[];
  readonly repositories: readonly Repository[];
  readonly settings: Settings;
  /** All problems, those of the applications included. */
  readonly problems: readonly Problem[];
  /**
   * Applications, AppProjects and the ConfigMaps of settings as written, to be stored: only what is read here, never a Secret and never what
   * an API server adds. An Application that is wrong is among them, one that is declared twice is not.
   */
  readonly manifests: readonly JsonObject[];
};

/** An Application whose own spec is wrong is kept by name, so that its status can say what is wrong. */
export type DeclaredApplication = {
  readonly name: ApplicationName;
  /** undefined: `problems` says why. */
  readonly application?: Application;
  readonly problems: readonly Problem[];
};

/** A repository Secret, or a credential template where `template` is set. Never stored, never printed. */
export type Repository = {
  readonly url: string;
  readonly template: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly bearerToken?: string;
};
