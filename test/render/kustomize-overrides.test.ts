import { describe, expect, test } from "vitest";
import type { KustomizeOptions } from "../../src/application/application-source.ts";
import { parseKubernetesYaml } from "../../src/render/kubernetes-yaml.ts";
import { applyOverrides, hasOverrides } from "../../src/render/kustomize-overrides.ts";

const none: KustomizeOptions = { images: [], commonLabels: {}, commonAnnotations: {}, replicas: [] };

describe("overrides are laid over a kustomization as kustomize edit does", () => {
  const cases: readonly (readonly [string, string, Partial<KustomizeOptions>, unknown])[] = [
    ["a prefix replaces the file's own", "namePrefix: a-", { namePrefix: "b-" }, { namePrefix: "b-" }],
    [
      "a suffix and a namespace",
      "",
      { nameSuffix: "-x", namespace: "n" },
      { nameSuffix: "-x", namespace: "n" },
    ],
    ["an empty text overrides nothing", "namePrefix: a-", { namePrefix: "" }, { namePrefix: "a-" }],
    [
      "images are merged by name",
      "images: [{name: a, newTag: '1.10'}, {name: b, newTag: x}]",
      { images: ["b:2", "c=d"] },
      {
        images: [
          { name: "a", newTag: "1.10" },
          { name: "b", newTag: "2" },
          { name: "c", newName: "d" },
        ],
      },
    ],
    [
      "replicas are merged by name",
      "replicas: [{name: a, count: 1}, {name: b, count: 1}]",
      { replicas: [{ name: "b", count: 5 }] },
      {
        replicas: [
          { name: "a", count: 1 },
          { name: "b", count: 5 },
        ],
      },
    ],
    [
      "labels are added",
      "commonLabels: {a: x}",
      { commonLabels: { b: "true" } },
      { commonLabels: { a: "x", b: "true" } },
    ],
    [
      "annotations are added",
      "",
      { commonAnnotations: { "x.io/y": "1" } },
      { commonAnnotations: { "x.io/y": "1" } },
    ],
    [
      "a map that is not there yet becomes a map",
      "resources: []\ncommonLabels:",
      { commonLabels: { a: "y" }, commonAnnotations: { b: "n" } },
      { resources: [], commonLabels: { a: "y" }, commonAnnotations: { b: "n" } },
    ],
    [
      "the rest stays as it is",
      "resources: [a.yaml]\npatches:\n- patch: |\n    x: on\n",
      { namespace: "n" },
      { resources: ["a.yaml"], patches: [{ patch: "x: on\n" }], namespace: "n" },
    ],
    ["a file of comments", "# nothing", { namespace: "n" }, { namespace: "n" }],
  ];
  test.each(cases)("%s", (_rule, text, options, expected) => {
    expect(parseKubernetesYaml(applyOverrides(text, { ...none, ...options }))).toEqual(expected);
  });
});

test("every override that cannot be applied is named", () => {
  const options = { ...none, images: ["nginx"], commonLabels: { a: "y" }, commonAnnotations: { b: "z" } };
  const apply = () => applyOverrides("commonLabels: {a: x}\ncommonAnnotations: {b: x}", options);
  expect(apply).toThrow(/images "nginx": write name:tag[\s\S]*commonLabels "a"[\s\S]*commonAnnotations "b"/);
});

describe("hasOverrides", () => {
  const cases: readonly (readonly [Partial<KustomizeOptions>, boolean])[] = [
    [{}, false],
    [{ namePrefix: "" }, false],
    [{ namePrefix: "a" }, true],
    [{ namespace: "a" }, true],
    [{ images: ["a:1"] }, true],
    [{ replicas: [{ name: "a", count: 1 }] }, true],
    [{ commonLabels: { a: "b" } }, true],
    [{ commonAnnotations: { a: "b" } }, true],
  ];
  test.each(cases)("%j: %s", (options, expected) => {
    expect(hasOverrides({ ...none, ...options })).toBe(expected);
  });
});
