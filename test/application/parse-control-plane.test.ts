import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ControlPlane } from "../../src/application/control-plane.ts";
import { parseControlPlane } from "../../src/application/parse-control-plane.ts";
import { formatProblem } from "../../src/declaration/problem.ts";
import { formatJson } from "../../src/kube/json.ts";
import { limits } from "../../src/limits.ts";
import { defaultSettings } from "../../src/settings/settings.ts";
import { expectSections, type GoldenCase, readCases } from "./golden-case.ts";

const results = new Set(["problems", "applications"]);

function parseCase({ sections }: GoldenCase): ControlPlane {
  const files = [...sections].filter(([title]) => !results.has(title));
  return parseControlPlane(files.map(([file, text]) => ({ file, text })));
}

function formatLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

describe("golden cases", () => {
  test.each(readCases().map((golden) => [golden.name, golden] as const))("%s", (_, golden) => {
    const { problems, applications } = parseCase(golden);
    expectSections(golden, {
      problems: formatLines(problems.map((problem) => `${problem.severity} ${formatProblem(problem)}`)),
      applications: formatLines(
        applications.map(({ name, application }) => {
          const state = application === undefined ? "wrong" : "usable";
          return `${name.namespace}/${name.name} ${state}`;
        }),
      ),
    });
  });

  test("no case prints or stores a value that is secret", () => {
    for (const golden of readCases()) {
      const { problems, manifests, settings, projects } = parseCase(golden);
      expect(formatJson([problems, manifests, settings, projects])).not.toContain("hunter2");
    }
  });
});

