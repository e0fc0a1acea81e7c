import type { JsonObject } from "../../../../src/kube/json.ts";

/** Values that the sample schema refuses, and what a server says of each. */
export const refusedValues: readonly {
  readonly rule: string;
  readonly spec: JsonObject;
  readonly says: readonly string[];
}[] = [
  { rule: "a field that is required is there", spec: {}, says: ["spec.size: Required value"] },
  {
    rule: "an integer is no text",
    spec: { size: "one" },
    says: ['spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'],
  },
  {
    rule: "an integer has no fraction",
    spec: { size: 1.5 },
    says: ['spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"'],
  },
  {
    rule: "a number is at least its minimum",
    spec: { size: 0 },
    says: ["spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"],
  },
  {
    rule: "a number is at most its maximum",
    spec: { size: 11 },
    says: ["spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10"],
  },
  {
    rule: "an exclusive minimum is excluded",
    spec: { size: 1, open: 0 },
    says: ["spec.open: Invalid value: 0: spec.open in body should be greater than 0"],
  },
  {
    rule: "an exclusive maximum is excluded",
    spec: { size: 1, open: 1 },
    says: ["spec.open: Invalid value: 1: spec.open in body should be less than 1"],
  },
  {
    rule: "a number is a multiple of what it has to be",
    spec: { size: 1, even: 3 },
    says: ["spec.even: Invalid value: 3: spec.even in body should be a multiple of 2"],
  },
  {
    rule: "a text is as long as it has to be",
    spec: { size: 1, name: "a" },
    says: ['spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long'],
  },
  {
    rule: "a text is no longer than it may be",
    spec: { size: 1, name: "abcde" },
    says: ["spec.name: Too long: may not be more than 4 bytes"],
  },
  {
    rule: "a text has its pattern",
    spec: { size: 1, code: "A1" },
    says: ["spec.code: Invalid value: \"A1\": spec.code in body should match '^[a-z]+$'"],
  },
  {
    rule: "a text is one of those there are",
    spec: { size: 1, color: "blue" },
    says: ['spec.color: Unsupported value: "blue": supported values: "red", "green"'],
  },
  {
    rule: "a number is one of those there are",
    spec: { size: 1, level: 3 },
    says: ['spec.level: Unsupported value: 3: supported values: "1", "2"'],
  },
  {
    rule: "a boolean is no text",
    spec: { size: 1, on: "yes" },
    says: ['spec.on: Invalid value: "string": spec.on in body must be of type boolean: "string"'],
  },
  {
    rule: "a text is no number",
    spec: { size: 1, name: 12 },
    says: ['spec.name: Invalid value: "integer": spec.name in body must be of type string: "integer"'],
  },
  {
    rule: "a date has its format",
    spec: { size: 1, day: "today" },
    says: ['spec.day: Invalid value: "today": spec.day in body must be of type date: "today"'],
  },
  {
    rule: "a time has its format",
    spec: { size: 1, at: "now" },
    says: ['spec.at: Invalid value: "now": spec.at in body must be of type date-time: "now"'],
  },
  {
    rule: "an address has its format",
    spec: { size: 1, address: "300.0.0.1" },
    says: [
      'spec.address: Invalid value: "300.0.0.1": spec.address in body must be of type ipv4: "300.0.0.1"',
    ],
  },
  {
    rule: "a list is no text",
    spec: { size: 1, list: "a" },
    says: ['spec.list: Invalid value: "string": spec.list in body must be of type array: "string"'],
  },
  {
    rule: "a list has as many items as it has to",
    spec: { size: 1, list: [] },
    says: ["spec.list: Invalid value: 0: spec.list in body should have at least 1 items"],
  },
  {
    rule: "a list has no more items than it may",
    spec: { size: 1, list: ["a", "b", "c"] },
    says: ["spec.list: Too many: 3: must have at most 2 items"],
  },
  {
    rule: "an item of a list has its type",
    spec: { size: 1, list: [1] },
    says: ['spec.list[0]: Invalid value: "integer": spec.list[0] in body must be of type string: "integer"'],
  },
  {
    rule: "an item of a list is not null",
    spec: { size: 1, list: [null] },
    says: ['spec.list[0]: Invalid value: "null": spec.list[0] in body must be of type string: "null"'],
  },
  {
    rule: "an item of a set is there once",
    spec: { size: 1, set: ["a", "b", "a"] },
    says: ['spec.set[2]: Duplicate value: "a"'],
  },
  {
    rule: "an item of a map is there once",
    spec: { size: 1, map: [{ key: "a" }, { key: "a" }] },
    says: ['spec.map[1]: Duplicate value: {"key":"a"}'],
  },
  {
    rule: "an item of a map has its key",
    spec: { size: 1, map: [{ value: "a" }] },
    says: ["spec.map[0].key: Required value"],
  },
  {
    rule: "a map has as many entries as it has to",
    spec: { size: 1, labels: {} },
    says: ["spec.labels: Invalid value: 0: spec.labels in body should have at least 1 properties"],
  },
  {
    rule: "a map has no more entries than it may",
    spec: { size: 1, labels: { a: "", b: "", c: "" } },
    says: ["spec.labels: Too many: 3: must have at most 2 items"],
  },
  {
    rule: "an entry of a map has its type",
    spec: { size: 1, labels: { a: 1 } },
    says: [
      'spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer"',
    ],
  },
  {
    rule: "an integer or a text is no boolean",
    spec: { size: 1, port: true },
    says: [
      'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
    ],
  },
  {
    rule: "one of several has to fit",
    spec: { size: 1, either: {} },
    says: [
      '<nil>: Invalid value: "": "spec.either" must validate one and only one schema (oneOf). Found none valid',
      "spec.either.a: Required value",
    ],
  },
  {
    rule: "only one of several has to fit",
    spec: { size: 1, either: { a: "1", b: "2" } },
    says: [
      '<nil>: Invalid value: "": "spec.either" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
  },
  {
    rule: "any of several has to fit",
    spec: { size: 1, any: {} },
    says: [
      '<nil>: Invalid value: "": "spec.any" must validate at least one schema (anyOf)',
      "spec.any.a: Required value",
    ],
  },
  {
    rule: "all of several have to fit",
    spec: { size: 1, every: "b" },
    says: [
      '<nil>: Invalid value: "": "spec.every" must validate all the schemas (allOf). None validated',
      'spec.every: Invalid value: "b": spec.every in body should be at least 2 chars long',
      "spec.every: Invalid value: \"b\": spec.every in body should match '^a'",
    ],
  },
  {
    rule: "what must not fit does not",
    spec: { size: 1, never: "none" },
    says: ['<nil>: Invalid value: "": "spec.never" must not validate the schema (not)'],
  },
  {
    rule: "an object is no list",
    spec: { size: 1, nested: [] },
    says: ['spec.nested: Invalid value: "array": spec.nested in body must be of type object: "array"'],
  },
  {
    rule: "a known field among free ones has its type",
    spec: { size: 1, free: { known: "a" } },
    says: [
      'spec.free.known: Invalid value: "string": spec.free.known in body must be of type integer: "string"',
    ],
  },
  {
    rule: "an embedded resource says what it is",
    spec: { size: 1, inner: { a: 1 } },
    says: ["spec.inner.apiVersion: Required value", "spec.inner.kind: Required value"],
  },
];
