import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import { allowedByLastApplied, toLastApplied } from "../../../src/sandbox/ownership/last-applied.ts";
import { deducedType } from "../../../src/sandbox/schema/shape.ts";

const name = "kubectl.kubernetes.io/last-applied-configuration";

function withLast(data: JsonObject, last?: string): JsonObject {
  return { metadata: { annotations: last === undefined ? { other: "1" } : { [name]: last } }, data };
}

const owner = { manager: "kubectl-client-side-apply", operation: "Update", apiVersion: "v1" } as const;
const conflicts = [
  { owner: { ...owner, fields: undefined }, fields: { "f:data": { "f:a": {}, "f:b": {} } } },
];

function left(live: JsonObject) {
  const applier = { manager: "kubectl", apiVersion: "v1" };
  const rest = {
    config: {},
    type: deducedType,
    owners: new Map(),
    applier,
    force: false,
    withoutStatus: false,
  };
  return allowedByLastApplied({ live, ...rest }, conflicts).map(({ fields }) => fields);
}

const both = { "f:data": { "f:a": {}, "f:b": {} } };

test.each([
  [
    "has the value it was applied with may be forced",
    withLast({ a: "1", b: "2" }, '{"data":{"a":"1","b":"2"}}'),
    [],
  ],
  [
    "was changed since may not",
    withLast({ a: "1", b: "9" }, '{"data":{"a":"1","b":"2"}}'),
    [{ "f:data": { "f:b": {} } }],
  ],
  [
    "was never applied may not",
    withLast({ a: "1", b: "2" }, '{"data":{"a":"1"}}'),
    [{ "f:data": { "f:b": {} } }],
  ],
  ["nobody says anything of may not", withLast({ a: "1", b: "2" }), [both]],
  ["an annotation that is no JSON speaks of may not", withLast({ a: "1" }, "{"), [both]],
])("a field that %s", (_rule, live, want) => expect(left(live)).toEqual(want));

test("the annotation follows what is applied, without itself; where there is none, none is made", () => {
  const config = { data: { a: "2" }, metadata: { annotations: { [name]: "old", x: "1" } } };
  const written = toLastApplied(withLast({ a: "2" }, "old"), config);
  expect(written).toEqual(withLast({ a: "2" }, '{"data":{"a":"2"},"metadata":{"annotations":{"x":"1"}}}\n'));
  const bare = withLast({ a: "2" });
  expect(toLastApplied(bare, config)).toBe(bare);
});
