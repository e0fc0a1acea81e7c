import { describe, expect, test } from "vitest";
import { type KustomizeImage, mergeImages, parseImage } from "../../src/render/kustomize-images.ts";

describe("parseImage", () => {
  const cases: readonly (readonly [string, KustomizeImage | undefined])[] = [
    ["nginx:1.2", { name: "nginx", newTag: "1.2" }],
    ["nginx@sha256:ab", { name: "nginx", digest: "sha256:ab" }],
    ["nginx:1.2@sha256:ab", { name: "nginx", newTag: "1.2", digest: "sha256:ab" }],
    ["nginx=other", { name: "nginx", newName: "other" }],
    ["nginx=reg:5000/other:2", { name: "nginx", newName: "reg:5000/other", newTag: "2" }],
    ["nginx=reg:5000/other", { name: "nginx", newName: "reg:5000/other" }],
    ["nginx=other@sha256:ab", { name: "nginx", newName: "other", digest: "sha256:ab" }],
    ["reg:5000/app:3", { name: "reg:5000/app", newTag: "3" }],
    ["nginx=*:2", { name: "nginx", newName: "*", newTag: "2" }],
    ["nginx", undefined],
    ["=x", undefined],
    ["nginx=", undefined],
    ["", undefined],
  ];
  test.each(cases)("%s", (text, expected) => {
    expect(parseImage(text)).toEqual(expected);
  });
});

describe("mergeImages", () => {
  const nginx = { name: "nginx", newName: "mirror/nginx", newTag: "1" };
  const cases: readonly (readonly [string, KustomizeImage[], KustomizeImage[], KustomizeImage[]])[] = [
    ["adds, sorted by name", [nginx], [{ name: "a", newTag: "2" }], [{ name: "a", newTag: "2" }, nginx]],
    [
      "replaces the entry of the same name",
      [nginx],
      [{ name: "nginx", newTag: "2" }],
      [{ name: "nginx", newTag: "2" }],
    ],
    [
      "keeps the name at *",
      [nginx],
      [{ name: "nginx", newName: "*", newTag: "2" }],
      [{ ...nginx, newTag: "2" }],
    ],
    [
      "keeps the tag at *",
      [nginx],
      [{ name: "nginx", newName: "x", newTag: "*" }],
      [{ ...nginx, newName: "x" }],
    ],
    [
      "keeps nothing where there is nothing",
      [],
      [{ name: "n", newName: "*", newTag: "2" }],
      [{ name: "n", newTag: "2" }],
    ],
  ];
  test.each(cases)("%s", (_rule, present, overrides, expected) => {
    expect(mergeImages(present, overrides)).toEqual(expected);
  });
});
