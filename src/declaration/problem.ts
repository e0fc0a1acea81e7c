/** One thing wrong with what a person wrote: where, what, and what to do. */
export type Problem = {
  readonly file: string;
  /** From 1; undefined where no line can be named. */
  readonly line?: number;
  /** `error`: the object cannot be used; `warning`: it is used, and this is said. */
  readonly severity: "error" | "warning";
  readonly message: string;
};

/** Prints a problem as compilers do: `file:line: message`. */
export function formatProblem(problem: Problem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return `${place}: ${problem.message}`;
}
