import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { clip } from "./message-text.ts";
import type { Problem } from "./problem.ts";

/** Steps from the top of an object to one of its fields: names, and numbers for items of lists. */
export type FieldPath = readonly (string | number)[];

/** One object as a person wrote it, with the places of its fields. */
export type Manifest = {
  readonly json: JsonObject;
  readonly file: string;
  /** The line of a field, or of the nearest field above it; undefined where the text is not known. */
  lineOf(path: FieldPath): number | undefined;
};

/** Wraps an object whose text is gone, such as one read from the table. */
export function toManifest(json: JsonObject, file: string): Manifest {
  return { json, file, lineOf: () => undefined };
}

/** Makes an error about one field: `spec.source.path: <message>`. */
export function toProblem(manifest: Manifest, path: FieldPath, message: string): Problem {
  const line = manifest.lineOf(path);
  return {
    file: manifest.file,
    ...(line === undefined ? {} : { line }),
    severity: "error",
    message: path.length === 0 ? message : `${formatPath(path)}: ${message}`,
  };
}

/** Makes a warning about one field. */
export function toWarning(manifest: Manifest, path: FieldPath, message: string): Problem {
  return { ...toProblem(manifest, path, message), severity: "warning" };
}

const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Prints a path as people write it: `spec.sources[0].repoURL`, `metadata.labels["a/b"]`. */
export function formatPath(path: FieldPath): string {
  let text = "";
  for (const step of path) text += formatStep(step, text === "");
  return text;
}

function formatStep(step: string | number, first: boolean): string {
  if (typeof step === "number") return `[${step}]`;
  if (!plainName.test(step)) return `[${JSON.stringify(clip(step))}]`;
  return first ? step : `.${step}`;
}

/** Reads the value at a path; undefined where there is none. */
export function valueAt(json: Json | undefined, path: FieldPath): unknown {
  let value: unknown = json;
  for (const step of path) value = memberOf(value, step);
  return value;
}

function memberOf(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return Reflect.get(value, step);
}

const emptyIsAbsent: ReadonlySet<string> = new Set(["source", "helm", "kustomize", "destination"]);

/**
 * Leaves out what means nothing: null anywhere, as the API server does, and empty texts of those mappings whose Go types
 * cannot tell "" from absent. The values of a chart stay as they are: there null means "remove the default".
 */
export function withoutNothing(json: JsonObject, name = ""): JsonObject {
  const empty = emptyIsAbsent.has(name);
  const fields = Object.entries(json).filter(([, field]) => field !== null && !(empty && field === ""));
  return Object.fromEntries(
    fields.map(([key, field]) => [key, key === "valuesObject" ? field : clean(field, key)]),
  );
}

function clean(value: Json | undefined, name: string): Json | undefined {
  // An entry of `sources` is a source.
  const single = name === "sources" ? "source" : name;
  if (Array.isArray(value)) return value.map((item: Json) => clean(item, single) ?? null);
  return isObject(value) ? withoutNothing(value, name === "sources" ? "source" : name) : value;
}
