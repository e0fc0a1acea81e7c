import { afterAll, describe, expect, test } from "vitest";
import { createScripts } from "../../../src/adapters/scripts/scripts.ts";
import type { KubeObject } from "../../../src/kube/object.ts";

// A machine that is busy must not make a jq that is fine too late.
const scripts = createScripts({ jqTimeoutMs: 10_000 });
const hasty = createScripts({ jqTimeoutMs: 300 });
afterAll(async () => await Promise.all([scripts.close(), hasty.close()]));

const boat: KubeObject = {
  apiVersion: "sea.example/v1",
  kind: "Boat",
  metadata: { name: "ada", generation: 3 },
  spec: { crew: ["ann", null, "bob"], mast: null, deck: {}, tons: 12345678901234567890n },
  status: { conditions: [{ type: "Ready", status: "True", message: "afloat" }], replicas: 2 },
};

const lua = (text: string, useOpenLibs = false) => scripts.lua({ lua: text, useOpenLibs }, boat);
const say = (expression: string) => lua(`return {status = tostring(${expression})}`);
const jq = (expression: string, object: KubeObject = boat) => scripts.jq(expression, object);

describe("Lua", () => {
  test.each([
    ["an integer has no decimals", "obj.metadata.generation", "3"],
    ["a quotient that is whole has none either", "4 / 2", "2"],
    ["a list counts from 1", "obj.spec.crew[1]", "ann"],
    ["a null in a list is not there", "#obj.spec.crew", "2"],
    ["a null field is not there", "obj.spec.mast", "nil"],
    ["an empty object has no next", "next(obj.spec.deck)", "nil"],
    ["an integer beyond 2^53 is a number", "type(obj.spec.tons)", "number"],
    ["unpack is a global", "select('#', unpack({1, 2, 3}))", "3"],
    ["table.getn is there", "table.getn({1, 2})", "2"],
    ["string.gfind is there", "string.gfind('ab', 'b')()", "b"],
    ["math.pow is there", "math.pow(2, 10)", "1024"],
    ["setfenv is there", "type(setfenv)", "function"],
    ["%d takes a number", "string.format('%d of %d', 3, 2.0)", "3 of 2"],
    ["text has methods", "('Boat'):lower():find('oa')", "2"],
    [
      "os.time reads a table as UTC",
      "os.time{year=2023, month=11, day=14, hour=22, min=13, sec=20}",
      "1700000000",
    ],
    ["os.time of a table without an hour is noon", "os.time{year=1970, month=1, day=1}", "43200"],
    ["os.date formats as RFC 3339", "os.date('!%Y-%m-%dT%H:%M:%SZ', 1700000000)", "2023-11-14T22:13:20Z"],
    ["os.date gives fields", "os.date('*t', 1709164800).day", "29"],
    ["require knows os", "require('os') == os", "true"],
    ["there are no files", "io", "nil"],
    ["nothing is loaded", "loadstring or load or dofile or loadfile", "nil"],
    ["os has nothing else", "os.execute or os.getenv or os.exit or os.remove", "nil"],
    ["coroutines are opened by a setting", "coroutine", "nil"],
    ["print prints nothing", "print('secret')", "nil"],
  ])("%s", (_rule, expression, want) => {
    const result = expression.startsWith("print")
      ? lua(`print('x') return {status = 'nil'}`)
      : say(expression);
    expect(result).toEqual({ value: { status: want } });
  });

  test("open libraries are coroutines and tracebacks, and still no files", () => {
    const text =
      "return {status = type(coroutine) .. type(debug.traceback) .. type(io) .. type(debug.getregistry)}";
    expect(lua(text, true)).toEqual({ value: { status: "tablefunctionnilnil" } });
  });

  test("os.time is now", () => {
    const result = lua("return {at = os.time()}");
    const before = Math.floor(Date.now() / 1000) - 5;
    expect("value" in result && JSON.stringify(result.value)).toMatch(/^\{"at":\d{10}\}$/);
    const at = "value" in result ? Number(JSON.stringify(result.value).replaceAll(/\D/g, "")) : 0;
    expect(at).toBeGreaterThan(before);
  });

  test("goto a label at a loop's end goes on with the loop", () => {
    const text = `
local names = ""
for _, name in ipairs({"a", "b", "c"}) do
  if name == "b" then goto continue end
  for i = 1, 2 do
    if i == 2 then
      -- end of the inner loop
      names = names .. name
    end
  end
  ::continue::
end
return {status = names}`;
    expect(lua(text)).toEqual({ value: { status: "ac" } });
  });

  test("a goto in a nested elseif, and lines stay where they are", () => {
    const text = `for _, c in ipairs(obj.status.conditions) do
  if c.type == "Other" then x = 1
  elseif c.status == "True" then goto next
  else y = 2 end
  x = nil + 1
  ::next::
end
error("at 8")`;
    expect(lua(text)).toEqual({ problem: "line 8: at 8" });
  });

  test.each([
    ["nothing", "return", { value: undefined }],
    ["no return", "x = 1", { value: undefined }],
    ["the last of several values", "return {}, {status = 'Healthy'}", { value: { status: "Healthy" } }],
    ["a text", "return 'Healthy'", { problem: "it returned a string, not a table" }],
    ["an error", "local x\n\nreturn x.y", { problem: "line 3: attempt to index local 'x' (a nil value)" }],
    ["an error that is a table", "error({})", { problem: "error of type table" }],
    ["a mistake of syntax", "if then", { problem: "line 1: unexpected symbol near 'then'" }],
    [
      "a table within itself",
      "t = {} t.t = t return t",
      { problem: "the result is nested too deeply, or without end" },
    ],
    ["a function in a table", "return {f = print}", { problem: "cannot encode function to JSON" }],
    ["compiled Lua", "\u001bLua", { problem: "it is no text" }],
    [
      "a stack without end",
      "local function f() return 1 + f() end f()",
      { problem: "line 1: stack overflow" },
    ],
  ])("a script that returns %s", (_rule, text, want) => {
    expect(lua(text)).toEqual(want);
  });

  test("a script leaves nothing for the next one", () => {
    lua("leak = 1 string.format = nil obj.metadata.name = 'other'");
    expect(say("leak")).toEqual({ value: { status: "nil" } });
    expect(say("string.format('%s', obj.metadata.name)")).toEqual({ value: { status: "ada" } });
  });

  test.each([
    ["loops, within pcall too", "while true do pcall(function() while true do end end) end"],
    ["loops in matching a pattern", "return {x = (('a'):rep(40)):find(('a*'):rep(30) .. 'b')}"],
  ])("a script that %s is ended after a second, and others go on", (_rule, text) => {
    expect(lua(text)).toEqual({ problem: "it took longer than 1 s, or too much memory" });
    expect(say("1")).toEqual({ value: { status: "1" } });
  });

  test.each([
    ["one long text", "return {x = #string.rep('x', 1e9)}"],
    [
      "a table without end, within pcall too",
      "t = {} while true do pcall(function() for i = 1, 1e9 do t[#t+1] = ('x'):rep(1e6) .. i end end) end",
    ],
  ])("a script that wants memory without end ends, by %s", (_rule, text) => {
    expect(lua(text)).toHaveProperty("problem");
    expect(say("1")).toEqual({ value: { status: "1" } });
  });

  test("a script that used up its time three times is refused for a minute", () => {
    const spare = createScripts({ jqTimeoutMs: 50 });
    const loop = "def f: f; path(f)";
    const run = () => spare.jq(loop, boat);
    for (let time = 0; time < 3; time += 1) expect(run()).toHaveProperty("problem");
    const starts = spare.starts();
    expect(run()).toEqual({
      problem: `Cannot run jq "${loop}": it took longer than 0.05 s, or too much memory 3 times and is not run for a minute`,
    });
    expect(spare.starts()).toBe(starts);
    return spare.close();
  });
});

