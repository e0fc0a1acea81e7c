import { isNamespaceName, isObjectName } from "../application/object-name.ts";
import { limits } from "../limits.ts";
import { type LabelSelector, parseLabelSelector } from "./label-selector.ts";
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
};

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

function isFlag(text: string): boolean {
  return text === "true" || text === "false";
}

function toQuery(query: QueryTexts): ApiQuery {
  const text = (name: Parameter) => query[name]?.[0];
  const limit = Number(text("limit") ?? limits.apiPageMax);
  const refresh = text("refresh");
  return {
    ...toTexts(query),
    projects: [...(query["project"] ?? []), ...(query["projects"] ?? [])],
    selector: parseLabelSelector(text("selector") ?? "") ?? (() => false),
    // As in Kubernetes, a page may be smaller than asked for.
    limit: Math.min(limit, limits.apiPageMax),
    ...(refresh === "normal" || refresh === "hard" ? { refresh } : {}),
    hard: text("hard") === "true",
    upsert: text("upsert") === "true",
  };
}

const texts = ["appNamespace", "name", "continue", "revision"] as const;

function toTexts(query: QueryTexts): Partial<Record<(typeof texts)[number], string>> {
  return Object.fromEntries(
    texts.flatMap((name) => {
      const value = query[name]?.[0];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
