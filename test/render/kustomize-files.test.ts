import { describe, expect, test } from "vitest";
import { findKustomization, surveyKustomization } from "../../src/render/kustomize-files.ts";
import { createSurvey, readFolder, type Survey } from "../../src/render/survey.ts";
import type { RepositoryFile, TreeEntry } from "../../src/render/tool-run.ts";
import { createGitOver, type Files, listTree } from "./folder-of-files.ts";

async function survey(files: Files, root = "app"): Promise<Survey> {
  const git = createGitOver(files);
  const trees = new Map<string, readonly TreeEntry[] | undefined>();
  const read = new Map<string, RepositoryFile | undefined>();
  for (let steps = 0; steps < 20; steps += 1) {
    const present = createSurvey({ trees, files: read });
    readFolder(present, root);
    surveyKustomization(present, root);
    if (present.wanted.trees.size + present.wanted.files.size === 0) return present;
    for (const path of present.wanted.trees) trees.set(path, listTree(files, path));
    const wanted = [...present.wanted.files];
    const found = await git.readFiles("", "", wanted);
    for (const path of wanted)
      read.set(
        path,
        found.find((file) => file.path === path),
      );
  }
  throw new Error("no end");
}

const base = { "base/kustomization.yaml": "resources: [b.yaml]", "base/b.yaml": "b" };

describe("a kustomization reads what it names and nothing else", () => {
  const cases: readonly (readonly [string, string, Files, readonly string[]])[] = [
    ["resources", "resources: [a.yaml]", { "app/a.yaml": "", "app/unused.yaml": "" }, ["app/a.yaml"]],
    ["another folder", "resources: [../base]", base, ["base/b.yaml", "base/kustomization.yaml"]],
    ["old bases", "bases: [../base/]", base, ["base/b.yaml", "base/kustomization.yaml"]],
    ["a folder below", "resources: [./b]", { "app/b/kustomization.yml": "" }, ["app/b/kustomization.yml"]],
    ["components", "components: [../base]", base, ["base/b.yaml", "base/kustomization.yaml"]],
    ["patches by path", "patches: [{path: p.yaml}, {patch: x}]", { "app/p.yaml": "" }, ["app/p.yaml"]],
    [
      "strategic patches, inline or not",
      "patchesStrategicMerge: [p.yaml, 'kind: Pod']",
      { "app/p.yaml": "" },
      ["app/p.yaml"],
    ],
    ["JSON patches", "patchesJson6902: [{path: p.json, target: {}}]", { "app/p.json": "" }, ["app/p.json"]],
    [
      "config maps",
      "configMapGenerator: [{files: [k=f.txt, g.txt], envs: [e.env], env: o.env}]",
      { "app/f.txt": "", "app/g.txt": "", "app/e.env": "", "app/o.env": "" },
      ["app/e.env", "app/f.txt", "app/g.txt", "app/o.env"],
    ],
    ["secrets", "secretGenerator: [{files: [f.txt]}]", { "app/f.txt": "" }, ["app/f.txt"]],
    ["replacements", "replacements: [{path: r.yaml}]", { "app/r.yaml": "" }, ["app/r.yaml"]],
    [
      "schemas and configurations",
      "openapi: {path: o.json}\ncrds: [c.yaml]\nconfigurations: [n.yaml]",
      { "app/o.json": "", "app/c.yaml": "", "app/n.yaml": "" },
      ["app/c.yaml", "app/n.yaml", "app/o.json"],
    ],
    [
      "transformers and what they name",
      "transformers: [t.yaml]",
      { "app/t.yaml": "apiVersion: builtin\nkind: PatchTransformer\npath: p.yaml", "app/p.yaml": "" },
      ["app/p.yaml", "app/t.yaml"],
    ],
    [
      "inline generators",
      "generators: ['{apiVersion: builtin, kind: ConfigMapGenerator, files: [f.txt]}']",
      { "app/f.txt": "" },
      ["app/f.txt"],
    ],
    ["fields in another case, as Go reads them", "Resources: [a.yaml]", { "app/a.yaml": "" }, ["app/a.yaml"]],
    [
      "folders that name each other, once",
      "resources: [../base]",
      { "base/kustomization.yaml": "resources: [../app]" },
      ["base/kustomization.yaml"],
    ],
    [
      "a linked folder",
      "resources: [l]",
      { ...base, "app/l": "-> ../base" },
      ["app/l/b.yaml", "app/l/kustomization.yaml"],
    ],
    ["a linked file", "resources: [l.yaml]", { ...base, "app/l.yaml": "-> ../base/b.yaml" }, ["app/l.yaml"]],
  ];
  test.each(cases)("%s", async (_rule, text, files, expected) => {
    const found = await survey({ "app/kustomization.yaml": text, ...files });
    expect([...found.refusals]).toEqual([]);
    expect([...found.inputs.keys()].sort()).toEqual(["app/kustomization.yaml", ...expected].sort());
  });
});

