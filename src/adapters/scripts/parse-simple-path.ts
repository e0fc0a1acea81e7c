/** Stages that are joined by `|`; each has branches that are joined by `,`, and a branch is steps. */
export type Pipeline = readonly (readonly (readonly Step[])[])[];

/** One step from a value to others. `optional`: a `?` after it. */
export type Step =
  | { readonly kind: "field"; readonly name: string; readonly optional: boolean }
  | { readonly kind: "index"; readonly index: number; readonly optional: boolean }
  | { readonly kind: "each"; readonly optional: boolean }
  | { readonly kind: "group"; readonly pipeline: Pipeline }
  | { readonly kind: "select"; readonly condition: Condition };

/** What is in `select(…)`: a path, or a path compared with a literal. */
export type Condition = {
  readonly pipeline: Pipeline;
  readonly operator?: "==" | "!=";
  readonly literal?: string | number | boolean | null;
};

type Reader = { readonly tokens: readonly string[]; at: number };

const token = /\s*(\.[A-Za-z_]\w*|"[^"\\]*"|==|!=|[A-Za-z_]\w*|-?\d{1,9}(?![\d.eE])|[.()[\]|,?])\s*/y;
const parsedMax = 500;
const parsed = new Map<string, Pipeline | undefined>();

/** Parses an expression of plain paths; undefined where there is anything else in it. */
export function parseSimplePath(expression: string): Pipeline | undefined {
  if (parsed.has(expression)) return parsed.get(expression);
  if (parsed.size >= parsedMax) parsed.clear();
  const tokens = toTokens(expression);
  const reader: Reader = { tokens: tokens ?? [], at: 0 };
  const pipeline = tokens === undefined ? undefined : readPipeline(reader);
  const whole = reader.at === reader.tokens.length ? pipeline : undefined;
  parsed.set(expression, whole);
  return whole;
}

/** `. a` and `.a .b` mean other things, or nothing, to jq: no blank may stand before or after a step's own dot. */
function toTokens(expression: string): readonly string[] | undefined {
  if (/\.\s+[\w."[]|[\w"\])?]\s+[.[]|\.\./.test(expression)) return undefined;
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.length) {
    const match = token.exec(expression);
    if (match?.[1] === undefined) return undefined;
    tokens.push(match[1]);
  }
  return tokens;
}

function accept(reader: Reader, text: string): boolean {
  if (reader.tokens[reader.at] !== text) return false;
  reader.at += 1;
  return true;
}

function readPipeline(reader: Reader): Pipeline | undefined {
  const stages = [];
  do {
    const branches = readBranches(reader);
    if (branches === undefined) return undefined;
    stages.push(branches);
  } while (accept(reader, "|"));
  return stages;
}

function readBranches(reader: Reader): readonly (readonly Step[])[] | undefined {
  const branches = [];
  do {
    const steps = readSteps(reader);
    if (steps === undefined) return undefined;
    branches.push(steps);
  } while (accept(reader, ","));
  return branches;
}

function readSteps(reader: Reader): readonly Step[] | undefined {
  const steps: Step[] = [];
  const head = readHead(reader);
  if (head === undefined) return undefined;
  steps.push(...head);
  for (let step = readSuffix(reader); step !== "none"; step = readSuffix(reader)) {
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return steps;
}

/** How a branch begins: `.`, `.a`, `."a"`, `.[…]`, `select(…)` or `(…)`. */
function readHead(reader: Reader): readonly Step[] | undefined {
  const text = reader.tokens[reader.at] ?? "";
  if (text.startsWith(".") && text.length > 1) return [];
  if (accept(reader, ".")) {
    const next = reader.tokens[reader.at] ?? "";
    return next.startsWith('"') ? [readName(reader, next.slice(1, -1))] : [];
  }
  if (accept(reader, "(")) return readGroup(reader);
  return text === "select" ? readSelect(reader) : undefined;
}

function readGroup(reader: Reader): readonly Step[] | undefined {
  const pipeline = readPipeline(reader);
  return pipeline !== undefined && accept(reader, ")") ? [{ kind: "group", pipeline }] : undefined;
}

function readSelect(reader: Reader): readonly Step[] | undefined {
  reader.at += 1;
  if (!accept(reader, "(")) return undefined;
  const pipeline = readPipeline(reader);
  const operator = reader.tokens[reader.at];
  if (pipeline === undefined) return undefined;
  if (accept(reader, ")")) return [{ kind: "select", condition: { pipeline } }];
  // Of several stages or branches, a comparison would bind to the last alone.
  const isOne = pipeline.length === 1 && pipeline[0]?.length === 1;
  if (!isOne || (operator !== "==" && operator !== "!=")) return undefined;
  reader.at += 1;
  const literal = toLiteral(reader.tokens[reader.at] ?? "");
  reader.at += 1;
  if (literal === undefined || !accept(reader, ")")) return undefined;
  return [{ kind: "select", condition: { pipeline, operator, literal } }];
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function toLiteral(text: string): string | number | boolean | null | undefined {
  if (text.startsWith('"')) return text.slice(1, -1);
  return /^-?\d+$/.test(text) ? Number(text) : words.get(text);
}

/** What may follow: `.a`, `."a"`, `[…]`; "none" where something else does. */
function readSuffix(reader: Reader): Step | "none" | undefined {
  const text = reader.tokens[reader.at] ?? "";
  if (text.startsWith(".") && text.length > 1) return readName(reader, text.slice(1));
  if (text === ".") {
    const next = reader.tokens[reader.at + 1] ?? "";
    if (next === "[") reader.at += 1;
    else if (!next.startsWith('"')) return undefined;
    else {
      reader.at += 1;
      return readName(reader, next.slice(1, -1));
    }
  }
  return accept(reader, "[") ? readBrackets(reader) : "none";
}

function readName(reader: Reader, name: string): Step {
  reader.at += 1;
  return { kind: "field", name, optional: accept(reader, "?") };
}

function readBrackets(reader: Reader): Step | undefined {
  if (accept(reader, "]")) return { kind: "each", optional: accept(reader, "?") };
  const literal = toLiteral(reader.tokens[reader.at] ?? "");
  reader.at += 1;
  if (!accept(reader, "]")) return undefined;
  const optional = accept(reader, "?");
  if (typeof literal === "string") return { kind: "field", name: literal, optional };
  return typeof literal === "number" ? { kind: "index", index: literal, optional } : undefined;
}
