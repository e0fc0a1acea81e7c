import { describe, expect, test } from "vitest";
import { createTools } from "../../src/adapters/tools/tools.ts";
import { codeOf, messageOf } from "../../src/errors.ts";
import { limits } from "../../src/limits.ts";
import type { Git } from "../../src/ports/git.ts";
import type { RenderCache } from "../../src/ports/render-cache.ts";
import type { Tools } from "../../src/ports/tools.ts";
import type { RenderRequest } from "../../src/render/render-plan.ts";
import { isTouched, toFolderId } from "../../src/source/watch.ts";
import { renderManifests } from "../../src/stories/render-manifests.ts";
import { toolsFolder } from "../adapters/tools/tools-folder.ts";
import { createGitOver, createRequest, type Files, listTree } from "../render/folder-of-files.ts";

const repository = { repoUrl: "https://git.example.com/shop.git", sha: "0".repeat(40) };
const realTools = createTools({ folder: toolsFolder, path: process.env["PATH"] ?? "" });

function createMemoryCache(): RenderCache & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    read: (key) => Promise.resolve(texts.get(key)),
    save: (key, text) => Promise.resolve(void texts.set(key, text)),
  };
}

function countRuns(tools: Tools): Tools & { readonly runs: string[] } {
  const runs: string[] = [];
  return {
    runs,
    versions: () => tools.versions(),
    run: (run) => {
      runs.push(run.tool);
      return tools.run(run);
    },
  };
}

function open(files: Files) {
  return { git: createGitOver(files), tools: countRuns(realTools), renderCache: createMemoryCache() };
}

async function names(request: RenderRequest, ports: { git: Git; tools: Tools; renderCache: RenderCache }) {
  const { manifests } = await renderManifests(request, repository, ports);
  return manifests.map((manifest) => `${manifest.kind} ${manifest.metadata.name}`);
}

async function failure(request: RenderRequest, files: Files): Promise<string> {
  const error: unknown = await renderManifests(request, repository, open(files)).then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  return `${codeOf(error)} ${messageOf(error)}`;
}

