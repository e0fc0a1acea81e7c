import type { KindRule, Project } from "../application/project-spec.ts";
import { toComparablePattern } from "./comparable-url.ts";
import { type Glob, type GlobDialect, parseGlob } from "./glob.ts";

/** A pattern with its text; `denies` where it began with `!`. */
export type Rule = { readonly text: string; readonly denies: boolean; readonly matches: Glob };

export type DestinationRule = { readonly server: Rule; readonly name: Rule; readonly namespace: Rule };

export type ObjectRule = { readonly group: Glob; readonly kind: Glob; readonly name: Glob };

/** A project with its patterns compiled. */
export type ProjectRules = {
  readonly name: string;
  readonly sourceRepos: readonly Rule[];
  readonly destinations: readonly DestinationRule[];
  readonly clusterAllowed: readonly ObjectRule[];
  readonly clusterDenied: readonly ObjectRule[];
  /** undefined: all that is not denied. */
  readonly namespacedAllowed?: readonly ObjectRule[];
  readonly namespacedDenied: readonly ObjectRule[];
  /** Why nothing at all is allowed. */
  readonly obstacles: readonly string[];
};

const compiled = new WeakMap<Project, ProjectRules>();

/** Gives the rules of a project, compiled once for all objects that are checked against it. */
export function rulesOf(project: Project): ProjectRules {
  const rules = compiled.get(project) ?? toProjectRules(project);
  compiled.set(project, rules);
  return rules;
}

/** Compiles a project; a pattern that is malformed is an obstacle, since it may have been meant to deny. */
function toProjectRules(project: Project): ProjectRules {
  const obstacles = [...(project.obstacles ?? [])];
  const compile = (text: string, dialect: GlobDialect, field: string): Glob => {
    const glob = parseGlob(text, dialect);
    if (glob !== undefined) return glob;
    obstacles.push(
      `spec.${field} of project ${project.name} has a malformed pattern: ${JSON.stringify(text)}`,
    );
    return () => false;
  };
  const toRule = (text: string, dialect: GlobDialect, field: string): Rule => {
    const denies = text.startsWith("!");
    const pattern = denies ? text.slice(1) : text;
    const comparable = dialect === "urls" ? toComparablePattern(pattern) : pattern;
    // A lone star means everything, although elsewhere it would not cross "/".
    return { text, denies, matches: comparable === "*" ? () => true : compile(comparable, dialect, field) };
  };
  const toObjectRule = (field: string) => (rule: KindRule) => ({
    group: compile(rule.group, "kinds", field),
    kind: compile(rule.kind, "kinds", field),
    name: rule.name === undefined || rule.name === "" ? () => true : compile(rule.name, "kinds", field),
  });
  const allowed = project.namespaceResourceWhitelist?.map(toObjectRule("namespaceResourceWhitelist"));
  const rules = {
    name: project.name,
    sourceRepos: project.sourceRepos.map((text) => toRule(text, "urls", "sourceRepos")),
    destinations: project.destinations.map(({ server, name, namespace }) => ({
      server: toRule(server, "names", "destinations"),
      name: toRule(name, "names", "destinations"),
      namespace: toRule(namespace, "names", "destinations"),
    })),
    clusterAllowed: project.clusterResourceWhitelist.map(toObjectRule("clusterResourceWhitelist")),
    clusterDenied: project.clusterResourceBlacklist.map(toObjectRule("clusterResourceBlacklist")),
    ...(allowed === undefined ? {} : { namespacedAllowed: allowed }),
    namespacedDenied: project.namespaceResourceBlacklist.map(toObjectRule("namespaceResourceBlacklist")),
  };
  return { ...rules, obstacles };
}
