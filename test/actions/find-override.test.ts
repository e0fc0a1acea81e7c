import { expect, test } from "vitest";
import { findActionOverride } from "../../src/actions/find-override.ts";
import type { ActionOverride } from "../../src/settings/override-settings.ts";

const of = (group: string, kind: string): ActionOverride => ({
  group,
  kind,
  discovery: "return {}",
  definitions: [],
  mergesBuiltIn: false,
});
const boat = { apiVersion: "sea.example/v1", kind: "Boat", metadata: { name: "red" } };

test.each<[rule: string, overrides: readonly ActionOverride[], want: ActionOverride | undefined]>([
  ["none", [], undefined],
  [
    "for exactly this kind",
    [of("sea.example", "Ship"), of("sea.example", "Boat")],
    of("sea.example", "Boat"),
  ],
  ["exactly before wildcards", [of("*", "*"), of("sea.example", "Boat")], of("sea.example", "Boat")],
  ["the first of the wildcards", [of("*.example", "B*"), of("*", "*")], of("*.example", "B*")],
  ["the core group is no wildcard", [of("", "Boat")], undefined],
  ["a pattern that is malformed fits nothing", [of("[", "Boat")], undefined],
])("%s", (_rule, overrides, want) => expect(findActionOverride(overrides, boat)).toEqual(want));
