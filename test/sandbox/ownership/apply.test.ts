import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/kube/json.ts";
import { apply } from "../../../src/sandbox/ownership/apply.ts";
import { capOwners } from "../../../src/sandbox/ownership/cap-owners.ts";
import { type Owner, type Owners, toOwnerKey } from "../../../src/sandbox/ownership/managers.ts";
import { update } from "../../../src/sandbox/ownership/update.ts";
import { withoutPaths } from "../../../src/sandbox/ownership/writable.ts";
import { deducedType } from "../../../src/sandbox/schema/shape.ts";

const config = fc
  .object({ key: fc.constantFrom("a", "b", "c"), maxDepth: 2, values: [fc.integer({ min: 0, max: 2 })] })
  .map((object): Json => JSON.parse(JSON.stringify({ spec: object })))
  // Who owns an empty map that another fills and leaves loses it, here as in the real server.
  .filter((object) => !JSON.stringify(object).includes("{}"));

function run(live: Json, next: Json, owners: Owners, manager: string) {
  const applier = { manager, apiVersion: "v1" };
  return apply({ live, config: next, type: deducedType, owners, applier, force: true, withoutStatus: false });
}

test("applying the same configuration again changes neither value nor owners", () => {
  fc.assert(
    fc.property(config, config, config, (a, b, c) => {
      const first = run({}, a, new Map(), "one");
      const second = run(first.value, b, first.owners, "two");
      const third = run(second.value, c, second.owners, "one");
      const again = run(third.value, c, third.owners, "one");
      expect(again.value).toEqual(third.value);
      expect([...again.owners.entries()].sort()).toEqual([...third.owners.entries()].sort());
    }),
  );
});

test("what only one manager ever set is gone when it applies nothing any more", () => {
  fc.assert(
    fc.property(config, (a) => {
      const first = run({}, a, new Map(), "one");
      const last = run(first.value, {}, first.owners, "one");
      expect(JSON.stringify(last.value)).not.toMatch(/\d/);
      expect(last.owners.size).toBe(0);
    }),
  );
});

test("without force a conflict leaves value and owners as they were", () => {
  const first = run({}, { a: 1 }, new Map(), "one");
  const applier = { manager: "two", apiVersion: "v1" };
  const input = { live: first.value, config: { a: 2 }, type: deducedType, owners: first.owners };
  const second = apply({ ...input, applier, force: false, withoutStatus: false });
  expect(second).toMatchObject({ value: { a: 1 }, conflicts: [{ fields: { "f:a": {} } }] });
  expect(second.owners).toBe(first.owners);
});

test("an update owns what it changes and takes it from the one who applied it", () => {
  const first = run({}, { a: 1, b: 1 }, new Map(), "one");
  const owners = update({
    before: first.value,
    after: { a: 2, b: 1, c: { d: 1 } },
    type: deducedType,
    owners: first.owners,
    writer: { manager: "two", apiVersion: "v1" },
    withoutStatus: false,
  });
  expect([...owners.values()].map(({ manager, operation, fields }) => [manager, operation, fields])).toEqual([
    ["one", "Apply", { "f:b": {} }],
    ["two", "Update", { "f:a": {}, "f:c": { ".": {}, "f:d": {} } }],
  ]);
});

test("the oldest of more than ten who update become one", () => {
  const owner = (index: number): readonly [string, Owner] => {
    const head = { manager: `m${index}`, operation: "Update", apiVersion: "v1" } as const;
    const time = `2020-01-01T00:00:${String(index).padStart(2, "0")}Z`;
    return [toOwnerKey(head), { ...head, time, fields: { [`f:${index}`]: {} } }];
  };
  const capped = [...capOwners(new Map(Array.from({ length: 12 }, (_, index) => owner(index)))).values()];
  expect(capped.length).toBe(10);
  expect(capped.find(({ manager }) => manager === "ancient-changes")).toEqual({
    manager: "ancient-changes",
    operation: "Update",
    apiVersion: "v1",
    time: "2020-01-01T00:00:02Z",
    fields: { "f:0": {}, "f:1": {}, "f:2": {} },
  });
});

test("paths that cannot be written are left out with all below them", () => {
  const fields = { "f:spec": { "f:a": {} }, "f:metadata": { "f:labels": { "f:b": {} }, "f:name": {} } };
  const without = (...paths: string[][]) => withoutPaths(fields, paths);
  expect(without(["f:spec"], ["f:metadata", "f:labels"])).toEqual({ "f:metadata": { "f:name": {} } });
  expect(without(["f:none"], ["f:metadata", "f:none"])).toBe(fields);
  expect(withoutPaths({ "f:a": { "f:b": {} } }, [["f:a", "f:b"]])).toBeUndefined();
});
