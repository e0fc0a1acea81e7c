import { describe, expect, test } from "vitest";
import { toOperations } from "../../src/actions/difference.ts";
import { readDiscovery, readImpacts } from "../../src/actions/scripted-actions.ts";
import type { Json } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";

const boat: KubeObject = {
  apiVersion: "sea.example/v1",
  kind: "Boat",
  metadata: { name: "red", namespace: "sea", resourceVersion: "7", labels: {} },
  spec: { sails: 2, crew: {}, ports: [] },
};

describe("what a discovery script gives", () => {
  test.each<[rule: string, answer: Json | undefined, want: unknown]>([
    ["no actions: an empty table looks like an empty list", [], { value: [] }],
    ["an action that says nothing more", { sail: [] }, { value: [{ name: "sail", disabled: false }] }],
    [
      "one that makes no sense now",
      { sail: { disabled: true } },
      { value: [{ name: "sail", disabled: true }] },
    ],
    [
      "name, icon and parameters",
      {
        sail: {
          displayName: "Set sail",
          iconClass: "fa fa-ship",
          params: [{ name: "speed", default: 3 }, { name: "to" }],
        },
      },
      {
        value: [
          {
            name: "sail",
            disabled: false,
            displayName: "Set sail",
            iconClass: "fa fa-ship",
            params: [{ name: "speed", default: "3" }, { name: "to" }],
          },
        ],
      },
    ],
    ["nothing at all", undefined, { problem: "the discovery script must return a table of actions by name" }],
    ["a text", "sail", { problem: "the discovery script must return a table of actions by name" }],
  ])("%s", (_rule, answer, want) => expect(readDiscovery(answer)).toEqual(want));
});

describe("what an action script gives", () => {
  const changed = { ...boat, spec: { sails: 3, crew: [], ports: [] } } as unknown as Json;

  test("the object as it shall be; its empty maps stay maps", () => {
    expect(readImpacts(changed, boat)).toEqual({
      value: [{ operation: "patch", object: { ...boat, spec: { sails: 3, crew: {}, ports: [] } } }],
    });
  });

  test("a list of what is made and changed", () => {
    const made = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "log" }, data: {} };
    const answer = [
      { operation: "create", resource: made },
      { operation: "patch", resource: changed },
    ];
    const read = readImpacts(answer as unknown as Json, boat);
    expect(
      "value" in read ? read.value.map(({ operation, object }) => `${operation} ${object.kind}`) : read,
    ).toEqual(["create ConfigMap", "patch Boat"]);
  });

  test.each<[rule: string, answer: Json | undefined, problem: string]>([
    ["nothing", undefined, "must return the object"],
    ["a number", 1, "must return the object"],
    [
      "an operation that there is not",
      [{ operation: "delete", resource: {} }],
      'the operation "delete": use "patch" or "create"',
    ],
    ["an entry that is none", ["x"], "the operation undefined"],
    ["no name", { apiVersion: "v1", kind: "Boat", metadata: {} }, "metadata.name is missing"],
    [
      "another object",
      { ...boat, metadata: { name: "blue", namespace: "sea" } } as unknown as Json,
      "patches Boat blue, not the object",
    ],
    [
      "the same name in another namespace",
      { ...boat, metadata: { name: "red", namespace: "lake" } } as unknown as Json,
      "not the object",
    ],
  ])("%s is refused", (_rule, answer, problem) => {
    const read = readImpacts(answer, boat);
    expect("problem" in read ? read.problem : "").toContain(problem);
  });
});

test("a difference is sent as a JSON patch of the version that was read", () => {
  const patch = {
    metadata: { labels: { "a/b": "1" }, annotations: { x: "y" } },
    spec: { sails: null, crew: { cook: "Ann" } },
  };
  expect(toOperations(boat, patch)).toEqual([
    { op: "test", path: "/metadata/resourceVersion", value: "7" },
    { op: "add", path: "/metadata/labels/a~1b", value: "1" },
    { op: "add", path: "/metadata/annotations", value: { x: "y" } },
    { op: "remove", path: "/spec/sails" },
    { op: "add", path: "/spec/crew/cook", value: "Ann" },
  ]);
});
