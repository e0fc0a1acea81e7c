import { describe, expect, test } from "vitest";
import { parseApplication } from "../../src/application/read-application.ts";
import { limits } from "../../src/limits.ts";
import { generatePathsAnnotation, readGeneratePaths } from "../../src/source/generate-paths.ts";

function read(text: string | undefined, path = "apps/shop") {
  const { application } = parseApplication({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "shop", annotations: text === undefined ? {} : { [generatePathsAnnotation]: text } },
    spec: {
      project: "default",
      source: { repoURL: "https://git.example.com/shop", path },
      destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
    },
  });
  if (application === undefined) throw new Error("the application of the test is wrong");
  return readGeneratePaths(application);
}

describe("manifest-generate-paths", () => {
  test.each<[rule: string, text: string | undefined, paths: readonly string[]]>([
    ["is absent", undefined, []],
    ["is empty", "", []],
    ["has nothing between its separators", " ; ;", []],
    ["names the source's own path", ".", ["/apps/shop"]],
    ["names a folder below it", "base", ["/apps/shop/base"]],
    ["names a folder beside it", "../base", ["/apps/base"]],
    ["names an absolute path", "/libs/base", ["/libs/base"]],
    ["names the root", "/", ["/"]],
    ["names the root from below", "../..", ["/"]],
    ["names several, with blanks around", ".; /libs ;../x.yaml", ["/apps/shop", "/libs", "/apps/x.yaml"]],
    ["names one twice", "/libs;../../libs/", ["/libs"]],
    ["holds a pattern", "/overlays/*/base;*.yaml", ["/overlays/*/base", "/apps/shop/*.yaml"]],
    ["has needless parts", "./a/./b//c/", ["/apps/shop/a/b/c"]],
  ])("that %s", (_rule, text, paths) => expect(read(text)).toEqual({ paths, problems: [] }));

  test("is relative to the root where the source is the root", () =>
    expect(read("base;.", ".").paths).toEqual(["/base", "/"]));

  test.each(["../../..", "/..", "a/../../../../x", "x\0y"])("%j leads out, and the others stay", (item) => {
    const { paths, problems } = read(`${item};.`);
    expect(paths).toEqual(["/apps/shop"]);
    expect(problems).toEqual([
      `Cannot use annotation ${generatePathsAnnotation}: ${JSON.stringify(item)} leads out of the repository and is left aside`,
    ]);
  });

  test("with too many paths counts as absent, and says so", () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => `/p${n}`).join(";");
    expect(read(many(limits.watchedFoldersMax)).paths).toHaveLength(limits.watchedFoldersMax);
    const { paths, problems } = read(many(limits.watchedFoldersMax + 1));
    expect(paths).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/it names 101 paths, at most 100 are watched/)]);
  });
});