describe("a kustomization is refused for", () => {
  const cases: readonly (readonly [string, string, Files, string, RegExp])[] = [
    [
      "a remote base",
      "resources: ['https://bob:pw@git.example.com/x.git?ref=v1']",
      {},
      "UNSUPPORTED",
      /names https:\/\/git.example.com/,
    ],
    [
      "a remote base without a scheme",
      "resources: [github.com/a/b//c?ref=v1]",
      {},
      "UNSUPPORTED",
      /github.com/,
    ],
    [
      "a remote file",
      "patches: [{path: 'http://169.254.169.254/x'}]",
      {},
      "UNSUPPORTED",
      /patches.path names http/,
    ],
    ["a remote openapi", "openapi: {path: 'http://x.example.com'}", {}, "UNSUPPORTED", /openapi.path/],
    ["charts", "helmCharts: [{name: x}]", {}, "UNSUPPORTED", /helmCharts: charts inside/],
    [
      "a program",
      "generators: ['{apiVersion: v1, kind: Exec}']",
      {},
      "UNSUPPORTED",
      /v1 Exec: only kustomize's own/,
    ],
    [
      "a chart generator",
      "generators: ['{apiVersion: builtin, kind: HelmChartInflationGenerator}']",
      {},
      "UNSUPPORTED",
      /Helm/,
    ],
    ["a missing file", "resources: [a.yaml]", {}, "PATH_NOT_FOUND", /has no app\/a.yaml/],
    ["a missing folder", "resources: [../nowhere]", {}, "PATH_NOT_FOUND", /has no nowhere/],
    [
      "a folder without a kustomization",
      "resources: [b]",
      { "app/b/x.yaml": "" },
      "PATH_NOT_FOUND",
      /app\/b: it has no kusto/,
    ],
    [
      "a way out of the repository",
      "resources: [../../etc/passwd]",
      {},
      "PATH_NOT_FOUND",
      /leads out of the repository/,
    ],
    [
      "an absolute path",
      "configMapGenerator: [{files: [/etc/passwd]}]",
      {},
      "PATH_NOT_FOUND",
      /has no app\/etc\/passwd/,
    ],
    ["a submodule", "resources: [m]", { "app/m": "@submodule" }, "UNSUPPORTED", /Git submodule/],
    ["broken YAML", "resources: [", {}, "MANIFEST_INVALID", /app\/kustomization.yaml: cannot parse/],
  ];
  test.each(cases)("%s", async (_rule, text, files, code, message) => {
    const found = await survey({ "app/kustomization.yaml": text, ...files });
    expect([...found.refusals.values()]).toEqual([code]);
    expect([...found.refusals.keys()].join()).toMatch(message);
    expect([...found.refusals.keys()].join()).not.toContain("pw@");
  });

  test("everything at once", async () => {
    const found = await survey({ "app/kustomization.yaml": "resources: [a.yaml, b.yaml]\nhelmCharts: []" });
    expect(found.refusals.size).toBe(3);
  });
});

test("findKustomization takes the first of its three names", () => {
  const files = { "app/Kustomization": "", "app/kustomization.yml": "" };
  const present = createSurvey({ trees: new Map([["app", listTree(files, "app")]]), files: new Map() });
  expect(findKustomization(present, "app")).toBe("app/kustomization.yml");
  expect(findKustomization(present, "app/x")).toBeUndefined();
});
