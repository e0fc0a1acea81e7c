import { expect, test } from "vitest";
import { formatPath, type PathStep } from "../../src/kube/field-path.ts";

const cases: readonly (readonly [string, readonly PathStep[], string])[] = [
  ["fields", ["spec", "replicas"], "spec.replicas"],
  ["a list item by its key", ["containers", { name: "web" }, "image"], 'containers[name="web"].image'],
  ["a key of two fields", ["ports", { port: 80, protocol: "TCP" }], 'ports[port=80,protocol="TCP"]'],
  ["a position", ["args", 0], "args[0]"],
  ["a name with dots and slashes", ["metadata", "labels", "a.b/c"], 'metadata.labels["a.b/c"]'],
  ["an item of a set", ["finalizers", { "": "a.b/c" }], 'finalizers[="a.b/c"]'],
  ["nothing", [], ""],
];

test.each(cases)("formatPath: %s", (_name, steps, text) => {
  expect(formatPath(steps)).toBe(text);
});
