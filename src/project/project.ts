/*
 * Project: AppProjects in, what they allow out.
 *
 * In:  the projects that the files declare; where an application comes from, where it goes, each object it renders.
 * Out: denials, sentences that say what to change; an empty list means "allowed".
 *
 * The rules, in order:
 * 1. A project that is wrong, or that forbids something that cannot be checked yet, allows nothing (`obstacles`).
 * 2. Sources and destinations: some rule without `!` must match and no rule with `!` may. Deny wins.
 * 3. A destination's rule matches by server or by name, and by namespace; each field with `!` denies by itself.
 * 4. Cluster-scoped objects: only what clusterResourceWhitelist names (by group, kind and, if given, name) and
 *    clusterResourceBlacklist does not.
 * 5. Namespaced objects: what namespaceResourceWhitelist names (without one: everything) and namespaceResourceBlacklist does
 *    not; and the object's own namespace must be an allowed destination.
 * 6. The project `default` exists and allows everything unless a file declares it otherwise.
 *
 * The patterns are Argo CD's (pkg/apis/application/v1alpha1/app_project_types.go; docs/user-guide/projects.md): gobwas/glob
 * for repositories (`*` stays within `/`) and destinations (`*` crosses everything), Go's filepath.Match for kinds.
 * One difference: a list of nothing but `!` rules allows nothing here, as the manual says; the code there allows the rest.
 */

import type { Destination } from "../application/application.ts";
import type { ApplicationSource } from "../application/application-source.ts";
import type { Project } from "../application/project-spec.ts";
import { maskUserInfo } from "../declaration/message-text.ts";
import { toComparableUrl } from "./comparable-url.ts";
import {
  type DestinationRule,
  type ObjectRule,
  type ProjectRules,
  type Rule,
  rulesOf,
} from "./project-rules.ts";

/** A cluster: what people call it, and its API server's URL. Empty where it is not known. */
export type ClusterIdentity = { readonly name: string; readonly server: string };

/** What an application wants before anything is rendered: an Application, or as much of one. */
export type ApplicationRequest = {
  readonly source: Pick<ApplicationSource, "repoUrl">;
  readonly destination: Pick<Destination, "namespace">;
};

/** What one rendered object wants; `namespace` is empty where it is cluster-scoped. */
export type ObjectRequest = {
  readonly group: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly namespace: string;
  readonly name: string;
};

const everyKind = { group: "*", kind: "*" };

const defaultProject: Project = {
  name: "default",
  sourceRepos: ["*"],
  destinations: [{ server: "*", name: "*", namespace: "*" }],
  clusterResourceWhitelist: [everyKind],
  clusterResourceBlacklist: [],
  namespaceResourceBlacklist: [],
};

/** Gives a project that exists without being declared; undefined: there is none of this name. */
export function builtInProject(name: string): Project | undefined {
  return name === defaultProject.name ? defaultProject : undefined;
}

/** Says why a project forbids an application's source or destination; an empty list allows both. */
export function checkApplication(
  project: Project,
  { source, destination }: ApplicationRequest,
  cluster: ClusterIdentity,
): readonly string[] {
  const rules = rulesOf(project);
  if (rules.obstacles.length > 0) return toObstacles(rules);
  const { namespace } = destination;
  return [...checkSource(rules, source.repoUrl), ...checkDestination(rules, { cluster, namespace })];
}

/** Says why a project forbids one object; an empty list allows it. */
export function checkObject(
  project: Project,
  object: ObjectRequest,
  cluster: ClusterIdentity,
): readonly string[] {
  const rules = rulesOf(project);
  if (rules.obstacles.length > 0) return toObstacles(rules);
  if (!object.namespaced) return checkKind(rules, object, "cluster");
  const { namespace } = object;
  return [...checkKind(rules, object, "namespace"), ...checkDestination(rules, { cluster, namespace })];
}

