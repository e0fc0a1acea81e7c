import { isNamespaceName, isObjectName } from "../declaration/object-name.ts";
import { type LabelSelector, parseLabelSelector } from "../kube/label-selector.ts";
import { limits } from "../limits.ts";
import { type Refusal, refuse } from "./refuse.ts";

/** A query before it is looked at: every value of a parameter. */
type QueryTexts = Readonly<Record<string, readonly string[]>>;

/** The parameters of a query, as far as a request named them. */
export type ApiQuery = {
  readonly appNamespace?: string;
  readonly name?: string;
  /** Empty: all. Argo CD calls it `project` and `projects`. */
  readonly projects: readonly string[];
  readonly selector: LabelSelector;
  readonly limit: number;
  readonly continue?: string;
  readonly refresh?: "normal" | "hard";
  readonly hard: boolean;
  readonly upsert: boolean;
  readonly revision?: string;
  readonly repo?: string;
  /** undefined: not said. */
  readonly cascade?: boolean;
  readonly propagationPolicy?: PropagationPolicy;
  /** Of objects: each that is named must be equal. */
  readonly object: ObjectFilter;
  readonly cluster?: string;
  /** A name, or namespace/name. */
  readonly application?: string;
  readonly all: boolean;
  /** The name of one object; `name` is that of an application there. */
  readonly resourceName?: string;
  readonly patchType?: string;
  readonly force: boolean;
  readonly orphan: boolean;
};

/** How objects are deleted with an Application. */
export type PropagationPolicy = (typeof policies)[number];

/** Which objects are shown; Argo CD's names. */
export type ObjectFilter = Partial<
  Readonly<Record<"group" | "version" | "kind" | "namespace" | "name", string>>
>;

const policies = ["foreground", "background", "orphan"] as const;

/** A parameter as clients write it. */
export type Parameter = keyof typeof checks;

const textCharactersMax = 1_000;
const valuesMax = 100;
const problemsShownMax = 20;

/** What must be true of one value of a parameter, and how to say so. */
const checks = {
  appNamespace: { holds: isNamespaceName, must: "be the name of a namespace" },
  name: { holds: isObjectName, must: "be the name of an object" },
  project: { holds: isObjectName, must: "be the name of a project" },
  projects: { holds: isObjectName, must: "be the name of a project" },
  selector: {
    holds: (text: string) => parseLabelSelector(text) !== undefined,
    must: "be a label selector such as team=shop,tier!=test",
  },
  limit: {
    holds: (text: string) => /^[1-9][0-9]{0,8}$/.test(text),
    must: "be a whole number of at least 1",
  },
  // Whether it is one is for the list to say.
  continue: { holds: () => true, must: "be what the answer before gave" },
  refresh: {
    holds: (text: string) => text === "normal" || text === "hard",
    must: "be normal or hard",
  },
  hard: { holds: isFlag, must: "be true or false" },
  upsert: { holds: isFlag, must: "be true or false" },
  revision: {
    holds: (text: string) => text.trim() !== "" && text.length <= textCharactersMax,
    must: `be a commit, branch or tag of at most ${textCharactersMax} characters`,
  },
  repo: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  cluster: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  application: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  all: { holds: (text: string) => text === "true", must: "be true" },
  cascade: { holds: isFlag, must: "be true or false" },
  propagationPolicy: {
    holds: (text: string) => policies.some((policy) => policy === text),
    must: `be ${policies.join(", ")}`,
  },
  group: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  version: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  kind: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  namespace: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  resourceName: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  patchType: { holds: isShort, must: `have at most ${textCharactersMax} characters` },
  force: { holds: isFlag, must: "be true or false" },
  orphan: { holds: isFlag, must: "be true or false" },
} as const;

const repeatable: ReadonlySet<string> = new Set<Parameter>(["project", "projects"]);

/** Parses a query of which only the named parameters are known; one that would be ignored is refused, with all others. */
export function parseQuery(
  query: QueryTexts,
  known: readonly Parameter[],
): { readonly query: ApiQuery } | Refusal {
  const problems = Object.entries(query).flatMap(([name, values]) => {
    const parameter = known.find((each) => each === name);
    return parameter === undefined ? [refuseParameter(name, known)] : checkValues(parameter, values);
  });
  if (problems.length > 0) {
    const shown = problems.slice(0, problemsShownMax).join("; ");
    return refuse("BAD_QUERY", `Cannot read the query: ${shown}`);
  }
  return { query: toQuery(query) };
}

function refuseParameter(name: string, known: readonly Parameter[]): string {
  const names = known.length === 0 ? "none is" : `known are ${known.join(", ")}`;
  return `parameter ${JSON.stringify(name.slice(0, 80))} is not known here, ${names}`;
}

function checkValues(parameter: Parameter, values: readonly string[]): readonly string[] {
  const isMany = values.length > (repeatable.has(parameter) ? valuesMax : 1);
  if (isMany) return [`${parameter} is given too often`];
  const { holds, must } = checks[parameter];
  return values.every((value) => holds(value)) ? [] : [`${parameter} must ${must}`];
}

function isShort(text: string): boolean {
  return text.length <= textCharactersMax;
}

function isFlag(text: string): boolean {
  return text === "true" || text === "false";
}

function toQuery(query: QueryTexts): ApiQuery {
  const text = (name: Parameter) => query[name]?.[0];
  const limit = Number(text("limit") ?? limits.apiPageMax);
  const refresh = text("refresh");
  const cascade = text("cascade");
  const propagationPolicy = policies.find((policy) => policy === text("propagationPolicy"));
  return {
    ...toTexts(query, texts),
    object: toTexts(query, objectTexts),
    projects: [...(query["project"] ?? []), ...(query["projects"] ?? [])],
    selector: parseLabelSelector(text("selector") ?? "") ?? (() => false),
    // As in Kubernetes, a page may be smaller than asked for.
    limit: Math.min(limit, limits.apiPageMax),
    ...(refresh === "normal" || refresh === "hard" ? { refresh } : {}),
    hard: text("hard") === "true",
    upsert: text("upsert") === "true",
    all: text("all") === "true",
    force: text("force") === "true",
    orphan: text("orphan") === "true",
    ...(cascade === undefined ? {} : { cascade: cascade === "true" }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  };
}

const texts = [
  ...(["appNamespace", "name", "continue", "revision", "repo", "cluster", "application"] as const),
  ...(["resourceName", "patchType"] as const),
] as const;
const objectTexts = ["group", "version", "kind", "namespace", "name"] as const;

function toTexts<Name extends string>(
  query: QueryTexts,
  names: readonly Name[],
): Partial<Readonly<Record<Name, string>>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = query[name]?.[0];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