describe("jq", () => {
  test.each([
    ["a field", ".spec.mast", [["spec", "mast"]]],
    ["a field that is not there", ".spec.sail.size", [["spec", "sail", "size"]]],
    [
      "every item",
      ".spec.crew[]",
      [
        ["spec", "crew", 0],
        ["spec", "crew", 1],
        ["spec", "crew", 2],
      ],
    ],
    ["items that are selected", '.spec.crew[] | select(. == "bob")', [["spec", "crew", 2]]],
    ["an item from the end", ".spec.crew[-1]", [["spec", "crew", 2]]],
    [
      "a slice",
      ".spec.crew[1:]",
      [
        ["spec", "crew", 1],
        ["spec", "crew", 2],
      ],
    ],
    [
      "what has a text",
      '.status.conditions[] | select(.message | test("float")) | .status',
      [["status", "conditions", 0, "status"]],
    ],
    [
      "by a function",
      'def ready: select(.type == "Ready"); .status.conditions[] | ready',
      [["status", "conditions", 0]],
    ],
    ["a comment at the end", ".spec.mast # gone", [["spec", "mast"]]],
    ["nothing, of what is not there", ".spec.sails[] | .size", []],
    ["nothing, of what is not there, for jq itself", ".spec.sails[] | .size | tostring", []],
  ])("names %s", (_rule, expression, paths) => {
    expect(jq(expression)).toEqual({ paths });
  });

  test.each([
    ["a mistake", ".a[", "syntax error"],
    ["no path", "1 + 1", "Invalid path expression"],
    ["the environment", "env", "Invalid path expression"],
    ["the environment's variables", "$ENV.HOME", "Invalid path expression"],
    ["other input", "input", "break"],
    ["a module", 'import "x" as x; .', "syntax error"],
    ["an error of its own", 'error("boo")', "boo"],
    ["a field of a text", ".kind.x", "Cannot index string with"],
  ])("refuses %s, and names the expression", (_rule, expression, reason) => {
    const answer = jq(expression);
    const problem = "problem" in answer ? answer.problem : "";
    expect(problem).toContain(`Cannot run jq "${expression}": `);
    expect(problem).toContain(reason);
  });

  test.each([
    ["loops", "def f: f; f"],
    ["recurses", "def f: 1 + f; f"],
    ["grows", '[limit(1e9; repeat("x"))] | .[0]'],
  ])("an expression that %s without end ends, and others go on", (_rule, expression) => {
    expect(hasty.jq(expression, boat)).toHaveProperty("problem");
    expect(hasty.jq(".spec.mast", boat)).toEqual({ paths: [["spec", "mast"]] });
    expect(jq(".spec | first(.mast)")).toEqual({ paths: [["spec", "mast"]] });
  });

  test("runs hundreds of times", () => {
    for (let generation = 0; generation < 250; generation += 1) {
      const object = { ...boat, metadata: { name: "ada", generation } };
      expect(jq(".spec | first(.mast)", object)).toEqual({ paths: [["spec", "mast"]] });
    }
  });
});

