import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/kube/canonical-json.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";

const hash = toKeyedHash("key");
const value = { data: { password: "aHVudGVyMg==" } };

test("equal values have equal hashes, whatever the order of fields", () => {
  expect(hash({ a: 1, b: 2 })).toBe(hash({ b: 2, a: 1 }));
});

test.each([
  ["another value", { data: { password: "aHVudGVyMw==" } }],
  ["an absent value", undefined],
  ["a text that looks like it", canonicalJson(value)],
])("%s has another hash", (_, other) => expect(hash(other)).not.toBe(hash(value)));

test("another key gives another hash", () => expect(toKeyedHash("other")(value)).not.toBe(hash(value)));

test("it is not the plain hash that anybody could guess values with", () => {
  const plain = createHash("sha256").update(canonicalJson(value)).digest("base64url");
  expect(hash(value)).not.toBe(plain);
  expect(hash(value)).toHaveLength(43);
});
