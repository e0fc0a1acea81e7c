import type { Json } from "../../kube/json.ts";
import type { MapType, Scalar } from "../schema/field-type.ts";
import { presence } from "./presence-table.ts";

/** What the server's own types write of scalars that are zero or absent. */
export type Presence = {
  /** Fields that keep a zero: in Go, they are pointers. */
  readonly kept: ReadonlySet<string>;
  /** Fields that are always written, if only as a zero. */
  readonly always: ReadonlySet<string>;
};

let lines: ReadonlyMap<string, string> | undefined;
const parsed = new Map<string, Presence>();
const nothing: Presence = { kept: new Set(), always: new Set() };

/** Looks a type up in the table: a line is `<type> <field>?...` for what keeps zeros and `<field>!` for what is always there. */
export function presenceOf({ name }: MapType): Presence | undefined {
  if (name === undefined) return undefined;
  const known = parsed.get(name);
  if (known !== undefined) return known;
  lines ??= new Map(presence.split("\n").map((line) => [line.split(" ", 1)[0] ?? "", line]));
  const line = lines.get(name);
  const made = line === undefined ? nothing : toPresence(line.split(" ").slice(1));
  parsed.set(name, made);
  return made;
}

function toPresence(fields: readonly string[]): Presence {
  const marked = (mark: string) =>
    new Set(fields.filter((field) => field.endsWith(mark)).map((field) => field.slice(0, -1)));
  return { kept: marked("?"), always: marked("!") };
}

const zeros: Readonly<Record<Scalar, Json>> = {
  boolean: false,
  bytes: null,
  "int-or-string": 0,
  integer: 0,
  number: 0,
  quantity: "0",
  string: "",
  time: null,
};

/** Gives what Go writes of a scalar that nobody set. */
export function zeroOf(scalar: Scalar): Json {
  return zeros[scalar];
}
