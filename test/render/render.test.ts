import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import { planRender } from "../../src/render/render.ts";
import type { ReadyStep, RenderRequest } from "../../src/render/render-plan.ts";
import type { RepositoryFile, TreeEntry } from "../../src/render/tool-run.ts";
import { createGitOver, createRequest, type Files, type SourceOptions } from "./folder-of-files.ts";

const versions = { helm: "v4.2.3", kustomize: "v5.8.1" };

async function plan(files: Files, request: RenderRequest, toolVersions = versions) {
  const git = createGitOver(files);
  const trees = new Map<string, readonly TreeEntry[] | undefined>();
  const read = new Map<string, RepositoryFile | undefined>();
  for (let steps = 0; steps < 20; steps += 1) {
    const step = planRender(request, { trees, files: read, ...(steps > 0 ? { toolVersions } : {}) });
    if (step.step === "ready") return { ...step, asked: git.asked };
    for (const path of step.trees) trees.set(path, await git.readTree("", "", path));
    const found = await git.readFiles("", "", step.files);
    for (const path of step.files)
      read.set(
        path,
        found.find((file) => file.path === path),
      );
  }
  throw new Error("no end");
}

function paths(step: ReadyStep): readonly string[] {
  return step.inputs.map((input) => (input.as === undefined ? input.path : `${input.path} as ${input.as}`));
}

async function refusal(files: Files, source: SourceOptions = {}): Promise<string> {
  const error = await plan(files, createRequest(source)).catch((thrown: unknown) => thrown);
  if (error instanceof ReconcileError) return `${error.code} ${error.message}`;
  throw error;
}

describe("the tool", () => {
  const chart = { "app/Chart.yaml": "name: c" };
  const kustomization = { "app/kustomization.yaml": "resources: []" };
  const cases: readonly (readonly [
    string,
    Files,
    SourceOptions,
    readonly ("helm" | "kustomize")[],
    string,
  ])[] = [
    ["a directory where there is nothing else", { "app/a.yaml": "" }, {}, [], "directory"],
    ["Helm by Chart.yaml", chart, {}, [], "helm"],
    ["Kustomize by kustomization.yaml", kustomization, {}, [], "kustomize"],
    ["Kustomize by kustomization.yml", { "app/kustomization.yml": "" }, {}, [], "kustomize"],
    ["Kustomize by Kustomization", { "app/Kustomization": "" }, {}, [], "kustomize"],
    ["Kustomize where both are, as in Argo CD", { ...chart, ...kustomization }, {}, [], "kustomize"],
    ["Helm where both are and Kustomize is off", { ...chart, ...kustomization }, {}, ["kustomize"], "helm"],
    ["a directory where the tool is off", chart, {}, ["helm"], "directory"],
    ["a directory where the tool named is off", chart, { tool: "helm" }, ["helm"], "directory"],
    ["the one the source names", chart, { tool: "directory" }, [], "directory"],
    ["not by a file of a folder below", { "app/a.yaml": "", "app/x/Chart.yaml": "" }, {}, [], "directory"],
  ];
  test.each(cases)("%s", async (_rule, files, source, disabledTools, tool) => {
    expect((await plan(files, createRequest(source, { settings: { disabledTools } }))).tool).toBe(tool);
  });
});

describe("the path", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["nowhere", 'PATH_NOT_FOUND Cannot render spec.source.path "nowhere": the revision has no such folder'],
    [
      "app/a.yaml",
      'PATH_NOT_FOUND Cannot render spec.source.path "app/a.yaml": the revision has no such folder',
    ],
    ["../etc", 'PATH_NOT_FOUND Cannot use path "../etc": it leads out of the repository'],
  ];
  test.each(cases)("%s is refused", async (path, message) => {
    expect(await refusal({ "app/a.yaml": "" }, { path })).toBe(message);
  });

  test.each([".", "", "/", "app/.."])("%j is the root", async (path) => {
    expect(paths(await plan({ "a.yaml": "" }, createRequest({ path })))).toEqual(["a.yaml"]);
  });
});

