import { isObject, type Json } from "../../kube/json.ts";

/** Finds the values that a path names in an object. */
export type JsonPath = (object: Json) => readonly Json[];

type Step = (value: Json) => readonly Json[];

/**
 * Reads a JSONPath as printer columns use it: `.a.b`, `['a.b']`, `[0]`, `[-1]`, `[*]`, `[?(@.type=="Ready")]`, `..name`.
 * undefined: it is none of these.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: Step[] = [];
  let rest = text.replace(/^\{|\}$/g, "").replace(/^\$/, "");
  if (rest !== "" && !/^[.[]/.test(rest)) rest = `.${rest}`;
  while (rest !== "") {
    const found = firstStep(rest);
    if (found === undefined) return undefined;
    steps.push(found.step);
    rest = rest.slice(found.length);
  }
  return (object) => steps.reduce<readonly Json[]>((values, step) => values.flatMap(step), [object]);
}

type Found = { readonly step: Step; readonly length: number };

function firstStep(text: string): Found | undefined {
  for (const [pattern, toStep] of syntax) {
    const match = pattern.exec(text);
    if (match !== null)
      return { step: toStep(match[1] ?? "", match[2] ?? "", match[3] ?? ""), length: match[0].length };
  }
  return undefined;
}

type ToStep = (first: string, second: string, third: string) => Step;

const name = String.raw`((?:\\.|[^.[\]\\])+)`;
const syntax: readonly (readonly [RegExp, ToStep])[] = [
  [new RegExp(`^\\.\\.${name}`), (field) => descend(field)],
  [/^(?:\.\*|\[\*\])/, () => all],
  [new RegExp(`^\\.${name}`), (field) => child(field.replace(/\\(.)/g, "$1"))],
  [/^\.(?=\[|$)/, () => (value) => [value]],
  [/^\[(?:'([^']*)'|"([^"]*)")\]/, (single, double) => child(single || double)],
  [/^\[(-?\d+)\]/, (index) => itemAt(Number(index))],
  [/^\[(-?\d*):(-?\d*)\]/, (from, to) => slice(from, to)],
  [/^\[\?\(\s*@((?:\.[\w\\./-]+|\['[^']*'\])*)\s*\)\]/, (path) => having(path)],
  [
    /^\[\?\(\s*@((?:\.[\w\\./-]+|\['[^']*'\])*)\s*(==|!=|<=|>=|<|>)\s*('[^']*'|"[^"]*"|[\w.+-]+)\s*\)\]/,
    compare,
  ],
];

function child(field: string): Step {
  return (value) => {
    const found = isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
    return found === undefined ? [] : [found];
  };
}

function all(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value).filter((each) => each !== undefined) : [];
}

function itemAt(index: number): Step {
  return (value) => {
    const found: Json | undefined = Array.isArray(value) ? value.at(index) : undefined;
    return found === undefined ? [] : [found];
  };
}

function slice(from: string, to: string): Step {
  return (value) =>
    Array.isArray(value) ? value.slice(Number(from || "0"), to === "" ? undefined : Number(to)) : [];
}

function descend(field: string): Step {
  const own = child(field);
  const search = (value: Json): readonly Json[] => [...own(value), ...all(value).flatMap(search)];
  return search;
}

function having(path: string): Step {
  const read = parseJsonPath(path);
  return (value) => all(value).filter((item) => (read?.(item) ?? []).length > 0);
}

function compare(path: string, operator: string, literal: string): Step {
  const read = parseJsonPath(path);
  const wanted = /^['"]/.test(literal) ? literal.slice(1, -1) : literal;
  return (value) =>
    all(value).filter((item) => (read?.(item) ?? []).some((found) => holds(String(found), operator, wanted)));
}

function holds(left: string, operator: string, right: string): boolean {
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  const difference = Number(left) - Number(right);
  if (operator.startsWith("<")) return difference < 0 || (operator === "<=" && difference === 0);
  return difference > 0 || (operator === ">=" && difference === 0);
}
