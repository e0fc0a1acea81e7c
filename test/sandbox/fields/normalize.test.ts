import { describe, expect, test } from "vitest";
import { findType } from "../../../src/sandbox/cluster/kinds.ts";
import { normalize } from "../../../src/sandbox/fields/normalize.ts";

const container = "api.core.v1.Container";
const cases: readonly (readonly [rule: string, type: string, given: object, stored: object])[] = [
  ["zeros that Go leaves out go", container, { name: "a", stdin: false, workingDir: "" }, { name: "a" }],
  ["a pointer keeps its zero", "api.apps.v1.DeploymentSpec", { replicas: 0 }, { replicas: 0 }],
  ["what is always written keeps its zero", container, { name: "" }, { name: "" }],
  ["nulls and unknown fields go", container, { name: "a", image: null, nonsense: 1 }, { name: "a" }],
  ["empty lists and maps go", container, { name: "a", args: [], env: [] }, { name: "a" }],
  ["an empty struct stays", "api.core.v1.Volume", { name: "a", emptyDir: {} }, { name: "a", emptyDir: {} }],
  ["a list that is always written may be null", "api.rbac.v1.Role", { rules: null }, { rules: null }],
  [
    "a null text of a map is an empty one",
    "api.core.v1.ConfigMap",
    { data: { a: null } },
    { data: { a: "" } },
  ],
  [
    "empty bytes go",
    "api.admissionregistration.v1.WebhookClientConfig",
    { url: "u", caBundle: "" },
    { url: "u" },
  ],
  ["empty bytes of a map stay", "api.core.v1.Secret", { data: { a: "" } }, { data: { a: "" } }],
  [
    "amounts are canonical",
    "api.core.v1.ResourceRequirements",
    { limits: { cpu: "1000m" } },
    { limits: { cpu: "1" } },
  ],
];

describe("values as the server stores them", () => {
  test.each(cases)("%s", (_, type, given, stored) => {
    expect(normalize(JSON.parse(JSON.stringify(given)), findType(type))).toEqual(stored);
  });

  test("a value that is so already stays the same object", () => {
    const value = { name: "a", image: "b", ports: [{ containerPort: 1, protocol: "TCP" }] };
    expect(normalize(value, findType(container))).toBe(value);
  });
});
