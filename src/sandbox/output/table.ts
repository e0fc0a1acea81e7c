/**
 * Tables: objects as rows of cells, as kubectl shows them.
 *
 * In: a kind, its objects, and the time. Out: the text of a meta.k8s.io/v1 Table. The rules:
 * 1. a built-in kind has the columns of the real server's printers (built-in-printers.ts), a custom kind those of its CRD
 *    (custom-printer.ts), every other kind its name and when it was made;
 * 2. a row carries the object's metadata, the whole object, or nothing, as `includeObject` says;
 * 3. within a watch only the first table names the columns.
 */
import { formatJson, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { inVersion } from "../cluster/in-version.ts";
import type { Kind } from "../cluster/kind.ts";
import { badRequest } from "../cluster/status-error.ts";
import { builtInPrinterOf } from "./built-in-printers.ts";
import type { Printer } from "./column.ts";
import { customPrinterOf } from "./custom-printer.ts";
import { toMetadataText, toObjectText } from "./object-text.ts";

export type TableOptions = {
  readonly kind: Kind;
  readonly now: Date;
  /** "None", "Metadata" or "Object"; "": the metadata. */
  readonly includeObject: string;
  /** metadata of the table: that of the list, or the object's version. */
  readonly metadata: JsonObject;
  readonly hasColumns: boolean;
};

/** Writes objects as a Table. Throws 400 for a wrong `includeObject`. */
export function toTableText(objects: readonly KubeObject[], options: TableOptions): string {
  const { kind, now, includeObject, metadata, hasColumns } = options;
  checkIncludeObject(includeObject);
  const printer = printerOf(kind);
  const rows = objects.map((object) => {
    const cells = formatJson(printer.cells(inVersion(kind, object), now));
    return `{"cells":${cells},"object":${toRowObject(kind, object, includeObject)}}`;
  });
  const isNull = rows.length === 0 && printer.hasNullRows === true;
  const columns = hasColumns ? formatJson(printer.columns) : "null";
  const head = `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${formatJson(metadata)}`;
  return `${head},"columnDefinitions":${columns},"rows":${isNull ? "null" : `[${rows.join(",")}]`}}`;
}

/** Throws 400 where `includeObject` is none of its values. */
export function checkIncludeObject(value: string): void {
  if (["", "Metadata", "None", "Object"].includes(value)) return;
  const why = `includeObject: Invalid value: ${JSON.stringify(value)}: must be 'Metadata', 'Object', 'None', or empty`;
  throw badRequest(`Unable to convert to Table as requested: ${why}`);
}

function toRowObject(kind: Kind, object: KubeObject, includeObject: string): string {
  if (includeObject === "None") return "null";
  return includeObject === "Object" ? toObjectText(kind, object) : toMetadataText(object);
}

function printerOf(kind: Kind): Printer {
  return kind.typeName === undefined ? customPrinterOf(kind) : builtInPrinterOf(kind);
}
