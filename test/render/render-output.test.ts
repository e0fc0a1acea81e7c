import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/declaration/problem.ts";
import { parseDirectory, parseOutput, toToolRun } from "../../src/render/render-output.ts";

const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";

describe("parseOutput", () => {
  test("problems name the template of Helm, and no line of its output", () => {
    const output = `---\n# Source: c/templates/a.yaml\n${pod}---\n# Source: c/templates/b.yaml\nkind: Pod\nmetadata: {name: q}\n`;
    const { manifests, problems } = parseOutput({ tool: "helm" }, "app", output);
    expect(manifests).toHaveLength(1);
    expect(problems.map(formatProblem)).toEqual(["c/templates/b.yaml: Pod q: apiVersion is missing"]);
  });

  test("problems name the output where a tool does not say more", () => {
    const { problems } = parseOutput({ tool: "kustomize" }, "app", "a: 1");
    expect(problems[0]?.file).toBe("kustomize output of app");
  });
});

describe("parseDirectory", () => {
  test("a file that is not text is a problem", () => {
    const files = [
      { path: "a.yaml", content: pod },
      { path: "b.yaml", content: "AA==", encoding: "base64" as const },
    ];
    const { manifests, problems } = parseDirectory(files);
    expect(manifests).toHaveLength(1);
    expect(problems.map(formatProblem)).toEqual(["b.yaml: the file is not UTF-8 text"]);
  });
});

describe("toToolRun", () => {
  const plan = {
    step: "ready" as const,
    tool: "helm" as const,
    key: "k",
    inputs: [
      { path: "a", oid: "1" },
      { path: "b", oid: "2", as: "x/b" },
    ],
    run: { directory: "", args: ["template"], generated: [{ path: "a", content: "new" }] },
  };

  test("files are where the tool finds them, and generated ones win", () => {
    const run = toToolRun(plan, [
      { path: "a", content: "old" },
      { path: "b", content: "b" },
    ]);
    expect(run.files).toEqual([
      { path: "a", content: "new" },
      { path: "x/b", content: "b" },
    ]);
    expect(run.args).toEqual(["template"]);
  });

  test("a schema that refers to a file of the machine is refused, unless schemas are skipped", () => {
    const inputs = [{ path: "c/values.schema.json", oid: "1" }];
    const contents = [{ path: "c/values.schema.json", content: '{"$ref": "file:///etc/passwd"}' }];
    expect(() => toToolRun({ ...plan, inputs }, contents)).toThrow(/file:\/\/\/etc\/passwd/);
    const run = { ...plan.run, args: ["template", "--skip-schema-validation"] };
    expect(toToolRun({ ...plan, inputs, run }, contents).files).toHaveLength(2);
  });
});
