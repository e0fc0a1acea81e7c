import type { JsonObject } from "../../../../src/kube/json.ts";

/** Values that the sample schema changes, and what a server stores of each. */
export const storedValues: readonly {
  readonly rule: string;
  readonly spec: JsonObject;
  readonly stored: JsonObject;
}[] = [
  {
    rule: "an unknown field is dropped",
    spec: { size: 1, unknown: 1, nested: { other: 2 } },
    stored: { given: "a", nested: { depth: 1, note: "n" }, size: 1 },
  },
  {
    rule: "a missing field gets its default, and a missing object its fields'",
    spec: { size: 1 },
    stored: { given: "a", nested: { depth: 1, note: "n" }, size: 1 },
  },
  {
    rule: "a field that is given keeps its value",
    spec: { size: 1, given: "b", nested: { depth: 2, note: "m" } },
    stored: { given: "b", nested: { depth: 2, note: "m" }, size: 1 },
  },
  {
    rule: "null is no value where the schema does not allow it",
    spec: { size: 1, given: null, code: null },
    stored: { given: "a", nested: { depth: 1, note: "n" }, size: 1 },
  },
  {
    rule: "null is a value where the schema allows it",
    spec: { size: 1, perhaps: null, nested: { note: null } },
    stored: { given: "a", nested: { depth: 1, note: null }, perhaps: null, size: 1 },
  },
  {
    rule: "items of a list get their defaults",
    spec: { size: 1, items: [{}, { kind: "other" }] },
    stored: {
      given: "a",
      items: [{ kind: "plain" }, { kind: "other" }],
      nested: { depth: 1, note: "n" },
      size: 1,
    },
  },
  {
    rule: "free fields stay",
    spec: { size: 1, free: { a: { b: [1, null] }, known: 1 }, raw: [1, "a"] },
    stored: {
      free: { a: { b: [1, null] }, known: 1 },
      given: "a",
      nested: { depth: 1, note: "n" },
      raw: [1, "a"],
      size: 1,
    },
  },
  {
    rule: "a quantity stays as it was written",
    spec: { size: 1, port: "0080", labels: { cpu: "1000m" } },
    stored: { given: "a", labels: { cpu: "1000m" }, nested: { depth: 1, note: "n" }, port: "0080", size: 1 },
  },
  {
    rule: "an embedded resource keeps its fields",
    spec: { size: 1, inner: { apiVersion: "v1", kind: "A", metadata: { name: "a" }, b: { c: 1 } } },
    stored: {
      given: "a",
      inner: { apiVersion: "v1", b: { c: 1 }, kind: "A", metadata: { name: "a" } },
      nested: { depth: 1, note: "n" },
      size: 1,
    },
  },
];