const usable = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, uid: x, annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", a: b}}
spec:
  source: {repoURL: https://example.com/shop, path: shop}
  destination: {name: in-cluster}
status: {sync: {}}
`;

function parse(text: string): ControlPlane {
  return parseControlPlane([{ file: "a.yaml", text }]);
}

describe("what is stored", () => {
  test("an Application without what an API server adds", () => {
    expect(parse(usable).manifests).toEqual([
      {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { name: "shop", namespace: "argocd", annotations: { a: "b" } },
        spec: {
          source: { repoURL: "https://example.com/shop", path: "shop" },
          destination: { name: "in-cluster" },
        },
      },
    ]);
  });

  test("an Application that is wrong, so that its status can say why, without the credentials of its URL", () => {
    const [manifest] = parse(usable.replace("example.com", "me:hunter2@example.com")).manifests;
    expect(formatJson(manifest)).toContain("https://***@example.com/shop");
  });

  test("of argocd-cm only the keys that are read", () => {
    const data = "{installationID: blue, oidc.config: secret}";
    const { manifests, settings } = parse(
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm}, data: ${data}}`,
    );
    expect(manifests).toMatchObject([{ data: { installationID: "blue" } }]);
    expect(settings).toEqual({ ...defaultSettings, installation: "blue" });
  });

  test("of argocd-cmd-params-cm only its own keys that are read, and it is read beside argocd-cm", () => {
    const data = '{controller.sync.timeout.seconds: "60", installationID: green, redis.server: "redis:6379"}';
    const { manifests, settings, problems } = parse(
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cmd-params-cm}, data: ${data}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm}, data: {installationID: blue}}`,
    );
    expect(manifests.map((manifest) => manifest["data"])).toEqual([
      { "controller.sync.timeout.seconds": "60" },
      { installationID: "blue" },
    ]);
    expect(settings).toEqual({ ...defaultSettings, installation: "blue", syncTimeoutMs: 60_000 });
    expect(problems.map(({ line, severity }) => [line, severity])).toEqual([
      [1, "warning"],
      [1, "warning"],
    ]);
  });

  test("neither of two twins, and no Secret", () => {
    const secret =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {argocd.argoproj.io/secret-type: repository}}";
    expect(parse(`${usable}---${usable}---\n${secret}`).manifests).toEqual([]);
  });
});

describe("projects fail closed", () => {
  const project = "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: team}\n";

  test.each([
    ["a field is wrong", `${project}spec: {sourceRepos: 1}`, "team"],
    ["it forbids what cannot be checked yet", `${project}spec: {syncWindows: [{}]}`, "team"],
    ["its YAML is broken", `${project}spec: {sourceRepos: ['*'`, "team"],
    ["it is declared twice", `${project}---\n${project}`, "team"],
    ["broken YAML may have been the default project", "kind: AppProject\n\tname: default", "default"],
  ])("%s", (_, text, name) => {
    const [found] = parse(text).projects;
    expect(found).toMatchObject({ name, sourceRepos: [], destinations: [] });
    expect(found?.obstacles?.length).toBeGreaterThan(0);
  });

  test.each([
    ["{}", { warn: true, ignore: [] }],
    ["{warn: null}", { warn: true, ignore: [] }],
    ["{warn: false, ignore: []}", { warn: false, ignore: [] }],
    ["{ignore: [{kind: Secret}]}", { warn: true, ignore: [{ group: "", kind: "Secret", name: "" }] }],
  ])("not where orphans are to be looked for: %s", (text, orphanedResources) => {
    const { projects, problems } = parse(`${project}spec: {orphanedResources: ${text}}`);
    expect(problems).toEqual([]);
    expect(projects[0]).toMatchObject({ orphanedResources });
    expect(projects[0]).not.toHaveProperty("obstacles");
  });

  test("and what is wrong with the orphans is named", () => {
    const { problems } = parse(`${project}spec: {orphanedResources: {warn: "no", ignored: []}}`);
    expect(problems.map(formatProblem)).toEqual([
      expect.stringContaining("spec.orphanedResources.warn: must be true or false"),
      expect.stringContaining("spec.orphanedResources.ignored: unknown field: did you mean ignore"),
    ]);
  });

  test("and the applications of a project that allows nothing are told why, while others go on", () => {
    const ours = usable.replace("spec:", "spec:\n  project: team");
    const { applications } = parse(
      `${project}spec: {sourceRepos: ['*'\n---${ours}---${usable.replace("shop", "other")}`,
    );
    expect(applications.map(({ application }) => application?.name.name)).toEqual([undefined, "other"]);
    expect(applications[0]?.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^spec.project: project team cannot be used: a.yaml:\d+: not valid YAML/),
    ]);
  });

  test("broken YAML elsewhere leaves a declared default project as it is", () => {
    const declared =
      "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: default}\nspec: {sourceRepos: [a]}";
    const { projects } = parse(`${declared}\n---\nkind: AppProject\n\tname: default`);
    expect(projects).toMatchObject([{ name: "default", sourceRepos: ["a"] }]);
    expect(projects[0]?.obstacles).toBeUndefined();
  });
});

describe("the wish that syncs are made as service accounts", () => {
  const settings = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata: {${text}}`;
  const on = 'application.sync.impersonation.enabled: "true"';

  test.each([
    ["is read", settings(on), true],
    ["is absent", settings('helm.enable: "true"'), false],
    ["is broken YAML", settings(`${on}, [`), true],
    ["is one of two, of which the other has none", `${settings("")}\n---\n${settings(on)}`, true],
    ["is not what is broken", `${settings("")}\n---\nkind: Application\n\tname: x`, false],
  ])("%s", (_, text, impersonation) => {
    expect(parse(text).settings.impersonation).toBe(impersonation);
  });
});

describe("limits", () => {
  const refusal = (text: string) => parse(text).problems.map(({ message }) => message);

  test("a file that is too long", () => {
    expect(refusal("#".repeat(limits.fileBytesMax + 1))).toEqual([expect.stringContaining("split the file")]);
  });

  test("too many documents", () => {
    const text = "---\n".repeat(limits.objectsPerApplicationMax + 2);
    expect(refusal(text)).toEqual([expect.stringContaining("split the file")]);
  });

  test("nesting", () => {
    const depth = limits.documentDepthMax + 2;
    expect(refusal("[".repeat(depth) + "]".repeat(depth))).toEqual([
      expect.stringContaining("nested deeper"),
    ]);
    expect(refusal("[".repeat(5_000))).toHaveLength(1);
  });

  test("a billion laughs", () => {
    const levels = Array.from(
      { length: 10 },
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(10)}]`,
    );
    expect(refusal(`a0: &a0 lol\n${levels.join("\n")}`)).toHaveLength(1);
  });

  test("the problems of one document", () => {
    const fields = Array.from({ length: 200 }, (_, index) => `f${index}: 1`);
    const found = refusal(`${usable}${fields.join("\n")}`);
    expect(found).toHaveLength(limits.problemsPerDocumentMax + 1);
    expect(found.at(-1)).toMatch(/^and \d+ more problems?$/);
  });
});

describe("whatever is written, nothing is thrown and every problem has a message", () => {
  const expectSound = (text: string) => {
    const { problems, applications } = parse(text);
    for (const problem of problems) expect(problem.message).not.toBe("");
    for (const each of applications) {
      expect(each.application !== undefined || each.problems.length > 0).toBe(true);
    }
  };

  test("random text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectSound), { numRuns: 100 });
  });

  test("random JSON", () => {
    fc.assert(fc.property(fc.json(), expectSound), { numRuns: 100 });
  });

  test("an Application with characters taken out and put in", () => {
    const place = fc.nat(usable.length);
    const noise = fc.string({ unit: fc.constantFrom(..."{}[]:-,\n\t \"'&*!|>?#%@0ay"), maxLength: 6 });
    fc.assert(
      fc.property(place, fc.nat(8), noise, (start, cut, insert) =>
        expectSound(usable.slice(0, start) + insert + usable.slice(start + cut)),
      ),
      { numRuns: 200 },
    );
  });

  test("objects of our kinds with anything in their fields", () => {
    const kind = fc.constantFrom(
      ["argoproj.io/v1alpha1", "Application"],
      ["argoproj.io/v1alpha1", "AppProject"],
      ["v1", "ConfigMap"],
      ["v1", "Secret"],
      ["v1", "List"],
    );
    const name = fc.constantFrom("argocd-cm", "shop", "");
    const type = fc.constantFrom("repository", "repo-creds", "cluster");
    const object = fc.tuple(kind, name, type, fc.jsonValue(), fc.jsonValue(), fc.jsonValue());
    fc.assert(
      fc.property(object, ([[apiVersion, kindName], objectName, secretType, spec, data, items]) => {
        const labels = { "argocd.argoproj.io/secret-type": secretType };
        const metadata = { name: objectName, labels };
        expectSound(
          JSON.stringify({ apiVersion, kind: kindName, metadata, spec, data, stringData: spec, items }),
        );
      }),
      { numRuns: 200 },
    );
  });
});
