import { formatProblem, type Problem } from "../declaration/problem.ts";

const warningsMax = 10;
const textCharactersMax = 200;

/** Tells what was accepted without effect, as the Kubernetes API does: by Warning headers (RFC 7234, section 5.5). */
export function toWarningHeader(problems: readonly Problem[]): Readonly<Record<string, string>> {
  if (problems.length === 0) return {};
  const texts = problems
    .slice(0, warningsMax)
    .map((problem) => `299 - "${toQuoted(formatProblem(problem))}"`);
  return { warning: texts.join(", ") };
}

/** A header holds printable ASCII only. */
function toQuoted(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]/g, "?")
    .replaceAll(/["\\]/g, "'")
    .slice(0, textCharactersMax);
}
