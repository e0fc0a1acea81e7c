import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { asObjects } from "../../kube/values.ts";

/** One line of an application's objects: as last compared, or as an operation left it. */
export type ResourceLine = {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: string;
  readonly health: string;
  readonly hook: string;
  readonly message: string;
};

/** Reads a text at a path; "" where there is none. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = readField(value, ...path);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

/** Reads the objects of a list at a path. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  return asObjects(readField(value, ...path));
}

/** Tells whether an operation was asked for or is running. */
export function isOperating(app: JsonObject): boolean {
  if (app["operation"] !== undefined) return true;
  const state = readField(app, "status", "operationState");
  return state !== undefined && readField(state, "finishedAt") === undefined;
}

/** Gives the id of an application's present or last operation; "" where there was none. */
export function operationOf(app: JsonObject): string {
  return textAt(app, "status", "operationState", "id");
}

/** Gives the first reason why an application cannot be compared; undefined: it can. */
export function failureOf(app: JsonObject): string | undefined {
  const failures = new Set(["ComparisonError", "InvalidSpecError", "UnknownError"]);
  const condition = listAt(app, "status", "conditions").find((each) => failures.has(textAt(each, "type")));
  return condition === undefined ? undefined : textAt(condition, "message");
}

/** Lists an application's objects, each with what its last operation says of it; what only the operation knows comes last. */
export function toResourceLines(app: JsonObject): readonly ResourceLine[] {
  const lines = new Map<string, ResourceLine>();
  for (const resource of listAt(app, "status", "resources")) {
    const line = { ...toLine(resource), health: textAt(resource, "health", "status") };
    lines.set(keyOf(line), line);
  }
  for (const result of listAt(app, "status", "operationState", "syncResult", "resources")) {
    const { message, hook, ...line } = toLine(result);
    const known = lines.get(keyOf(line));
    if (known === undefined) lines.set(keyOf(line), toResult(result));
    else lines.set(keyOf(line), { ...known, message, hook });
  }
  return [...lines.values()];
}

function toLine(value: JsonObject): ResourceLine {
  const text = (field: string) => textAt(value, field);
  return {
    group: text("group"),
    kind: text("kind"),
    namespace: text("namespace"),
    name: text("name"),
    status: text("status"),
    health: "",
    hook: text("hookType"),
    message: text("message"),
  };
}

/** Of a hook the phase counts, which says how it ended. */
function toResult(result: JsonObject): ResourceLine {
  const line = toLine(result);
  return line.hook === "" ? line : { ...line, status: textAt(result, "hookPhase") || line.status };
}

function keyOf({
  group,
  kind,
  namespace,
  name,
}: Pick<ResourceLine, "group" | "kind" | "namespace" | "name">) {
  return [group, kind, namespace, name].join("/");
}
