import { compareText } from "../kube/json.ts";
import type { IgnoreRule } from "../settings/comparison-settings.ts";
import type { ApplicationSource } from "./application-source.ts";
import type { SyncPolicy } from "./sync-policy.ts";

/*
 * Application: what people declare in, typed values and everything that is wrong with them out.
 *
 * In:  texts with Applications, AppProjects, `argocd-cm`, `argocd-cmd-params-cm` and repository Secrets, YAML or JSON (parseControlPlane); or one of
 *      them as it was stored (parseApplication, parseProject, parseSettings).
 * Out: values with all defaults filled in; problems that name file, line and field, and say what to do.
 *
 * The rules, in order:
 * 1. A text is read as Kubernetes reads YAML, within the limits; `List`s are taken apart.
 * 2. An object is read by its kind; a kind that is not read is named.
 * 3. null means "absent", as it does for an API server; nothing is converted (`"yes"` is no boolean, 1.10 is no text).
 * 4. A field of Argo CD that is not supported yet is an error where it is set, an unknown field always.
 * 5. All problems are collected. An Application that is wrong is kept by name, so that its status can say why and the
 *    others go on; a project that is wrong is kept as one that allows nothing.
 * 6. What is declared twice cannot be used: it is not known which one is meant.
 * 7. No message holds a value of a Secret, of a chart's parameters, or credentials of a URL.
 */

/** The annotation of an Application with the time, RFC 3339, at which a person approved deletions; Argo CD's. */
export const approvalAnnotation = "argocd.argoproj.io/deletion-approved";

/** Names an Application of the control plane; the namespace is `argocd` unless its metadata says otherwise. */
export type ApplicationName = { readonly namespace: string; readonly name: string };

/** Prints a name as `namespace/name`. */
export function formatApplicationName(name: ApplicationName): string {
  return `${name.namespace}/${name.name}`;
}

/** Orders two names: by namespace, then by name. */
export function compareApplicationNames(a: ApplicationName, b: ApplicationName): number {
  return compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

/** An Application with all defaults filled in, as every later room reads it. Argo CD's words. */
export type Application = {
  readonly name: ApplicationName;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  /** It is being deleted, since then. */
  readonly deletionTimestamp?: string;
  readonly project: string;
  readonly source: ApplicationSource;
  readonly destination: Destination;
  readonly syncPolicy: SyncPolicy;
  readonly ignoreDifferences: readonly IgnoreRule[];
  /** spec.revisionHistoryLimit, 10 by default. */
  readonly historyLimit: number;
  /** SHA-256 of what a sync depends on (source, destination, ignore rules): one automated attempt per (revision, this). */
  readonly specHash: string;
};

/** Exactly one of server and cluster name is set. */
export type Destination = { readonly server?: string; readonly name?: string; readonly namespace: string };
