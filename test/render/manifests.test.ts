import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/declaration/problem.ts";
import { limits } from "../../src/limits.ts";
import { type ManifestOptions, parseManifests } from "../../src/render/manifests.ts";

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

function parse(text: string, options?: ManifestOptions) {
  const { manifests, problems } = parseManifests([{ file: "a.yaml", text }], options);
  return {
    names: manifests.map((m) => `${m.kind}/${m.metadata.name}`),
    problems: problems.map(formatProblem),
  };
}

describe("what counts as a manifest", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["one document", configMap, ["ConfigMap/a"]],
    ["several documents", `${configMap}---\n${configMap}`, ["ConfigMap/a", "ConfigMap/a"]],
    ["empty documents are skipped", `---\n---\n# nothing\n---\n${configMap}---\n`, ["ConfigMap/a"]],
    ["null documents are skipped", `~\n---\n${configMap}`, ["ConfigMap/a"]],
    [
      "a byte order mark and Windows line ends",
      `\ufeff${configMap.replaceAll("\n", "\r\n")}`,
      ["ConfigMap/a"],
    ],
    ["a comment behind the separator", `--- # first\n${configMap}`, ["ConfigMap/a"]],
    ["JSON", '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}', ["Pod/p"]],
    [
      "a List is written out",
      `apiVersion: v1\nkind: List\nitems: [${flow("x")}, ${flow("z")}]`,
      ["Pod/x", "Pod/z"],
    ],
    [
      "a List in a List too",
      `apiVersion: v1\nkind: List\nitems: [{kind: PodList, items: [${flow("x")}]}]`,
      ["Pod/x"],
    ],
    ["an empty List is nothing", "apiVersion: v1\nkind: ConfigMapList\nitems: null", []],
    [
      "a kind that ends in List is an object",
      "apiVersion: v1\nkind: PriceList\nmetadata: {name: p}",
      ["PriceList/p"],
    ],
    ["generateName stands for a name", "apiVersion: v1\nkind: Pod\nmetadata: {generateName: p-}", ["Pod/"]],
    ["--- inside a block is text", `${configMap}data:\n  x: |\n    ---\n    y\n`, ["ConfigMap/a"]],
  ];
  test.each(cases)("%s", (_rule, text, names) => {
    expect(parse(text)).toEqual({ names, problems: [] });
  });

  test("null labels are left out, and so are null maps", () => {
    const text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ~, labels: {a: ~, b: c}, annotations: ~}";
    const { manifests } = parseManifests([{ file: "a.yaml", text }]);
    expect(manifests[0]?.metadata).toEqual({ name: "p", labels: { b: "c" } });
  });
});

