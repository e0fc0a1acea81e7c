import { SelectorError } from "./label-selector.ts";

/** One condition on a field: it is, or is not, a value. */
export type FieldRequirement = { readonly field: string; readonly isEqual: boolean; readonly value: string };

/**
 * Parses a field selector, every requirement of which must hold. Throws SelectorError.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apimachinery/pkg/fields/selector.go
 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return splitTerms(text)
    .filter((term) => term !== "")
    .map((term) => parseTerm(text, term))
    .filter(({ field, value }) => field !== "" || value !== "");
}

/** A backslash takes a comma's meaning away. */
function splitTerms(text: string): readonly string[] {
  return text.match(/(?:\\[\s\S]|\\$|[^\\,])+/g) ?? [];
}

function parseTerm(text: string, term: string): FieldRequirement {
  const [, field, operator, value] = /^((?:\\[\s\S]|[^\\!=]|!(?!=))*)(!=|==|=)([\s\S]*)$/.exec(term) ?? [];
  if (field === undefined || value === undefined)
    throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
  const wrong = /\\.?|=/.exec(value.replace(/\\[\\,=]/g, ""));
  if (wrong !== null) throw new SelectorError(toEscapeProblem(wrong[0]));
  return { field, isEqual: operator !== "!=", value: value.replace(/\\([\\,=])/g, "$1") };
}

/** The server names a character that must be escaped by its code. */
function toEscapeProblem(found: string): string {
  if (found === "=") return "invalid field selector: unescaped character in value: 61";
  return `invalid field selector: invalid escape sequence: ${found}`;
}
