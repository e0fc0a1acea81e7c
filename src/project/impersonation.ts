import type { Application } from "../application/application.ts";
import type { DestinationServiceAccount, Project } from "../application/project-spec.ts";
import { toServiceAccountUser } from "../application/service-account.ts";
import { type Glob, parseGlob } from "./glob.ts";
import { type ClusterIdentity, matchesServer } from "./project.ts";

/** The user that an application's objects are written as, or why there is none: then nothing is written. */
export type Identity = { readonly user: string } | { readonly denial: string };

/** Who wants to write. */
export type Writer = Pick<Application, "name"> & {
  readonly destination: Pick<Application["destination"], "namespace">;
};

/**
 * Gives the service account that a project names for a destination: of the first entry whose server and namespace both match. The
 * namespace is the one that the Application says, though it be empty; an account without a namespace of its own is in that one, or
 * in the Application's. An entry that is wrong ends the search: a later one may grant what it was to keep back. As in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/settings/impersonation.go, but where
 * nothing matches there is no way back to the control plane's own rights.
 */
export function toIdentity(
  project: Project,
  { name, destination }: Writer,
  cluster: ClusterIdentity,
): Identity {
  const { namespace } = destination;
  const wanted = { cluster, namespace, own: namespace === "" ? name.namespace : namespace };
  for (const [index, entry] of (project.destinationServiceAccounts ?? []).entries()) {
    const found = judge(entry, wanted);
    if (found === undefined) continue;
    return "wrong" in found ? { denial: toWrong(project, index, found.wrong) } : found;
  }
  return { denial: toNone(project, wanted) };
}

/** `own`: where an account is that is written without a namespace. */
type Wanted = { readonly cluster: ClusterIdentity; readonly namespace: string; readonly own: string };

/** undefined: the entry is of other destinations. */
function judge(
  entry: DestinationServiceAccount,
  { cluster, namespace, own }: Wanted,
): { readonly user: string } | { readonly wrong: string } | undefined {
  const servers = toPattern(entry.server);
  const namespaces = toPattern(entry.namespace);
  if (servers === undefined) return { wrong: `server ${JSON.stringify(entry.server)} is malformed` };
  if (namespaces === undefined) return { wrong: `namespace ${JSON.stringify(entry.namespace)} is malformed` };
  if (!matchesServer({ matches: servers }, cluster) || !namespaces(namespace)) return undefined;
  const user = toServiceAccountUser(entry.defaultServiceAccount, own);
  if (user !== undefined) return { user };
  const text = JSON.stringify(entry.defaultServiceAccount);
  return { wrong: `defaultServiceAccount ${text} is neither a name nor namespace:name` };
}

/** One that begins with "!" would deny, which no entry can. */
function toPattern(text: string): Glob | undefined {
  return text.startsWith("!") ? undefined : parseGlob(text, "names");
}

function toWrong({ name }: Project, index: number, wrong: string): string {
  return `Cannot tell whom project ${name} syncs as: its spec.destinationServiceAccounts[${index}].${wrong}`;
}

function toNone({ name, obstacles = [] }: Project, { cluster, namespace }: Wanted): string {
  const place = `namespace ${JSON.stringify(namespace)} of cluster ${toClusterText(cluster)}`;
  const why = obstacles.length === 0 ? "" : ` (${obstacles.join("; ")})`;
  return `Project ${name} names no service account for ${place}${why}: add it to its spec.destinationServiceAccounts, since application.sync.impersonation.enabled is set`;
}

function toClusterText({ name, server }: ClusterIdentity): string {
  if (name === "" || name === server) return server;
  return server === "" ? name : `${name} (${server})`;
}
