import type { Writable } from "node:stream";
import { stringify } from "yaml";
import type { Json } from "../../kube/json.ts";

/** Prints a value as JSON or YAML; tells whether it did: other formats are for the command itself. */
export function printDocument(value: Json, format: string, out: Writable): boolean {
  if (format === "json") out.write(`${JSON.stringify(value, writeBigInt, 2)}\n`);
  if (format === "yaml") out.write(toYaml(value));
  return format === "json" || format === "yaml";
}

/** Formats a value as a YAML document. */
export function toYaml(value: Json): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, keepUndefined: false });
}

/** JSON.stringify knows no bigint; as a text it is not rounded by whoever reads it. */
function writeBigInt(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
