import { isList } from "../drift/equal-values.ts";
import type { SelectPaths } from "../drift/ignore-rules.ts";
import type { JqPaths } from "../drift/jq-paths.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";

/** jq expressions as they were run over the objects of one comparison. */
export type Selection = {
  readonly select: SelectPaths;
  /** Says what was wrong with an expression for an object; undefined: nothing. */
  readonly problemOf: (side: KubeObject) => string | undefined;
};

type Path = readonly string[];

/** Begins a comparison's selection: each expression runs once an object, and only where somebody asks. */
export function createSelection(jq: JqPaths): Selection {
  const found = new WeakMap<KubeObject, Map<string, readonly Path[]>>();
  const problems = new WeakMap<KubeObject, string>();
  const run = (side: KubeObject, expression: string): readonly Path[] => {
    const answer = jq(expression, toInput(side));
    if ("paths" in answer && answer.paths.every((path) => path.length > 0)) {
      return answer.paths.map((path) => toSteps(path, side));
    }
    const problem = "problem" in answer ? answer.problem : "it selects the whole object";
    // A field that an object does not have has nothing to be ignored.
    if (!isOfAbsentField(problem)) problems.set(side, describe(expression, problem));
    return [];
  };
  const select: SelectPaths = (side, expressions) => {
    const own = found.get(side) ?? new Map<string, readonly Path[]>();
    found.set(side, own);
    return expressions.flatMap((expression) => {
      const paths = own.get(expression) ?? run(side, expression);
      own.set(expression, paths);
      return paths;
    });
  };
  return { select, problemOf: (side) => problems.get(side) };
}

/**
 * jq fails at `.spec.list[]` where there is no list. Argo CD passes over it, as over any failure:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/argo/normalizers/diff_normalizer.go
 */
function isOfAbsentField(problem: string): boolean {
  return /cannot (?:iterate over|index|delete field at) null/i.test(problem);
}

function describe(expression: string, problem: string): string {
  const rule = `jqPathExpressions ${JSON.stringify(expression)} of ignoreDifferences`;
  return `Cannot compare by ${rule}: ${problem}; mend or remove the expression`;
}

/** Who owns what is long, and nobody's to ignore. */
function toInput({ metadata, ...fields }: KubeObject): JsonObject {
  const { managedFields: _owners, ...kept } = metadata;
  return { ...fields, metadata: kept };
}

/** jq counts `.list[-1]` from the end. */
function toSteps(path: readonly (string | number)[], side: KubeObject): Path {
  let present: Json | undefined = side;
  return path.map((step) => {
    const length = isList(present) ? present.length : 0;
    const name = typeof step === "number" && step < 0 ? step + length : step;
    present = readStep(present, name);
    return String(name);
  });
}

function readStep(value: Json | undefined, step: string | number): Json | undefined {
  if (isList(value)) return value[Number(step)];
  return isObject(value) ? value[String(step)] : undefined;
}