describe("a directory", () => {
  const files = {
    "app/a.yaml": "1",
    "app/b.yml": "2",
    "app/c.json": "3",
    "app/README.md": "4",
    "app/D.YAML": "5",
    "app/sub/e.yaml": "6",
    "other/f.yaml": "7",
  };
  const cases: readonly (readonly [string, SourceOptions["directory"], readonly string[]])[] = [
    ["reads its own files", {}, ["app/a.yaml", "app/b.yml", "app/c.json"]],
    ["and those below", { recurse: true }, ["app/a.yaml", "app/b.yml", "app/c.json", "app/sub/e.yaml"]],
    ["includes by glob", { recurse: true, include: "*.yaml" }, ["app/a.yaml", "app/sub/e.yaml"]],
    ["excludes by glob", { recurse: true, exclude: "sub/*" }, ["app/a.yaml", "app/b.yml", "app/c.json"]],
    ["lets exclude win", { include: "{*.yaml,*.yml}", exclude: "a.*" }, ["app/b.yml"]],
    ["does not take other endings by a glob", { include: "README.md" }, []],
  ];
  test.each(cases)("%s", async (_rule, directory = {}, expected) => {
    const step = await plan(files, createRequest({ directory }));
    expect(paths(step)).toEqual(expected);
    expect(step.asked).toEqual({ trees: ["app"], files: [[]] });
  });

  test("follows a link to a file by its content, and no link to a folder", async () => {
    const linked = { "app/a.yaml": "-> ../other/x.yaml", "app/d.yaml": "-> ../other", "other/x.yaml": "one" };
    const before = await plan(linked, createRequest());
    const after = await plan({ ...linked, "other/x.yaml": "two" }, createRequest());
    expect(paths(before)).toEqual(["app/a.yaml"]);
    expect(after.key).not.toBe(before.key);
  });

  const refused: readonly (readonly [string, Files, SourceOptions, RegExp])[] = [
    ["Jsonnet", { "app/a.jsonnet": "" }, {}, /^UNSUPPORTED .*app\/a.jsonnet: Jsonnet/],
    ["a link to nothing", { "app/a.yaml": "-> ../../etc" }, {}, /^PATH_NOT_FOUND .*leads to nothing/],
    [
      "a submodule below",
      { "app/m": "@submodule" },
      { directory: { recurse: true } },
      /^UNSUPPORTED .*app\/m: it is a Git/,
    ],
  ];
  test.each(refused)("refuses %s", async (_rule, given, source, message) => {
    expect(await refusal(given, source)).toMatch(message);
  });

  test("says everything that is wrong at once", async () => {
    const both = await refusal({ "app/a.jsonnet": "", "app/b.jsonnet": "" });
    expect(both.split("\n")).toHaveLength(2);
  });
});

describe("the key", () => {
  const files = { "app/Chart.yaml": "name: c", "app/values.yaml": "a: 1", "other/x.yaml": "z" };
  const changes: readonly (readonly [string, Files, SourceOptions, Partial<RenderRequest>])[] = [
    ["a file", { ...files, "app/values.yaml": "a: 2" }, {}, {}],
    ["a new file", { ...files, "app/templates/a.yaml": "" }, {}, {}],
    ["a parameter", files, { helm: { parameters: [{ name: "a", value: "1", forceString: false }] } }, {}],
    ["the values", files, { helm: { values: "a: 3" } }, {}],
    ["the release name", files, { helm: { releaseName: "other" } }, {}],
    ["the namespace", files, {}, { namespace: "other" }],
    ["the cluster's version", files, {}, { kubeVersion: "v1.36.0" }],
    ["what the cluster has", files, {}, { apiVersions: ["v1"] }],
  ];
  test.each(changes)("differs by %s", async (_what, changed, source, others) => {
    const before = await plan(files, createRequest());
    const after = await plan(changed, createRequest(source, others));
    expect(after.key).not.toBe(before.key);
  });

  test("differs by the tool's version", async () => {
    const before = await plan(files, createRequest());
    expect((await plan(files, createRequest(), { ...versions, helm: "v5.0.0" })).key).not.toBe(before.key);
  });

  const same: readonly (readonly [string, Files, Partial<RenderRequest>])[] = [
    ["a file of another application", { ...files, "other/x.yaml": "changed" }, {}],
    ["the order of API versions", files, { apiVersions: ["apps/v1/Deployment", "apps/v1", "v1", "v1"] }],
    ["a provider's suffix of the version", files, { kubeVersion: "v1.35.4-eks-1a2b3c" }],
    ["a tool that is not used", files, { settings: { disabledTools: ["kustomize"] } }],
  ];
  test.each(same)("does not differ by %s", async (_what, changed, others) => {
    const before = await plan(files, createRequest());
    expect((await plan(changed, createRequest({}, others))).key).toBe(before.key);
  });
});
