import { expect, test } from "vitest";
import { findType } from "../../../src/sandbox/cluster/kinds.ts";
import { check, formatElement } from "../../../src/sandbox/fields/check.ts";

const service = findType("api.core.v1.Service");

test.each([
  [
    "nothing is wrong",
    {
      ports: [
        { port: 80, targetPort: "http" },
        { port: 80, protocol: "UDP" },
      ],
    },
    [],
  ],
  ["an unknown field", { selectr: {} }, [".spec.selectr: field not declared in schema"]],
  ["a text for a list", { ports: "none" }, [".spec.ports: expected list, got &{none}"]],
  ["a list for a map", { selector: [1] }, [".spec.selector: expected map, got &{[1]}"]],
  [
    "a text for a number, in an item that it names",
    { ports: [{ port: "80" }] },
    ['.spec.ports[port="80",protocol="TCP"].port: expected numeric (int or float), got string'],
  ],
  [
    "a number for a boolean",
    { publishNotReadyAddresses: 1 },
    [".spec.publishNotReadyAddresses: expected boolean, got &{1}"],
  ],
  [
    "items with the same keys, by default or written",
    { ports: [{ port: 80 }, { port: 80, protocol: "TCP" }] },
    ['.spec.ports: duplicate entries for key [port=80,protocol="TCP"]'],
  ],
])("%s", (_rule, spec, want) => {
  expect(check({ spec }, service).map(({ path, message }) => `${path}: ${message}`)).toEqual(want);
});

test("an item of a set is named by its value", () => expect(formatElement('v:"a"')).toBe('[="a"]'));
