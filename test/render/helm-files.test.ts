import { describe, expect, test } from "vitest";
import type { HelmOptions } from "../../src/application/application-source.ts";
import { surveyChart } from "../../src/render/helm-files.ts";
import type { PlannedRun } from "../../src/render/render-plan.ts";
import { createSurvey, readFolder, type Survey } from "../../src/render/survey.ts";
import type { RepositoryFile, TreeEntry } from "../../src/render/tool-run.ts";
import { createGitOver, createRequest, type Files, listTree } from "./folder-of-files.ts";

type Found = { readonly survey: Survey; readonly run: PlannedRun };

async function survey(files: Files, helm: Partial<HelmOptions> = {}, chart = "app"): Promise<Found> {
  const git = createGitOver(files);
  const trees = new Map<string, readonly TreeEntry[] | undefined>();
  const read = new Map<string, RepositoryFile | undefined>();
  for (let steps = 0; steps < 20; steps += 1) {
    const present = createSurvey({ trees, files: read });
    readFolder(present, chart);
    const run = surveyChart(present, chart, createRequest({ helm }));
    if (present.wanted.trees.size + present.wanted.files.size === 0) return { survey: present, run };
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

const chart = { "app/Chart.yaml": "name: c" };

describe("a chart reads", () => {
  const dependent = (repository: string) => ({
    "app/Chart.yaml": `name: c\ndependencies: [{name: lib, version: 1.0.0, repository: "${repository}"}]`,
  });
  const cases: readonly (readonly [string, Files, Partial<HelmOptions>, readonly string[]])[] = [
    [
      "its whole folder and no other",
      { ...chart, "app/templates/a.yaml": "", "x.yaml": "" },
      {},
      ["app/Chart.yaml", "app/templates/a.yaml"],
    ],
    [
      "value files beside it",
      { ...chart, "app/v.yaml": "" },
      { valueFiles: ["v.yaml"] },
      ["app/Chart.yaml", "app/v.yaml"],
    ],
    [
      "value files elsewhere",
      { ...chart, "env/v.yaml": "" },
      { valueFiles: ["../env/v.yaml"] },
      ["app/Chart.yaml", "env/v.yaml"],
    ],
    [
      "value files from the root",
      { ...chart, "env/v.yaml": "" },
      { valueFiles: ["/env/v.yaml"] },
      ["app/Chart.yaml", "env/v.yaml"],
    ],
    [
      "no value file that may be missing",
      chart,
      { valueFiles: ["v.yaml"], ignoreMissingValueFiles: true },
      ["app/Chart.yaml"],
    ],
    [
      "file parameters",
      { ...chart, "f.txt": "" },
      { fileParameters: [{ name: "a", path: "/f.txt" }] },
      ["app/Chart.yaml", "f.txt"],
    ],
    [
      "linked folders",
      { ...chart, "app/charts/l": "-> ../../lib", "lib/Chart.yaml": "" },
      {},
      ["app/Chart.yaml", "app/charts/l/Chart.yaml"],
    ],
    [
      "a vendored dependency",
      { ...dependent("https://x"), "app/charts/lib/Chart.yaml": "" },
      {},
      ["app/Chart.yaml", "app/charts/lib/Chart.yaml"],
    ],
    [
      "one in a folder of another name",
      { ...dependent("https://x"), "app/charts/l/Chart.yaml": "name: lib" },
      {},
      ["app/Chart.yaml", "app/charts/l/Chart.yaml"],
    ],
    [
      "a packed dependency",
      { ...dependent("https://x"), "app/charts/lib-1.0.0.tgz": "base64:AA==" },
      {},
      ["app/Chart.yaml", "app/charts/lib-1.0.0.tgz"],
    ],
    [
      "a dependency of the repository",
      { ...dependent("file://../lib"), "lib/Chart.yaml": "" },
      {},
      ["app/Chart.yaml", "app/charts/lib/Chart.yaml"],
    ],
  ];
  test.each(cases)("%s", async (_rule, files, helm, expected) => {
    const found = await survey(files, helm);
    expect([...found.survey.refusals]).toEqual([]);
    expect([...found.survey.inputs.keys()].sort()).toEqual(expected);
  });

  test("a chart at the root is put into a folder, away from the generated values", async () => {
    const { survey: found, run } = await survey(
      { "Chart.yaml": "name: c", "v.yaml": "" },
      { values: "a: 1", valueFiles: ["v.yaml"] },
      "",
    );
    expect([...found.inputs.keys()].sort()).toEqual(["repository/Chart.yaml", "repository/v.yaml"]);
    expect(run.args).toContain("--values=./repository/v.yaml");
    expect(run.args.at(-1)).toBe("./repository");
    expect(run.generated).toEqual([{ path: ".outrigger-values.yaml", content: "a: 1" }]);
  });

  test("valuesObject wins over values", async () => {
    const { run } = await survey(chart, { values: "a: 1", valuesObject: { b: 2n ** 60n } });
    expect(run.generated[0]?.content).toBe('{"b":1152921504606846976}');
  });
});

describe("a chart is refused for", () => {
  const remote = (repository: string) => ({
    "app/Chart.yaml": `dependencies: [{name: lib, repository: "${repository}"}]`,
  });
  const cases: readonly (readonly [string, Files, Partial<HelmOptions>, string, RegExp])[] = [
    ["no Chart.yaml", { "app/x": "" }, {}, "PATH_NOT_FOUND", /app: it has no Chart.yaml/],
    [
      "a missing value file",
      chart,
      { valueFiles: ["v.yaml"] },
      "PATH_NOT_FOUND",
      /valueFiles "v.yaml": the repository has no file app\/v.yaml/,
    ],
    [
      "a value file that is a folder",
      { ...chart, "app/v/x": "" },
      { valueFiles: ["v"] },
      "PATH_NOT_FOUND",
      /no file app\/v/,
    ],
    ["a value file outside", chart, { valueFiles: ["../../etc/passwd"] }, "PATH_NOT_FOUND", /leads out/],
    [
      "a link outside",
      { ...chart, "app/v.yaml": "-> /etc/passwd" },
      {},
      "PATH_NOT_FOUND",
      /app\/v.yaml: the symbolic link leads to nothing/,
    ],
    [
      "a remote value file",
      chart,
      { valueFiles: ["https://a:b@c/v.yaml"] },
      "UNSUPPORTED",
      /"https:\/\/c\/v.yaml": nothing is fetched/,
    ],
    ["values of another source", chart, { valueFiles: ["$values/v.yaml"] }, "UNSUPPORTED", /another source/],
    ["a pattern", chart, { valueFiles: ["env/*.yaml"] }, "UNSUPPORTED", /patterns/],
    [
      "a pattern even if files may be missing",
      chart,
      { valueFiles: ["*.yaml"], ignoreMissingValueFiles: true },
      "UNSUPPORTED",
      /patterns/,
    ],
    [
      "a missing file parameter",
      chart,
      { fileParameters: [{ name: "a", path: "f" }] },
      "PATH_NOT_FOUND",
      /fileParameters "f"/,
    ],
    [
      "a build variable",
      chart,
      { parameters: [{ name: "a", value: "$ARGOCD_APP_NAME", forceString: false }] },
      "UNSUPPORTED",
      /build variables/,
    ],
    [
      "a remote dependency",
      remote("https://u:p@charts.example.com"),
      {},
      "UNSUPPORTED",
      /chart lib of https:\/\/charts.example.com.*helm dependency build/,
    ],
    ["a dependency outside", remote("file://../../lib"), {}, "PATH_NOT_FOUND", /leads out/],
    ["a missing local dependency", remote("file://../lib"), {}, "UNSUPPORTED", /chart lib of file:/],
    ["a submodule", { ...chart, "app/charts/m": "@submodule" }, {}, "UNSUPPORTED", /Git submodule/],
    [
      "broken Chart.yaml",
      { "app/Chart.yaml": "a: [" },
      {},
      "MANIFEST_INVALID",
      /app\/Chart.yaml: cannot parse/,
    ],
  ];
  test.each(cases)("%s", async (_rule, files, helm, code, message) => {
    const { survey: found } = await survey(files, helm);
    expect([...found.refusals.values()]).toContain(code);
    expect([...found.refusals.keys()].join("\n")).toMatch(message);
  });
});
