import { codeOf, type ErrorCode, messageOf, ReconcileError } from "../errors.ts";
import { resolveRepositoryPath } from "../source/repository-path.ts";
import type { Survey } from "./survey.ts";

/** Says that something cannot be rendered; the survey goes on, so that all of it is said at once. */
export function refuse(survey: Survey, code: ErrorCode, message: string): void {
  survey.refusals.set(message, code);
}

/** Throws everything that was refused as one error, with the code of the first. */
export function throwRefusals(survey: Survey): void {
  const [first] = survey.refusals.values();
  if (first !== undefined) throw new ReconcileError(first, [...survey.refusals.keys()].join("\n"));
}

/** Resolves a path of `file`, refusing one that leaves the repository. */
export function resolvePath(
  survey: Survey,
  file: string,
  path: { base: string; text: string },
): string | undefined {
  try {
    return resolveRepositoryPath(path.base, path.text);
  } catch (error) {
    refuse(survey, codeOf(error) ?? "PATH_NOT_FOUND", `${file}: ${messageOf(error)}`);
    return undefined;
  }
}

/** Refuses a submodule: its files are in another repository, so leaving it out would look like a deletion. */
export function refuseSubmodule(survey: Survey, path: string): void {
  refuse(
    survey,
    "UNSUPPORTED",
    `Cannot read ${path}: it is a Git submodule; put its files into this repository`,
  );
}

/** Refuses a symbolic link that leads to nothing in the repository. */
export function refuseLink(survey: Survey, path: string): void {
  refuse(
    survey,
    "PATH_NOT_FOUND",
    `Cannot read ${path}: the symbolic link leads to nothing in the repository`,
  );
}