describe("CEL", () => {
  test.each([
    ["the first that is true", ["false", "status.replicas == 2", "true"], 1],
    ["none", ["", "", "status.replicas > 2"], -1],
    ["a condition", ["", "", 'status.conditions.exists(c, c.type == "Ready" && c.status == "True")'], 2],
    ["a field that may be absent", ["has(status.phase)", "", "true"], 2],
    ["a field that is not there", ["status.phase == 'x'"], "No such key: phase"],
  ])("gives %s", (_rule, expressions, value) => {
    expect(scripts.cel(expressions, boat)).toEqual({ value });
  });

  test.each([
    ["a number", "1 + 1", "is neither true nor false"],
    ["a mistake", "status.(", "Expected"],
  ])("refuses %s", (_rule, expression, reason) => {
    const result = scripts.cel([expression], boat);
    expect("problem" in result && result.problem).toContain(reason);
  });
});

test("no thread is started where no script runs, nor for a plain path; one for all others", () => {
  const idle = createScripts();
  expect(idle.jq('.spec.crew[] | select(. != "ann")', boat)).toHaveProperty("paths");
  expect(idle.starts()).toBe(0);
  idle.lua({ lua: "return {}", useOpenLibs: false }, boat);
  idle.cel(["true"], boat);
  idle.jq(".spec | first(.mast)", boat);
  expect(idle.starts()).toBe(1);
  return idle.close();
});
