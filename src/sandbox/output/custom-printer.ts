import { canonicalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Kind } from "../cluster/kind.ts";
import { formatDuration } from "./age.ts";
import type { Cell, Column, Printer } from "./column.ts";
import { type JsonPath, parseJsonPath } from "./json-path.ts";

const printers = new WeakMap<Kind, Printer>();
const nameColumn: Column = { name: "Name", type: "string", format: "name", description: "", priority: 0 };
const ageColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

/**
 * Gives the printer of a custom kind: its name, and the `additionalPrinterColumns` of its CRD, or its age without any.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
export function customPrinterOf(kind: Kind): Printer {
  const known = printers.get(kind) ?? toPrinter(kind);
  printers.set(kind, known);
  return known;
}

function toPrinter({ definition }: Kind): Printer {
  const given = definition?.version["additionalPrinterColumns"];
  const lines: readonly JsonObject[] =
    Array.isArray(given) && given.length > 0 ? given.filter(isObject) : [ageColumn];
  const columns = lines.map((line) => ({
    column: toColumn(line),
    path: parseJsonPath(String(line["jsonPath"])),
  }));
  return {
    columns: [nameColumn, ...columns.map(({ column }) => column)],
    cells: (object, now) => [
      object.metadata.name,
      ...columns.map(({ column, path }) => toCell({ object, type: column.type, path, now })),
    ],
  };
}

function toColumn(line: JsonObject): Column {
  const type = String(line["type"]);
  const description = String(line["description"] ?? "");
  const priority = readField(line, "priority");
  return {
    name: String(line["name"]),
    type,
    format: String(line["format"] ?? ""),
    description,
    priority: typeof priority === "number" ? priority : 0,
  };
}

type Subject = {
  readonly object: KubeObject;
  readonly type: string;
  readonly path: JsonPath | undefined;
  readonly now: Date;
};

/** The first value counts; what is not of its column's type is left out. */
function toCell({ object, type, path, now }: Subject): Cell {
  const [value] = path?.(object) ?? [];
  if (value === undefined) return null;
  if (type === "string") return toText(value);
  if (type === "date") return toDateCell(value, now);
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  if (typeof value !== "number") return null;
  return type === "integer" ? Math.trunc(value) : value;
}

function toDateCell(value: Json, now: Date): Cell {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? "<invalid>" : formatDuration(now.getTime() - time);
}

function toText(value: Json): string {
  return typeof value === "object" && value !== null ? canonicalJson(value) : String(value ?? "");
}
