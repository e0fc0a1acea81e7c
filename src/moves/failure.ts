import { codeOf, type ErrorCode, messageOf } from "../errors.ts";

/** Something outside that failed, as a report names it; what did not fail went on. */
export type Failure = {
  readonly what: string;
  readonly code: ErrorCode | "UNEXPECTED";
  readonly message: string;
};

/** Does one part of a move and gives its answer, or as a failure why it has none, so that the other parts go on. */
export async function orFailure<Answer>(
  what: string,
  act: () => Promise<Answer>,
): Promise<{ readonly answer: Answer } | { readonly failure: Failure }> {
  try {
    return { answer: await act() };
  } catch (error) {
    return { failure: toFailure(what, error) };
  }
}

/** Makes the failure of an error: its code and its message, which never holds a secret. */
export function toFailure(what: string, error: unknown): Failure {
  return { what, code: codeOf(error) ?? "UNEXPECTED", message: messageOf(error) };
}
