import { checkLabelKey, checkLabelValue } from "./label-rules.ts";
import { type LabelToken, toLabelTokens } from "./label-tokens.ts";

export type LabelOperator = "!" | "!=" | "<" | "=" | ">" | "exists" | "in" | "notin";

/** One condition on a label. */
export type LabelRequirement = {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
};

/** A selector that is none; its message is the server's. */
export class SelectorError extends Error {
  override name = "SelectorError";
}

/**
 * Parses a label selector, every requirement of which must hold. Throws SelectorError.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apimachinery/pkg/labels/selector.go
 */
export function parseLabelSelector(text: string): readonly LabelRequirement[] {
  const tokens = [...toLabelTokens(text)];
  const requirements: LabelRequirement[] = [];
  while (tokens.length > 0) {
    if (!isStart(tokens[0]))
      throw new SelectorError(`found '${textOf(tokens)}', expected: !, identifier, or 'end of string'`);
    requirements.push(parseRequirement(tokens));
    const next = tokens.shift();
    if (next === undefined) break;
    if (next.text !== ",") throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
    if (!isStart(tokens[0]))
      throw new SelectorError(`found '${textOf(tokens)}', expected: identifier after ','`);
  }
  return requirements;
}

function isStart(token: LabelToken | undefined): boolean {
  return token?.kind === "identifier" || token?.text === "!";
}

function textOf(tokens: readonly LabelToken[]): string {
  return tokens[0]?.text ?? "";
}

function wrong(why: string): SelectorError {
  return new SelectorError(`unable to parse requirement: ${why}`);
}

function parseRequirement(tokens: LabelToken[]): LabelRequirement {
  const isNot = textOf(tokens) === "!";
  if (isNot) tokens.shift();
  const first = tokens.shift();
  if (first?.kind !== "identifier") throw wrong(`found '${first?.text ?? ""}', expected: identifier`);
  const key = first.text;
  const keyProblem = checkLabelKey(key);
  if (keyProblem !== undefined) throw wrong(`<nil>: Invalid value: ${JSON.stringify(key)}: ${keyProblem}`);
  if (isNot) return { key, operator: "!", values: [] };
  if (tokens.length === 0 || textOf(tokens) === ",") return { key, operator: "exists", values: [] };
  const operator = parseOperator(tokens);
  const values = operator === "in" || operator === "notin" ? parseValues(tokens) : [parseValue(tokens)];
  checkValues(key, operator, values);
  return { key, operator, values };
}

const operators: ReadonlyMap<string, LabelOperator> = new Map([
  ["in", "in"],
  ["notin", "notin"],
  ["=", "="],
  ["==", "="],
  ["!=", "!="],
  [">", ">"],
  ["<", "<"],
]);

function parseOperator(tokens: LabelToken[]): LabelOperator {
  const text = tokens.shift()?.text ?? "";
  const operator = operators.get(text);
  if (operator === undefined) throw wrong(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
  return operator;
}

function parseValue(tokens: LabelToken[]): string {
  if (tokens.length === 0 || textOf(tokens) === ",") return "";
  const token = tokens.shift();
  if (token?.kind !== "identifier") throw wrong(`found '${token?.text ?? ""}', expected: identifier`);
  return token.text;
}

/** Reads `(a, b)`; an empty place between commas is an empty value. */
function parseValues(tokens: LabelToken[]): readonly string[] {
  const open = tokens.shift()?.text ?? "";
  if (open !== "(") throw wrong(`found '${open}' expected: '('`);
  if (textOf(tokens) === ")") {
    tokens.shift();
    return [""];
  }
  if (tokens[0]?.kind !== "identifier" && textOf(tokens) !== ",")
    throw wrong(`found '${textOf(tokens)}', expected: ',', ')' or identifier`);
  return parseList(tokens);
}

function parseList(tokens: LabelToken[]): readonly string[] {
  const values: string[] = [];
  for (let next = ","; next === ","; next = tokens.shift()?.text ?? "") {
    if (values.length > 0 && tokens.length === 0) throw wrong("found '', expected: ',', or identifier");
    values.push(tokens[0]?.kind === "identifier" ? (tokens.shift()?.text ?? "") : "");
    const after = textOf(tokens);
    if (after !== "," && after !== ")") throw wrong(`found '${after}', expected: ',' or ')'`);
  }
  return [...new Set(values)].sort();
}

function checkValues(key: string, operator: LabelOperator, values: readonly string[]): void {
  const isOrder = operator === "<" || operator === ">";
  const problems = values.flatMap((value, index) => {
    const invalid = `Invalid value: ${JSON.stringify(value)}`;
    const order = "for 'Gt', 'Lt' operators, the value must be an integer";
    const problem = checkLabelValue(value);
    return [
      ...(isOrder && !/^[+-]?\d+$/.test(value) ? [`values[${index}]: ${invalid}: ${order}`] : []),
      ...(problem === undefined ? [] : [`values[${index}][${key}]: ${invalid}: ${problem}`]),
    ];
  });
  if (problems.length > 0)
    throw wrong(problems.length === 1 ? (problems[0] ?? "") : `[${problems.join(", ")}]`);
}

/** Tells whether labels fulfil a requirement. */
export function fulfils(
  labels: Readonly<Record<string, string | undefined>>,
  requirement: LabelRequirement,
): boolean {
  const { key, operator, values } = requirement;
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === "!") return value === undefined;
  if (operator === "!=" || operator === "notin") return value === undefined || !values.includes(value);
  if (value === undefined) return false;
  if (operator === "exists") return true;
  if (operator === "=" || operator === "in") return values.includes(value);
  if (!/^[+-]?\d+$/.test(value)) return false;
  return operator === ">" ? Number(value) > Number(values[0]) : Number(value) < Number(values[0]);
}
