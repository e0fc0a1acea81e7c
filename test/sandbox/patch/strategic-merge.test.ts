import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/kube/json.ts";
import { findType } from "../../../src/sandbox/cluster/kinds.ts";
import { toJsonError } from "../../../src/sandbox/patch/go-json-error.ts";
import { listStrategyOf } from "../../../src/sandbox/patch/patch-strategy.ts";
import { patchValue } from "../../../src/sandbox/patch/patch-value.ts";
import { strategicMerge } from "../../../src/sandbox/patch/strategic-merge.ts";

const podSpec = findType("api.core.v1.PodSpec");
const live: JsonObject = {
  containers: [
    { name: "a", image: "1", args: ["x"], env: [{ name: "E", value: "1" }] },
    { name: "b", image: "1" },
    { name: "c", image: "1" },
  ],
  tolerations: [{ key: "t" }],
  nodeSelector: { zone: "z" },
};

const names = (spec: JsonObject) =>
  (spec["containers"] as readonly JsonObject[]).map(({ name }) => name).join("");

test.each<[string, JsonObject, string]>([
  ["an item keeps its place", { containers: [{ name: "b", image: "2" }] }, "abc"],
  ["a new one comes first", { containers: [{ name: "n", image: "2" }] }, "nabc"],
  ["those of the patch come in its order", { containers: [{ name: "c" }, { name: "a" }] }, "bca"],
  ["a new one before one that is there", { containers: [{ name: "n" }, { name: "b" }] }, "nabc"],
  ["a new one behind one that is there", { containers: [{ name: "b" }, { name: "n" }] }, "abnc"],
  ["deleted", { containers: [{ name: "b", $patch: "delete" }] }, "ac"],
  ["replaced", { containers: [{ name: "n" }, { $patch: "replace" }] }, "n"],
  ["ordered", { "$setElementOrder/containers": [{ name: "c" }, { name: "b" }, { name: "a" }] }, "cba"],
  ["ordered in part", { "$setElementOrder/containers": [{ name: "c" }, { name: "a" }] }, "bca"],
  [
    "ordered and changed",
    { "$setElementOrder/containers": [{ name: "n" }, { name: "a" }], containers: [{ name: "n" }] },
    "nabc",
  ],
])("containers: %s", (_rule, patch, want) => expect(names(strategicMerge(live, patch, podSpec))).toBe(want));

test.each<[string, JsonObject, JsonObject]>([
  ["an atomic list is replaced", { tolerations: [{ key: "n" }] }, { tolerations: [{ key: "n" }] }],
  ["a map merges", { nodeSelector: { disk: "d" } }, { nodeSelector: { zone: "z", disk: "d" } }],
  ["null removes an entry", { nodeSelector: { zone: null } }, { nodeSelector: {} }],
  ["$patch replaces a map", { nodeSelector: { $patch: "replace", n: "1" } }, { nodeSelector: { n: "1" } }],
  ["$patch empties a map", { nodeSelector: { $patch: "delete" } }, { nodeSelector: {} }],
  [
    "$retainKeys keeps what it names",
    { nodeSelector: { $retainKeys: ["n"], n: "1" } },
    { nodeSelector: { n: "1" } },
  ],
  ["what meets nothing comes without nulls", { affinity: { nodeAffinity: null } }, { affinity: {} }],
  [
    "a directive that meets nothing goes",
    { affinity: { nodeAffinity: { $patch: "delete" } } },
    { affinity: {} },
  ],
])("%s", (_rule, patch, change) => {
  const before = structuredClone(live);
  expect(strategicMerge(live, patch, podSpec)).toEqual({ ...live, ...change });
  expect(live).toEqual(before);
});

test.each<[JsonObject, string]>([
  [{ nodeSelector: { $patch: "merge" } }, "unknown patch type: merge in map: map[$patch:merge]"],
  [{ containers: [{ name: "a", $patch: "merge" }] }, "merging lists cannot yet be specified in the patch"],
  [{ containers: [{ image: "1" }] }, "map: map[image:1] does not contain declared merge key: name"],
  [{ nodeSelector: { $retainKeys: [], n: "1" } }, "invalid patch format of retainKeys"],
  [{ "$setElementOrder/containers": "x" }, "invalid patch format of setElementOrder list"],
])("%j is refused", (patch, message) => {
  expect(() => strategicMerge(live, patch, podSpec)).toThrow(message);
});

test("items of different types are refused", () => {
  expect(() => strategicMerge(live, { containers: ["x"] }, podSpec)).toThrow(
    "list element types are not identical",
  );
});

test.each([
  ["api.core.v1.PodSpec", "containers", { merges: true, key: "name" }],
  ["api.core.v1.Container", "ports", { merges: true, key: "containerPort" }],
  ["api.core.v1.ServiceSpec", "ports", { merges: true, key: "port" }],
  ["api.core.v1.PodSpec", "topologySpreadConstraints", { merges: true, key: "topologyKey" }],
  ["apimachinery.pkg.apis.meta.v1.ObjectMeta", "finalizers", { merges: true, key: "" }],
  ["api.core.v1.PodSpec", "tolerations", { merges: false }],
  ["api.core.v1.ResourceRequirements", "claims", { merges: false }],
  ["api.batch.v1.JobStatus", "conditions", { merges: true, key: "type" }],
])("%s.%s", (name, field, want) => {
  const type = findType(name);
  expect(type.kind === "map" && listStrategyOf(type, field)).toEqual(want);
});

test("null is no merge patch, and an empty strategic one", () => {
  expect(() => patchValue({}, { type: "merge", text: "null" }, podSpec)).toThrow("Invalid JSON Patch");
  expect(patchValue(live, { type: "strategic", text: "null" }, podSpec).patched).toEqual(live);
  expect(() => patchValue({}, { type: "apply", text: "{}" }, podSpec)).toThrow("no patch");
});

test.each([
  ["", "unexpected end of JSON input"],
  ['{"a":', "unexpected end of JSON input"],
  ['"abc', "unexpected end of JSON input"],
  ["hello", "invalid character 'h' looking for beginning of value"],
  ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ["{} x", "invalid character 'x' after top-level value"],
])("%j is no JSON", (text, why) => expect(toJsonError(text)).toBe(why));