function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {big: "x"}\nnumber: 9007199254740993\n`;
}

const chart = {
  "app/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
  "app/values.yaml": "a: chart\nb: chart\nc: chart\nd: chart\ne: chart\nf: chart\n",
  "app/templates/a.yaml": [
    "apiVersion: v1",
    "kind: ConfigMap",
    "metadata: {name: '{{ .Release.Name }}', namespace: '{{ .Release.Namespace }}'}",
    "data: {{ .Values | toJson }}",
    "caps: '{{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has \"x.io/v1/Thing\" }}'",
  ].join("\n"),
  "app/crds/c.yaml":
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.x.io}\n",
};

describe("a directory", () => {
  const files = Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [`app/f${n}.yaml`, configMap(`c${n}`)]),
  );

  test("of 50 files is one look at the tree and one read", async () => {
    const ports = open(files);
    const rendered = await renderManifests(createRequest(), repository, ports);
    expect(rendered).toMatchObject({ tool: "directory", cached: false });
    expect(rendered.manifests).toHaveLength(50);
    expect(ports.git.asked.trees).toEqual(["app"]);
    expect(ports.git.asked.files.map((paths) => paths.length)).toEqual([50]);
    expect(ports.tools.runs).toEqual([]);
  });

  test("that did not change is remembered without reading a file, large integers included", async () => {
    const ports = open(files);
    const first = await renderManifests(createRequest(), repository, ports);
    const git = createGitOver(files);
    const second = await renderManifests(createRequest(), repository, { ...ports, git });
    expect(second).toEqual({ ...first, cached: true });
    expect(second.manifests[0]?.["number"]).toBe(9007199254740993n);
    expect(git.asked.files).toEqual([]);
  });

  test("with problems is refused with all of them, and not remembered", async () => {
    const broken = {
      "app/a.yaml": "kind: Pod\nmetadata: {name: p}",
      "app/b.yaml": "a:\n\tb: kind",
      "app/c.yaml": configMap("c"),
    };
    expect(await failure(createRequest(), broken)).toBe(
      [
        "MANIFEST_INVALID Cannot use the manifests of app:",
        "app/a.yaml:1: Pod p: apiVersion is missing",
        "app/b.yaml:2: cannot parse YAML: tab characters must not be used in indentation",
      ].join("\n"),
    );
    const ports = open(broken);
    await renderManifests(createRequest(), repository, ports).catch(() => undefined);
    expect(ports.renderCache.texts.size).toBe(0);
  });

  test("with very many problems says how many more there are", async () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`app/${n}.yaml`, "- a"]));
    expect(await failure(createRequest(), many)).toMatch(/… and 20 more$/);
  });
});

describe("a cache", () => {
  test("that gives something else is not trusted", async () => {
    const ports = open({ "app/a.yaml": configMap("a") });
    const { key } = await renderManifests(createRequest(), repository, ports);
    ports.renderCache.texts.set(key, '{"manifests": "none"}');
    expect((await renderManifests(createRequest(), repository, ports)).cached).toBe(false);
  });
});

describe("Kustomize", () => {
  const files = {
    "app/kustomization.yaml": "resources: [../base]\nnamePrefix: own-\n",
    "base/kustomization.yaml": "resources: [d.yaml]\n",
    "base/d.yaml": [
      "apiVersion: apps/v1",
      "kind: Deployment",
      "metadata: {name: web}",
      "spec: {replicas: 1, template: {spec: {containers: [{name: c, image: 'nginx:1'}]}}}",
    ].join("\n"),
  };

  test("runs once, then is remembered from the kustomizations alone", async () => {
    const ports = open(files);
    expect(await names(createRequest(), ports)).toEqual(["Deployment own-web"]);
    const git = createGitOver(files);
    expect((await renderManifests(createRequest(), repository, { ...ports, git })).cached).toBe(true);
    expect(ports.tools.runs).toEqual(["kustomize"]);
    expect(git.asked.files.flat()).not.toContain("base/d.yaml");
  });

  test("takes every override, which replaces the file's own", async () => {
    const kustomize = {
      namePrefix: "new-",
      nameSuffix: "-x",
      namespace: "n",
      images: ["nginx=mirror/nginx:2"],
      commonLabels: { team: "y" },
      commonAnnotations: { note: "on" },
      replicas: [{ name: "web", count: 3 }],
    };
    const { manifests } = await renderManifests(createRequest({ kustomize }), repository, open(files));
    expect(manifests[0]).toMatchObject({
      metadata: { name: "new-web-x", namespace: "n", labels: { team: "y" }, annotations: { note: "on" } },
      spec: { replicas: 3, template: { spec: { containers: [{ image: "mirror/nginx:2" }] } } },
    });
  });

  test("that fails says so in its own words", async () => {
    const broken = {
      ...files,
      "app/kustomization.yaml": "resources: [../base]\npatches: [{target: {kind: Pod}, patch: x}]\n",
    };
    expect(await failure(createRequest(), broken)).toMatch(
      /^RENDER_FAILED Cannot render app with kustomize: [\s\S]*unable to parse SM or JSON patch/,
    );
  });
});

describe("Helm", () => {
  test("lays parameters over valuesObject over value files over the chart's own", async () => {
    const files = {
      ...chart,
      "env/one.yaml": "b: one\nc: one\nd: one\n",
      "env/two.yaml": "c: two\nd: two\n",
      "f.txt": "file",
    };
    const helm = {
      valueFiles: ["../env/one.yaml", "/env/two.yaml"],
      values: "e: ignored",
      valuesObject: { d: "object", e: "object" },
      parameters: [
        { name: "e", value: "1,2", forceString: false },
        { name: "g", value: "007", forceString: true },
      ],
      fileParameters: [{ name: "f", path: "../f.txt" }],
      releaseName: "rel",
    };
    const others = { kubeVersion: "v1.34.1-eks-abc", apiVersions: ["x.io/v1", "x.io/v1/Thing"] };
    const { manifests } = await renderManifests(createRequest({ helm }, others), repository, open(files));
    const [crd, map] = [...manifests].sort((a, b) => (a.kind < b.kind ? 1 : -1));
    expect(crd?.kind).toBe("CustomResourceDefinition");
    expect(map).toMatchObject({
      metadata: { name: "rel", namespace: "shop-ns" },
      data: { a: "chart", b: "one", c: "two", d: "object", e: "1,2", f: "file", g: "007" },
      caps: "v1.34.1 true",
    });
  });

  test("leaves CRDs out when told to, and names the release after the application", async () => {
    expect(await names(createRequest({ helm: { skipCrds: true } }), open(chart))).toEqual(["ConfigMap shop"]);
  });

  test("renders a chart at the root, and one with a dependency of the repository", async () => {
    const root = { "Chart.yaml": chart["app/Chart.yaml"], "templates/a.yaml": configMap("root") };
    expect(await names(createRequest({ path: ".", helm: { values: "a: 1" } }), open(root))).toEqual([
      "ConfigMap root",
    ]);
    const files = {
      ...chart,
      "app/Chart.yaml": `${chart["app/Chart.yaml"]}dependencies: [{name: lib, version: 1.0.0, repository: "file://../lib"}]\n`,
      "lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\n",
      "lib/templates/l.yaml": configMap("from-lib"),
    };
    expect(await names(createRequest({ helm: { skipCrds: true } }), open(files))).toEqual(
      expect.arrayContaining(["ConfigMap from-lib", "ConfigMap shop"]),
    );
  });

  test("names the template whose output is no manifest", async () => {
    const files = { ...chart, "app/templates/b.yaml": "kind: Pod\nmetadata: {name: p}" };
    expect(await failure(createRequest(), files)).toMatch(
      /c\/templates\/b\.yaml: Pod p: apiVersion is missing/,
    );
  });

  test("a schema that reads the machine's files is refused before it runs", async () => {
    const files = { ...chart, "app/values.schema.json": '{"$ref": "file:///etc/passwd"}' };
    expect(await failure(createRequest(), files)).toMatch(/^UNSUPPORTED .*file:\/\/\/etc\/passwd/);
  });
});

describe("what a render reads", () => {
  const reads = async (request: RenderRequest, files: Files) =>
    (await renderManifests(request, repository, open(files))).reads;
  const values = (...valueFiles: readonly string[]) =>
    createRequest({ helm: { valueFiles: [...valueFiles] } });
  const withValues = {
    ...chart,
    "env/prod/v.yaml": "a: 1\n",
    "v.yaml": "a: 1\n",
    "env/test/w.yaml": "a: 2\n",
  };
  const bases = {
    "app/kustomization.yaml": "resources: [../base]\n",
    "base/kustomization.yaml": "resources: [c.yaml]\n",
    "base/c.yaml": configMap("c"),
    "else/d.yaml": configMap("d"),
  };

  test.each<[string, RenderRequest, Files, readonly string[]]>([
    ["is its folder", createRequest(), { "app/a.yaml": configMap("a"), "b.yaml": "" }, ["app"]],
    ["is every folder that others name", createRequest(), bases, ["app", "base"]],
    ["is the folder of a file elsewhere, too", values("../env/prod/v.yaml"), withValues, ["app", "env/prod"]],
    ["is nothing where a file of the root is read: every commit counts", values("../v.yaml"), withValues, []],
    [
      "is nothing where a link leads to a file: every commit counts",
      createRequest(),
      { "app/a.yaml": "-> ../else/d.yaml", "else/d.yaml": configMap("d") },
      [],
    ],
    [
      "is the folder that a link leads to, under the link's name",
      createRequest({ directory: { recurse: true, include: "", exclude: "" } }),
      { "app/a.yaml": configMap("a"), "app/more": "-> ../else", "else/d.yaml": configMap("d") },
      ["app"],
    ],
  ])("%s", async (_, request, files, folders) => {
    expect(Object.keys(await reads(request, files)).toSorted()).toEqual(folders);
  });

  test.each<[string, RenderRequest, Files, Files, boolean]>([
    [
      "a file of it",
      createRequest(),
      { "app/a.yaml": configMap("a") },
      { "app/a.yaml": configMap("b") },
      true,
    ],
    ["a file beside it", createRequest(), { "app/a.yaml": configMap("a") }, { "b.yaml": "b: 1" }, false],
    ["values elsewhere", values("../env/prod/v.yaml"), withValues, { "env/prod/v.yaml": "a: 3\n" }, true],
    ["values of others", values("../env/prod/v.yaml"), withValues, { "env/test/w.yaml": "a: 3\n" }, false],
    [
      "values elsewhere that were not there",
      createRequest({ helm: { valueFiles: ["../env/prod/new.yaml"], ignoreMissingValueFiles: true } }),
      withValues,
      { "env/prod/new.yaml": "a: 3\n" },
      true,
    ],
  ])("tells whether a commit concerns it: %s", async (_, request, before, change, isConcerned) => {
    const watched = await reads(request, before);
    const after = { ...before, ...change };
    const ids = new Map(Object.keys(watched).map((path) => [path, toFolderId(listTree(after, path))]));
    expect(isTouched({ repoUrl: "", targetRevision: "", sha: "", reads: watched }, ids)).toBe(isConcerned);
  });

  test("is the same from the cache", async () => {
    const ports = open(withValues);
    const first = await renderManifests(values("../env/prod/v.yaml"), repository, ports);
    const second = await renderManifests(values("../env/prod/v.yaml"), repository, ports);
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.reads).toEqual(first.reads);
  });

  test("is nothing where it is more than is noted", async () => {
    const count = limits.watchedFoldersMax;
    const folders = Array.from({ length: count }, (_, n) => `../b${n}`);
    const many = folders.map((folder) => [`${folder.slice(3)}/kustomization.yaml`, "namePrefix: a-\n"]);
    const files = {
      ...Object.fromEntries(many),
      "app/kustomization.yaml": `resources: [${folders.join(", ")}]\n`,
    };
    expect(await reads(createRequest(), files)).toEqual({});
  });
});

test("folders that name ever more folders end at a limit", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 80 }, (_, n) => [`f${n}/kustomization.yaml`, `resources: [../f${n + 1}]`]),
  );
  expect(await failure(createRequest({ path: "f0" }), files)).toMatch(/^LIMIT_EXCEEDED .*levels deep/);
});
