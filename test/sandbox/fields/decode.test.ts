import { expect, test } from "vitest";
import { findType } from "../../../src/sandbox/cluster/kinds.ts";
import { decode } from "../../../src/sandbox/fields/decode.ts";
import { printGo } from "../../../src/sandbox/fields/print-go.ts";

const pod = findType("api.core.v1.Pod");

test.each([
  [{ spec: "x" }, "string into Go struct field Pod.spec of type v1.PodSpec"],
  [
    { spec: { containers: "x" } },
    "string into Go struct field PodSpec.spec.containers of type []v1.Container",
  ],
  [
    { spec: { containers: [{ name: 1 }] } },
    "number into Go struct field Container.spec.containers.name of type string",
  ],
  [
    { metadata: { labels: { a: [] } } },
    "array into Go struct field ObjectMeta.metadata.labels of type string",
  ],
  [{ spec: { hostNetwork: {} } }, "object into Go struct field PodSpec.spec.hostNetwork of type bool"],
  [{ spec: { priority: 1.5 } }, "number 1.5 into Go struct field PodSpec.spec.priority of type int32"],
])("%j has a value of a wrong type", (value, what) => {
  expect(decode(value, pod).mistake?.text).toBe(`json: cannot unmarshal ${what}`);
});

test("unknown fields are listed by their paths", () => {
  const value = { foo: 1, spec: { containers: [{ name: "a", bar: 1 }], baz: { qux: 1 } } };
  expect(decode(value, pod)).toEqual({
    mistake: undefined,
    unknown: ["foo", "spec.containers[0].bar", "spec.baz"],
  });
});

test("null fits everything", () => {
  expect(decode({ metadata: null, spec: { containers: [null] } }, pod)).toEqual({
    mistake: undefined,
    unknown: [],
  });
});

test("values are printed as Go does", () => {
  expect(printGo({ b: [1, "x", null], a: { c: true } })).toBe("map[a:map[c:true] b:[1 x <nil>]]");
});
