import type { KubeObject } from "../../kube/object.ts";

/** A value of a table's row. */
export type Cell = boolean | number | string | null;

/** A column of a table; `priority` 1 is shown by `-o wide` only. */
export type Column = {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
};

/** How objects of a kind are printed. */
export type Printer = {
  readonly columns: readonly Column[];
  readonly cells: (object: KubeObject, now: Date) => readonly Cell[];
  /** A table of no objects has `null` for its rows. */
  readonly hasNullRows?: boolean;
};

/** Reads columns of a line: `Name|Desired:integer|Images*`; a star marks a wide one, and a type of its own follows a colon. */
export function parseColumns(line: string): readonly Column[] {
  return line.split("|").map((text) => {
    const [, name = "", type = "string", star] = /^([^:*]+)(?::(\w+))?(\*)?$/.exec(text) ?? [];
    const priority = star === undefined ? 0 : 1;
    return { name, type, format: name === "Name" ? "name" : "", description: "", priority };
  });
}
