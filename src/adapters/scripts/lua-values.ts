import { isObject, type Json } from "../../kube/json.ts";
import type { LuaMachine } from "./lua-machine.ts";

/** A state of Lua in its machine. */
export type LuaState = { readonly machine: LuaMachine; readonly state: number };

const types = { nil: 0, boolean: 1, number: 3, string: 4, table: 5 } as const;
const typeNames: ReadonlyMap<number, string> = new Map([
  [0, "nil"],
  [1, "boolean"],
  [2, "userdata"],
  [3, "number"],
  [4, "string"],
  [5, "table"],
  [6, "function"],
  [7, "userdata"],
  [8, "thread"],
]);

const valuesMax = 20_000;
const depthMax = 50;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** The Lua stack of a C function has 20 places unless more are asked for. */
const stackPlaces = 10;

/** Pushes a JSON value as Argo CD does: lists count from 1, and what is null is not there. */
export function pushValue(lua: LuaState, value: Json | undefined): void {
  const { call } = lua.machine;
  call("lua_checkstack", lua.state, stackPlaces);
  if (typeof value === "string") pushText(lua, value);
  else if (typeof value === "boolean") call("lua_pushboolean", lua.state, value ? 1 : 0);
  else if (typeof value === "number" || typeof value === "bigint") {
    call("lua_pushnumber", lua.state, Number(value));
  } else if (Array.isArray(value)) pushList(lua, value);
  else if (isObject(value)) pushObject(lua, value);
  else call("lua_pushnil", lua.state);
}

function pushList(lua: LuaState, list: readonly Json[]): void {
  const { call } = lua.machine;
  call("lua_createtable", lua.state, list.length, 0);
  const present = list.filter((item) => item !== null);
  for (const [index, item] of present.entries()) {
    pushValue(lua, item);
    call("lua_rawseti", lua.state, -2, index + 1);
  }
}

function pushObject(lua: LuaState, object: Readonly<Record<string, Json | undefined>>): void {
  const { call } = lua.machine;
  call("lua_createtable", lua.state, 0, 0);
  for (const [name, field] of Object.entries(object)) {
    if (field === null || field === undefined) continue;
    pushText(lua, name);
    pushValue(lua, field);
    call("lua_rawset", lua.state, -3);
  }
}

/** Pushes a text. */
export function pushText(lua: LuaState, text: string): void {
  withText(lua.machine, text, (at, length) => lua.machine.call("lua_pushlstring", lua.state, at, length));
}

/** Puts a text into the machine's memory, with a zero at its end, for as long as `use` runs. */
export function withText(
  machine: LuaMachine,
  text: string,
  use: (at: number, length: number) => number,
): number {
  const bytes = encoder.encode(text);
  const at = machine.call("malloc", bytes.length + 1);
  if (at === 0) throw new Error("out of memory");
  const memory = new Uint8Array(machine.memory.buffer);
  memory.set(bytes, at);
  memory[at + bytes.length] = 0;
  const result = use(at, bytes.length);
  machine.call("free", at);
  return result;
}

/** Names the type of what is on top of the stack. */
export function typeOnTop({ machine, state }: LuaState): string {
  const type = machine.call("lua_gettop", state) === 0 ? types.nil : machine.call("lua_type", state, -1);
  return typeNames.get(type) ?? "nil";
}

/**
 * Reads what is on top of the stack as JSON; an empty table is an empty list, as to Argo CD. Throws where a table is nested
 * without end, too large or has keys that JSON has not.
 */
export function readTop(lua: LuaState): Json | undefined {
  return readValue(lua, { left: valuesMax, depth: 0 });
}

type Budget = { left: number; depth: number };

function readValue(lua: LuaState, budget: Budget): Json | undefined {
  const { machine, state } = lua;
  budget.left -= 1;
  if (budget.left < 0) throw new Error("the result is too large");
  machine.call("lua_checkstack", state, stackPlaces);
  const type = machine.call("lua_type", state, -1);
  if (type === types.string) return readText(lua);
  if (type === types.number) return machine.call("lua_tonumber", state, -1);
  if (type === types.boolean) return machine.call("lua_toboolean", state, -1) !== 0;
  if (type === types.table) return readTable(lua, budget);
  if (type === types.nil) return undefined;
  throw new Error(`cannot encode ${typeNames.get(type) ?? "that"} to JSON`);
}

function readText({ machine, state }: LuaState): string {
  const lengthAt = machine.call("malloc", 4);
  const at = machine.call("lua_tolstring", state, -1, lengthAt);
  const length = new DataView(machine.memory.buffer).getUint32(lengthAt, true);
  machine.call("free", lengthAt);
  return decoder.decode(new Uint8Array(machine.memory.buffer, at, length));
}

function readTable(lua: LuaState, budget: Budget): Json {
  const { machine, state } = lua;
  if (budget.depth >= depthMax) throw new Error("the result is nested too deeply, or without end");
  budget.depth += 1;
  const fields = new Map<string | number, Json | undefined>();
  machine.call("lua_pushnil", state);
  while (machine.call("lua_next", state, -2) !== 0) {
    const value = readValue(lua, budget);
    machine.call("lua_settop", state, -2);
    fields.set(readKey(lua), value);
  }
  budget.depth -= 1;
  return toJson(fields);
}

/** A key is read by its type, for asking for its text would change a number into one and lose the place in the table. */
function readKey(lua: LuaState): string | number {
  const type = lua.machine.call("lua_type", lua.state, -1);
  if (type === types.number) return lua.machine.call("lua_tonumber", lua.state, -1);
  if (type === types.string) return readText(lua);
  throw new Error("cannot encode a table whose keys are neither texts nor numbers");
}

function toJson(fields: ReadonlyMap<string | number, Json | undefined>): Json {
  const keys = [...fields.keys()];
  if (keys.every((key) => typeof key === "string") && keys.length > 0) return Object.fromEntries(fields);
  const list = keys.map((_key, index) => fields.get(index + 1));
  const items = list.filter((item) => item !== undefined);
  if (items.length !== list.length) throw new Error("cannot encode a table with mixed or missing keys");
  return items;
}
