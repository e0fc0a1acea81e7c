import { messageOf } from "../../errors.ts";
import { parseJson } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { createLuaMachine, type LuaMachine } from "./lua-machine.ts";
import { luaPrelude } from "./lua-prelude.ts";
import { type LuaState, pushText, pushValue, readTop, typeOnTop, withText } from "./lua-values.ts";
import { replaceGoto } from "./replace-goto.ts";
import type { ScriptReply, ScriptRequest } from "./script-request.ts";

type LuaRequest = Extract<ScriptRequest, { readonly language: "lua" }>;

/** LUA_GLOBALSINDEX and LUA_MULTRET of Lua 5.1. */
const globals = -10_002;
const allResults = -1;

let machine: LuaMachine | undefined;

/** Runs a script in a fresh state and gives what it returns, the last value if there are several. */
export function runLua(request: LuaRequest): ScriptReply {
  machine ??= createLuaMachine();
  try {
    return runIn(machine, request);
  } catch (error) {
    // Whatever the machine threw (a full stack, no memory), nobody knows what it has left behind.
    machine = undefined;
    return { problem: messageOf(error) };
  }
}

function runIn(used: LuaMachine, request: LuaRequest): ScriptReply {
  const lua: LuaState = { machine: used, state: used.call("luaL_newstate") };
  if (lua.state === 0) throw new Error("out of memory");
  used.call("luaL_openlibs", lua.state);
  setGlobal(lua, "__now", request.now);
  setGlobal(lua, "__open", request.useOpenLibs);
  const problem = runText(lua, "prelude", luaPrelude);
  if (problem !== undefined) throw new Error(problem);
  const object = parseJson(request.object);
  setGlobal(lua, "obj", asObject(object));
  setGlobal(lua, "actionParams", request.parameters);
  const reply = runScript(lua, request.script);
  used.call("lua_close", lua.state);
  return reply;
}

function setGlobal(lua: LuaState, name: string, value: Parameters<typeof pushValue>[1]): void {
  pushText(lua, name);
  pushValue(lua, value);
  lua.machine.call("lua_rawset", lua.state, globals);
}

function runScript(lua: LuaState, script: string): ScriptReply {
  lua.machine.call("lua_settop", lua.state, 0);
  const problem = runText(lua, "lua", replaceGoto(script));
  if (problem !== undefined) return { problem: problem.replace(/^lua:(\d+): /, "line $1: ") };
  const type = typeOnTop(lua);
  if (type === "nil") return { value: undefined };
  if (type !== "table") return { problem: `it returned a ${type}, not a table` };
  try {
    return { value: readTop(lua) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** Gives what went wrong; undefined where nothing did. */
function runText(lua: LuaState, name: string, text: string): string | undefined {
  const { machine: used, state } = lua;
  // Compiled Lua would not be checked by anything: only text is run.
  if (text.startsWith("\u001b")) return "it is no text";
  const status =
    withText(used, text, (at, length) =>
      withText(used, `=${name}`, (nameAt) => used.call("luaL_loadbuffer", state, at, length, nameAt)),
    ) || used.call("lua_pcall", state, 0, allResults, 0);
  if (status === 0) return undefined;
  const type = typeOnTop(lua);
  return type === "string" || type === "number" ? String(readTop(lua)) : `error of type ${type}`;
}
