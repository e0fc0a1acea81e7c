import * as z from "zod";
import { limits } from "../limits.ts";
import { type FieldPath, formatPath, type Manifest, toProblem, valueAt } from "./manifest.ts";
import { showValue, suggestName } from "./message-text.ts";
import type { Problem } from "./problem.ts";

/** A value of the shape that was asked for, or all that is wrong with it. */
export type ShapeCheck<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

type Issue = z.core.$ZodIssue;

/** Checks an object against a schema; every problem says where it is, what is there and what should be. */
export function checkShape<T>(schema: z.ZodType<T>, manifest: Manifest): ShapeCheck<T> {
  const result = schema.safeParse(manifest.json);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) => toProblems(issue, schema, manifest));
  return { problems: problems.length === 0 ? [toProblem(manifest, [], "invalid")] : clipProblems(problems) };
}

/** Keeps the first problems of a document and counts the others. */
function clipProblems(problems: readonly Problem[]): readonly Problem[] {
  const rest = problems.length - limits.problemsPerDocumentMax;
  const last = problems[limits.problemsPerDocumentMax];
  if (rest <= 0 || last === undefined) return problems;
  const message = rest === 1 ? "and 1 more problem" : `and ${rest} more problems`;
  return [...problems.slice(0, limits.problemsPerDocumentMax), { ...last, message }];
}

function toProblems(issue: Issue, schema: z.ZodType, manifest: Manifest): Problem[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code !== "unrecognized_keys") return [toProblem(manifest, path, describe(issue, path, manifest))];
  const known = knownNames(schema, path);
  // Nothing beyond the limit is printed, so nothing beyond it is looked up either.
  return issue.keys
    .slice(0, limits.problemsPerDocumentMax + 1)
    .map((key) => toProblem(manifest, [...path, key], `unknown field${suggestName(key, known)}`));
}

const typeNames: Readonly<Record<string, string>> = {
  boolean: "true or false",
  string: "text",
  number: "a number",
  int: "a whole number",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
};

// What to write where a field is missing.
const missing: Readonly<Record<string, string>> = {
  metadata: "missing: an object needs a name",
  "metadata.name": "missing: every object needs a name",
  spec: "missing",
  "spec.destination": "missing: say which cluster and namespace to deploy to",
  "spec.source.repoURL": "missing: name the Git repository",
  "spec.source.path": 'missing: name the folder of the manifests, "." for the top of the repository',
};

function describe(issue: Issue, path: FieldPath, manifest: Manifest): string {
  const value = valueAt(manifest.json, path);
  if (value === undefined)
    return missing[formatPath(path).replace("spec.sources[0]", "spec.source")] ?? "missing";
  if (issue.code === "custom") return issue.message;
  // Parameters of a chart may be passwords.
  return path.includes("parameters") ? describeRule(issue) : `${describeRule(issue)}: ${show(value, issue)}`;
}

function describeRule(issue: Issue): string {
  if (issue.code === "invalid_type") return `must be ${typeNames[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `must be ${issue.values.join(" or ")}`;
  if (issue.code === "too_small")
    return isTextIssue(issue) ? "must not be empty" : `must be at least ${issue.minimum}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}`;
  return issue.message;
}

function isTextIssue(issue: { readonly origin: string }): boolean {
  return issue.origin === "string" || issue.origin === "array";
}

function show(value: unknown, issue: Issue): string {
  const scalar = typeof value === "number" || typeof value === "boolean" || typeof value === "bigint";
  const quote = scalar && issue.code === "invalid_type" && issue.expected === "string";
  return quote ? `${value} (put it in quotes)` : showValue(value);
}

/** The names that a schema knows at a path; empty where it is no mapping of known fields. */
function knownNames(schema: z.ZodType, path: FieldPath): readonly string[] {
  let present: unknown = schema;
  for (const step of path) {
    const inner = unwrap(present);
    if (inner instanceof z.ZodArray) present = inner.element;
    else if (inner instanceof z.ZodObject) present = inner.shape[step];
    else return [];
  }
  const inner = unwrap(present);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let inner = schema instanceof z.ZodPipe ? schema.out : schema;
  while (
    inner instanceof z.ZodExactOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault
  ) {
    inner = inner.unwrap();
    if (inner instanceof z.ZodPipe) inner = inner.out;
  }
  return inner;
}
