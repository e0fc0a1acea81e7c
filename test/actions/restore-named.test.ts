import { describe, expect, test } from "vitest";
import { restoreNamed } from "../../src/actions/restore-named.ts";
import type { Json } from "../../src/kube/json.ts";

const source = {
  spec: { sails: { main: {} }, crew: [], holds: [{ lamp: {}, ropes: [] }], flags: ["red"] },
};

describe("an empty table of a new object", () => {
  test.each<[rule: string, made: Json, want: Json]>([
    ["is a map where the object at hand has a map of this name", { sails: [] }, { sails: {} }],
    ["however deep, there and here", [{ a: { main: [], lamp: [] } }], [{ a: { main: {}, lamp: {} } }]],
    ["is a list where it has a list", { crew: [], ropes: [], flags: [] }, { crew: [], ropes: [], flags: [] }],
    [
      "is a map where it is one in every kind",
      { metadata: { labels: [] }, spec: { volumes: [{ emptyDir: [] }] } },
      { metadata: { labels: {} }, spec: { volumes: [{ emptyDir: {} }] } },
    ],
    ["is a list where nothing is known", { args: [] }, { args: [] }],
    [
      "that is none stays as it is",
      { sails: [1], main: { x: 1 }, n: null },
      { sails: [1], main: { x: 1 }, n: null },
    ],
  ])("%s", (_, made, want) => expect(restoreNamed(source, made)).toEqual(want));
});
