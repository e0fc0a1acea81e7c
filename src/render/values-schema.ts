import { isObject, type Json, parseJson } from "../kube/json.ts";
import { limits } from "../limits.ts";
import type { RepositoryFile } from "./tool-run.ts";

// Helm has these built in.
const standardDialect = /^https?:\/\/json-schema\.org\//;

/**
 * Says what a chart's values.schema.json names outside itself: Helm loads `http:` and `file:` references, and so would reach the network or
 * read the machine's own files. Empty for any other file.
 */
export function findOutsideSchema(file: RepositoryFile): readonly string[] {
  if (!file.path.endsWith("values.schema.json") || file.encoding !== undefined) return [];
  const schema = parseSchema(file.content);
  const known = new Set(listTexts(schema, ["$id"], 0));
  const dialects = listTexts(schema, ["$schema"], 0).filter((text) => !standardDialect.test(text));
  const references = listTexts(schema, ["$ref", "$dynamicRef"], 0).filter((text) => !isInside(text, known));
  return [...dialects, ...references].map((reference) => {
    const place = reference.replace(/\/\/[^/@]*@/, "//");
    return `Cannot use ${file.path}: it refers to ${place}, which is not loaded; copy it in or set skipSchemaValidation`;
  });
}

function parseSchema(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return null; // Helm says what is wrong with it
  }
}

function isInside(reference: string, known: ReadonlySet<string>): boolean {
  return reference.startsWith("#") || known.has(reference.split("#")[0] ?? "");
}

function listTexts(schema: Json | undefined, fields: readonly string[], depth: number): readonly string[] {
  if (typeof schema !== "object" || schema === null || depth > limits.documentDepthMax) return [];
  const own = isObject(schema) ? fields.map((field) => schema[field]) : [];
  const texts = own.filter((text) => typeof text === "string");
  return [...texts, ...Object.values(schema).flatMap((item) => listTexts(item, fields, depth + 1))];
}