function flow(name: string): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}}`;
}

describe("what is wrong is told with file and line", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["a list", "- a", ["a.yaml:1: a manifest must be a map, not a list"]],
    ["text", "\n\nhello", ["a.yaml:3: a manifest must be a map, not text"]],
    [
      "nothing an object needs",
      "a: 1",
      [
        "a.yaml:1: manifest: apiVersion is missing",
        "a.yaml:1: manifest: kind is missing",
        "a.yaml:1: manifest: metadata is missing",
      ],
    ],
    ["no name", "apiVersion: v1\nkind: Pod\nmetadata: {}", ["a.yaml:1: Pod: metadata.name is missing"]],
    [
      "an empty name",
      'apiVersion: v1\nkind: Pod\nmetadata: {name: ""}',
      ["a.yaml:1: Pod: metadata.name is empty"],
    ],
    [
      "metadata is a list",
      "apiVersion: v1\nkind: Pod\nmetadata: []",
      ["a.yaml:1: Pod: metadata must be a map, not a list"],
    ],
    [
      "a version that is a number",
      "apiVersion: 1\nkind: Pod\nmetadata: {name: p}",
      ["a.yaml:1: Pod p: apiVersion must be text, not the number 1"],
    ],
    [
      "a name that is a number",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: 123}",
      ["a.yaml:1: Pod: metadata.name must be text, not the number 123; put it in quotes"],
    ],
    [
      "labels and annotations that are not text",
      `${configMap}  labels: {on: yes}\n  annotations: {c: 1, m: {a: b}}\n`,
      [
        "a.yaml:1: ConfigMap a: metadata.labels.true must be text, not the boolean true; put it in quotes",
        "a.yaml:1: ConfigMap a: metadata.annotations.c must be text, not the number 1; put it in quotes",
        "a.yaml:1: ConfigMap a: metadata.annotations.m must be text, not a map",
      ],
    ],
    [
      "an item of a List",
      "apiVersion: v1\nkind: List\nitems: [{kind: Pod}]",
      ["a.yaml:1: Pod: apiVersion is missing", "a.yaml:1: Pod: metadata is missing"],
    ],
    [
      "infinity",
      `${configMap}data: {a: .inf}`,
      ["a.yaml:1: the document holds the number Infinity, which JSON has not"],
    ],
    [
      "tabs, at the line of the file",
      `${configMap}---\n\n# two\na:\n\tb: 1`,
      ["a.yaml:9: cannot parse YAML: tab characters must not be used in indentation"],
    ],
  ];
  test.each(cases)("%s", (_rule, text, problems) => {
    expect(parse(text).problems).toEqual(problems);
  });

  test("one broken document does not hide the others, nor the other files", () => {
    const broken = { file: "b.yaml", text: `a: [\n---\n${configMap}---\nkind: Pod\n` };
    const { manifests, problems } = parseManifests([broken, { file: "c.yaml", text: `${configMap}---\n"` }]);
    expect(manifests).toHaveLength(2);
    expect(problems.map((problem) => `${problem.file}:${problem.line}`)).toEqual([
      "b.yaml:1",
      "b.yaml:8",
      "b.yaml:8",
      "c.yaml:6",
    ]);
  });
});

describe("a directory leaves out what is not meant for it", () => {
  const cases: readonly (readonly [string, string, { names: readonly string[]; problems: number }])[] = [
    [
      "a file that asks to be skipped",
      `# +argocd:skip-file-rendering\n${configMap}`,
      { names: [], problems: 0 },
    ],
    ["a YAML file of something else", "services:\n  web: {image: nginx}", { names: [], problems: 0 }],
    ["but not one that has a kind", "kind: Pod", { names: [], problems: 2 }],
    ["nor one with a manifest in it", `a: 1\n---\n${configMap}`, { names: ["ConfigMap/a"], problems: 3 }],
    ["nor one that is no YAML", "services:\n\tweb: 1", { names: [], problems: 1 }],
  ];
  test.each(cases)("%s", (_rule, text, expected) => {
    const { names, problems } = parse(text, { skipForeignFiles: true });
    expect({ names, problems: problems.length }).toEqual(expected);
  });
});

describe("bombs end as problems", () => {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(",")}]`,
  );
  const laughs = `a0: &a0 lol\n${levels.join("\n")}`;
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["a billion laughs within the alias limit", laughs, /larger than/],
    [
      "large texts repeated by aliases",
      `a: &a ${"x".repeat(900_000)}\nb: [${Array(50).fill("*a").join(",")}]`,
      /larger than/,
    ],
    ["depth", `a: ${"[".repeat(150)}${"]".repeat(150)}`, /depth/i],
    ["JSON depth", `{"a": ${"[".repeat(150)}${"]".repeat(150)}}`, /deep|depth/],
    ["a huge file", "#".repeat(limits.manifestsBytesMax + 1), /larger than/],
  ];
  test.each(cases)("%s", (_rule, text, message) => {
    const start = performance.now();
    const { names, problems } = parse(text);
    expect(names).toEqual([]);
    expect(problems.join("\n")).toMatch(message);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("but the output of a tool may be larger than one file of a repository", () => {
    const text = `${configMap}data: {x: ${"y".repeat(limits.fileBytesMax)}}`;
    expect(parse(text)).toEqual({ names: ["ConfigMap/a"], problems: [] });
  });

  test("more objects than an application may have", () => {
    const text = `apiVersion: v1\nkind: List\nitems: [${Array(limits.objectsPerApplicationMax + 1)
      .fill(flow("x"))
      .join(",")}]`;
    expect(parse(text).problems).toEqual([expect.stringMatching(/10001 objects.*split/)]);
  });
});
