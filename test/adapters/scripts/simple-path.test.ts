import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { toPaths } from "../../../src/adapters/scripts/jq-answer.ts";
import { createScriptThread } from "../../../src/adapters/scripts/script-thread.ts";
import { serveScripts } from "../../../src/adapters/scripts/serve-scripts.ts";
import "../../../src/adapters/scripts/script-worker.ts";
import { findSimplePaths } from "../../../src/adapters/scripts/simple-path.ts";
import type { Json } from "../../../src/kube/json.ts";

const thread = createScriptThread();
afterAll(() => thread.close());

function askJq(expression: string, object: Json) {
  const request = { language: "jq", expression, object: JSON.stringify(object) } as const;
  const reply = thread.call(request, 20_000);
  if (reply === undefined) throw new Error("jq took too long");
  return toPaths(reply, object);
}

const name = fc.constantFrom("a", "b", "c");
const field = name.map((each) => `.${each}`);
const quoted = name.map((each) => `.["${each}"]`);
const step = fc.oneof(
  { weight: 4, arbitrary: field },
  { weight: 1, arbitrary: quoted },
  { weight: 2, arbitrary: fc.constantFrom("[]", "[0]", "[-1]", "[]?") },
);
const path = fc.tuple(field, fc.array(step, { maxLength: 3 })).map(([first, rest]) => first + rest.join(""));
const literal = fc.constantFrom('"x"', "1", "true", "null");
const condition = fc.oneof(
  path,
  fc.tuple(path, fc.constantFrom("==", "!="), literal).map((parts) => parts.join(" ")),
);
const stage = fc.oneof(
  { weight: 3, arbitrary: path },
  { weight: 1, arbitrary: condition.map((each) => `select(${each})`) },
  { weight: 1, arbitrary: fc.tuple(path, path).map(([one, other]) => `${one}, ${other}`) },
);
const expressions = fc.array(stage, { minLength: 1, maxLength: 3 }).map((stages) => stages.join(" | "));

const leaf = fc.constantFrom<Json>("x", 1, true, null);
const inner = fc.oneof(leaf, fc.array(leaf, { maxLength: 2 }), fc.dictionary(name, leaf));
const value = fc.oneof(inner, fc.array(inner, { maxLength: 2 }), fc.dictionary(name, inner));
const objects = fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });

test("a plain path names what jq names, or is left to jq", () => {
  let found = 0;
  fc.assert(
    fc.property(expressions, objects, (expression, object) => {
      const simple = findSimplePaths(expression, object);
      if (simple === undefined) return;
      found += 1;
      expect({ paths: simple }).toEqual(askJq(expression, object));
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(30);
});

test.each([
  ". a",
  ".a .b",
  "..",
  ".a | length",
  ".a[1:2]",
  '.a == "x"',
  "$ENV.a",
  ".a?//1",
  '."\\(1)"',
  ".a as $x | .b",
  "",
])("more than plain paths is left to jq: %s", (expression) => {
  expect(findSimplePaths(expression, { a: { b: 1 } })).toBeUndefined();
});

test("a value that a step does not fit is left to jq", () => {
  expect(findSimplePaths(".a.b", { a: "text" })).toBeUndefined();
  expect(findSimplePaths(".a.b?", { a: "text" })).toEqual([]);
});

test("the worker's first file does nothing outside a worker", () => {
  expect(serveScripts).toBeTypeOf("function");
});
