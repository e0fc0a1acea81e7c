import { isObject, type Json, type JsonObject } from "../../kube/json.ts";
import type { FieldType, ListType, MapType, Scalar } from "../schema/field-type.ts";
import { toShape, typeOfEntry } from "../schema/shape.ts";
import { toItemElement } from "./list-items.ts";
import { printGo } from "./print-go.ts";

/** What is wrong with one field. `unknown`: the schema has no such field, which some requests only warn about. */
export type FieldProblem = {
  readonly path: string;
  readonly message: string;
  readonly kind: "unknown" | "duplicate" | "type";
};

/** Lists everything of a value that its schema does not fit, in the words of sigs.k8s.io/structured-merge-diff. */
export function check(value: Json, type: FieldType): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  checkValue({ path: "", value }, type, problems);
  return problems;
}

type At = { readonly path: string; readonly value: Json };

function checkValue(at: At, type: FieldType, problems: FieldProblem[]): void {
  if (at.value === null || type.kind === "any") return;
  const shape = toShape(type, at.value);
  if (shape.kind === "map") checkMap(at, shape, problems);
  if (shape.kind === "list") checkList(at, shape, problems);
  if (shape.kind === "scalar" && !fits(at.value, shape.scalar)) {
    problems.push({ path: at.path, message: toTypeMessage(at.value, shape.scalar), kind: "type" });
  }
}

function checkMap({ path, value }: At, type: MapType, problems: FieldProblem[]): void {
  if (!isObject(value)) {
    problems.push({ path, message: `expected map, got &{${printGo(value)}}`, kind: "type" });
    return;
  }
  for (const name in value) {
    const entry = value[name];
    const entryType = typeOfEntry(type, name);
    if (entryType === undefined) {
      problems.push({ path: `${path}.${name}`, message: "field not declared in schema", kind: "unknown" });
    } else if (entry !== undefined)
      checkValue({ path: `${path}.${name}`, value: entry }, entryType, problems);
  }
}

function checkList({ path, value }: At, type: ListType, problems: FieldProblem[]): void {
  if (!Array.isArray(value)) {
    problems.push({ path, message: `expected list, got &{${printGo(value)}}`, kind: "type" });
    return;
  }
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = type.relation === "atomic" ? undefined : toItemElement(item, type);
    const itemPath = element === undefined ? `${path}[${index}]` : `${path}${formatElement(element)}`;
    checkValue({ path: itemPath, value: item }, type.item, problems);
    if (type.relation === "atomic") continue;
    if (element === undefined) {
      const message = `element ${index}: associative list with keys has an element that omits all key fields`;
      problems.push({ path, message, kind: "type" });
    } else if (seen.has(element)) {
      problems.push({
        path,
        message: `duplicate entries for key ${formatElement(element)}`,
        kind: "duplicate",
      });
    } else seen.add(element);
  }
}

/** Prints `k:{"port":80,"protocol":"TCP"}` as `[port=80,protocol="TCP"]`. */
export function formatElement(element: string): string {
  const text = element.slice(2);
  if (element.startsWith("v:")) return `[=${text}]`;
  const keys: JsonObject = JSON.parse(text);
  return `[${Object.entries(keys)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",")}]`;
}

function fits(value: Json, scalar: Scalar): boolean {
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  if (scalar === "integer") return isWhole;
  if (scalar === "number") return typeof value === "number" || isWhole;
  if (scalar === "boolean") return typeof value === "boolean";
  if (scalar === "quantity") return typeof value === "string" || typeof value === "number" || isWhole;
  if (scalar === "int-or-string") return typeof value === "string" || isWhole;
  return typeof value === "string";
}

/** Says what was wanted and what came, the latter as Go prints it. */
function toTypeMessage(value: Json, scalar: Scalar): string {
  if (scalar === "integer" || scalar === "number") {
    return `expected numeric (int or float), got ${typeof value === "object" ? "map[string]interface {}" : typeof value}`;
  }
  if (scalar === "boolean") return `expected boolean, got &{${printGo(value)}}`;
  const text = typeof value === "object" ? `map[string]interface {}{${printGo(value)}}` : printGo(value);
  return `expected string, got &value.valueUnstructured{Value:${text}}`;
}
