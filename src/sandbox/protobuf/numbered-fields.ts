import { fieldNumbers } from "./field-numbers.ts";

/** What a number of a message stands for: a field, or, if embedded, all fields of another type in the same object. */
export type NumberedField = { readonly name: string; readonly embedded: string | undefined };

let lines: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Finds a field of a type by its number. A line of the table is `<type> <name of field 1> <name of field 2>...`, `-` for a
 * number without field and `~Type` for a struct of the same package that is embedded.
 */
export function fieldAt(type: string, number: number): NumberedField | undefined {
  lines ??= parse(fieldNumbers);
  const name = lines.get(type)?.[number];
  if (name === undefined || name === "-") return undefined;
  const isEmbedded = name.startsWith("~");
  return {
    name,
    embedded: isEmbedded ? type.slice(0, type.lastIndexOf(".") + 1) + name.slice(1) : undefined,
  };
}

/** Tells whether the fields of a type are known. */
export function isNumbered(type: string): boolean {
  lines ??= parse(fieldNumbers);
  return lines.has(type);
}

function parse(table: string): ReadonlyMap<string, readonly string[]> {
  const rows = table.split("\n").filter((line) => line !== "");
  return new Map(rows.map((line) => [line.slice(0, line.indexOf(" ")), line.split(" ")]));
}