function toObstacles({ name, obstacles }: ProjectRules): readonly string[] {
  return obstacles.map((obstacle) => `Project ${name} allows nothing at present: ${obstacle}`);
}

function checkSource({ name, sourceRepos }: ProjectRules, repoUrl: string): readonly string[] {
  const url = toComparableUrl(repoUrl);
  const shown = maskUserInfo(repoUrl);
  const denial = sourceRepos.find((rule) => rule.denies && rule.matches(url));
  if (denial !== undefined) {
    return [
      `Project ${name} denies the repository ${shown}: remove ${denial.text} from its spec.sourceRepos`,
    ];
  }
  if (sourceRepos.some((rule) => !rule.denies && rule.matches(url))) return [];
  return [`Project ${name} does not allow the repository ${shown}: add it to its spec.sourceRepos`];
}

type Place = { readonly cluster: ClusterIdentity; readonly namespace: string };

function checkDestination({ name, destinations }: ProjectRules, wanted: Place): readonly string[] {
  const place = `namespace ${JSON.stringify(wanted.namespace)} of cluster ${nameCluster(wanted.cluster)}`;
  const denial = destinations.flatMap((rule) => findDenial(rule, wanted))[0];
  if (denial !== undefined) {
    return [`Project ${name} denies ${place}: remove ${denial.text} from its spec.destinations`];
  }
  if (destinations.some((rule) => isAllowedBy(rule, wanted))) return [];
  return [`Project ${name} does not allow ${place}: add it to its spec.destinations`];
}

function nameCluster({ name, server }: ClusterIdentity): string {
  return name === "" ? server : name;
}

/** A cluster whose URL or name is not known may be the one that is denied. */
function findDenial(rule: DestinationRule, { cluster, namespace }: Place): readonly Rule[] {
  const { server, name } = rule;
  return [
    ...(server.denies && (cluster.server === "" || matchesServer(server, cluster)) ? [server] : []),
    ...(name.denies && (cluster.name === "" || name.matches(cluster.name)) ? [name] : []),
    ...(rule.namespace.denies && rule.namespace.matches(namespace) ? [rule.namespace] : []),
  ];
}

function isAllowedBy({ server, name, namespace }: DestinationRule, wanted: Place): boolean {
  if (server.denies || name.denies || namespace.denies) return false;
  const { cluster } = wanted;
  const hasName = cluster.name !== "" && name.matches(cluster.name);
  return (hasName || matchesServer(server, cluster)) && namespace.matches(wanted.namespace);
}

// Projects written for Argo CD know its own cluster by this URL, whatever the API server's real one is.
const inCluster = { name: "in-cluster", server: "https://kubernetes.default.svc" };

/** Tells whether a pattern of servers is of this cluster, whichever of its URLs it was written for. */
export function matchesServer(rule: Pick<Rule, "matches">, { name, server }: ClusterIdentity): boolean {
  if (name === inCluster.name && rule.matches(inCluster.server)) return true;
  return server !== "" && rule.matches(server);
}

function checkKind(
  rules: ProjectRules,
  object: ObjectRequest,
  scope: "cluster" | "namespace",
): readonly string[] {
  const { group, kind, name } = object;
  const allowed = scope === "cluster" ? rules.clusterAllowed : rules.namespacedAllowed;
  const denied = scope === "cluster" ? rules.clusterDenied : rules.namespacedDenied;
  const shown = `${group === "" ? kind : `${group}/${kind}`} ${JSON.stringify(name)}`;
  if (denied.some((rule) => names(rule, object))) {
    return [`Project ${rules.name} denies ${shown}: its spec.${scope}ResourceBlacklist names the kind`];
  }
  if (allowed === undefined || allowed.some((rule) => names(rule, object))) return [];
  return [`Project ${rules.name} does not allow ${shown}: add it to its spec.${scope}ResourceWhitelist`];
}

function names(rule: ObjectRule, { group, kind, name }: ObjectRequest): boolean {
  return rule.group(group) && rule.kind(kind) && rule.name(name);
}
