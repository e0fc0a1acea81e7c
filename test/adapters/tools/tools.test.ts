import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { createTools } from "../../../src/adapters/tools/tools.ts";
import { codeOf, messageOf } from "../../../src/errors.ts";
import { limits } from "../../../src/limits.ts";
import type { RepositoryFile, ToolRun } from "../../../src/render/tool-run.ts";
import { isBundled, toolsFolder, withFolder } from "./tools-folder.ts";

const tools = createTools({ folder: toolsFolder, path: process.env["PATH"] ?? "" });

function kustomize(files: readonly RepositoryFile[], directory = "app"): ToolRun {
  return { tool: "kustomize", files, directory, args: ["."] };
}

function helm(template: string, others: readonly RepositoryFile[] = []): ToolRun {
  const chart = { path: "app/Chart.yaml", content: "apiVersion: v2\nname: c\nversion: 1.0.0\n" };
  const files = [chart, { path: "app/templates/a.yaml", content: template }, ...others];
  return { tool: "helm", files, directory: "", args: ["template", "--", "shop", "./app"] };
}

async function failure(run: ToolRun, by = tools): Promise<{ code: string | undefined; message: string }> {
  const error: unknown = await by.run(run).then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  return { code: codeOf(error), message: messageOf(error) };
}

async function listRuns(): Promise<readonly string[]> {
  return (await readdir(join(toolsFolder, "runs"))).filter((name) => name.startsWith("run-"));
}

describe("the real tools", () => {
  test("say their versions", async () => {
    const versions = await tools.versions();
    expect(versions.helm).toMatch(/^v\d+\./);
    expect(versions.kustomize).toMatch(/^v\d+\./);
  });

  test("Kustomize builds with a base in another folder", async () => {
    const output = await tools.run(
      kustomize([
        { path: "app/kustomization.yaml", content: "resources: [../base]\nnamePrefix: x-\n" },
        { path: "base/kustomization.yaml", content: "configMapGenerator: [{name: c, files: [f.bin]}]\n" },
        { path: "base/f.bin", content: "/wD/", encoding: "base64" },
      ]),
    );
    expect(output).toContain("name: x-c-");
    expect(output).toContain("f.bin: /wD/");
  });

  test("Helm renders a chart with values", async () => {
    const values = { path: "v.yaml", content: "who: world" };
    const run = helm("hello: {{ .Values.who }} from {{ .Release.Name }}", [values]);
    const output = await tools.run({
      ...run,
      args: ["template", "--values=./v.yaml", "--", "shop", "./app"],
    });
    expect(output).toContain("hello: world from shop");
  });
});

describe("a tool that fails", () => {
  test("is quoted, with the repository's paths", async () => {
    const run = kustomize([{ path: "app/kustomization.yaml", content: "resources: [gone.yaml]\n" }]);
    const { code, message } = await failure(run);
    expect(code).toBe("RENDER_FAILED");
    expect(message).toMatch(/^Cannot render app with kustomize: .*gone\.yaml/);
    expect(message).not.toContain(toolsFolder);
  });

  test("names the template and line of a chart", async () => {
    const { code, message } = await failure(helm('a: {{ fail "not like this" }}'));
    expect(code).toBe("RENDER_FAILED");
    expect(message).toMatch(/c\/templates\/a\.yaml:1.*not like this/);
  });

  test("is quoted in part where it says too much", async () => {
    const { message } = await failure(helm('a: {{ fail (repeat 9000 "x") }}'));
    expect(message.length).toBeLessThan(4_200);
  });

  test("leaves nothing behind", async () => {
    const before = await listRuns();
    await failure(helm("{{"));
    const fresh = (await listRuns()).filter((name) => !before.includes(name));
    // Other tests use the same folder: what is theirs goes as well, in its own time.
    await vi.waitFor(async () => {
      const runs = await listRuns();
      expect(fresh.filter((name) => runs.includes(name))).toEqual([]);
    }, 10_000);
  });
});

describe("a tool is bounded", () => {
  const cases = [
    [
      "time",
      'a: {{ range until 100000 }}{{ range until 100000 }}{{ "" }}{{ end }}{{ end }}',
      { timeoutMs: 700 },
    ],
    ["output", 'a: {{ repeat 200000 "x" }}', { outputBytesMax: 1_000 }],
    [
      "memory",
      'a: {{ range until 200 }}{{ len (repeat 100000000 "x") }}{{ end }}',
      { memoryBytesMax: 100_000_000 },
    ],
  ] as const;
  test.each(cases)("in %s", async (reason, template, bound) => {
    // Only Linux tells how much memory a process has.
    if (reason === "memory" && process.platform !== "linux") return expect(isBundled).toBe(false);
    const bounds = { timeoutMs: 20_000, outputBytesMax: 10_000_000, memoryBytesMax: 1_000_000_000, ...bound };
    const bounded = createTools({ folder: toolsFolder, path: process.env["PATH"] ?? "", limits: bounds });
    const { code, message } = await failure(helm(template), bounded);
    expect(code).toBe("LIMIT_EXCEEDED");
    expect(message).toContain(`${Object.values(bound)[0] === 700 ? 0.7 : Object.values(bound)[0]}`);
  });

  test("in its input", async () => {
    const big = { path: "app/big", content: "x".repeat(limits.toolInputBytesMax + 1) };
    expect((await failure(helm("a: 1", [big]))).code).toBe("LIMIT_EXCEEDED");
  });

  test("in number: two run at once", async () => {
    await withFolder(async (folder) => {
      const log = join(folder, "log");
      const script = `#!/bin/sh\necho + >> ${log}\n/bin/sleep 0.2\necho - >> ${log}\n`;
      await writeFile(join(folder, "helm"), script, { mode: 0o755 });
      const slow = createTools({ folder, path: folder, useBundle: false });
      await Promise.all([1, 2, 3, 4, 5].map(() => slow.run(helm("a: 1"))));
      const steps = (await readFile(log, "utf8")).trim().split("\n");
      expect(steps).toHaveLength(10);
      expect(countAtOnce(steps)).toBe(2);
    });
  });
});

function countAtOnce(steps: readonly string[]): number {
  let running = 0;
  let most = 0;
  for (const step of steps) {
    running += step === "+" ? 1 : -1;
    most = Math.max(most, running);
  }
  return most;
}

describe("a tool gets nothing but its files", () => {
  test("a chart sees no environment and no file of the machine", async () => {
    process.env["OUTRIGGER_CANARY"] = "canary-7";
    const template =
      'a: {{ .Files.Get "/etc/passwd" | quote }}\nb: {{ .Files.Get "../../../etc/passwd" | quote }}';
    expect(await tools.run(helm(template))).toContain('a: ""\nb: ""');
    const { code, message } = await failure(helm('a: {{ env "OUTRIGGER_CANARY" }}'));
    expect([code, message]).toEqual(["RENDER_FAILED", expect.stringContaining('function "env" not defined')]);
  });

  test("a release name is not a template that reads the environment", async () => {
    const run = helm("a: 1");
    const args = ["template", "--", '{{ env "HOME" }}', "./app"];
    expect((await failure({ ...run, args })).message).toMatch(/release name/);
  });

  const reads = [
    ["a generator", "configMapGenerator: [{name: c, files: [/etc/passwd]}]"],
    ["a generator that climbs", "configMapGenerator: [{name: c, files: [../../../../../../etc/passwd]}]"],
    ["a resource", "resources: [/etc/passwd]"],
    ["a patch", "patches: [{path: /etc/passwd}]"],
  ] as const;
  test.each(reads)("%s of a kustomization cannot read the machine's files", async (_what, content) => {
    const { code, message } = await failure(kustomize([{ path: "app/kustomization.yaml", content }]));
    expect(code).toBe("RENDER_FAILED");
    expect(message).not.toContain("root:");
  });

  test("a value that names an environment variable stays empty", async () => {
    const content = "configMapGenerator: [{name: c, envs: [e.env]}]";
    const env = { path: "app/e.env", content: "OUTRIGGER_CANARY\nPATH\n" };
    process.env["OUTRIGGER_CANARY"] = "canary-7";
    const output = await tools.run(kustomize([{ path: "app/kustomization.yaml", content }, env]));
    expect(output).not.toContain("canary-7");
    expect(output).not.toContain("/bin");
  });

  test("nothing is fetched: the way out is a proxy that does not exist", async () => {
    const content = "resources: ['http://192.0.2.1/a.yaml']";
    const { code, message } = await failure(kustomize([{ path: "app/kustomization.yaml", content }]));
    expect(code).toBe("RENDER_FAILED");
    expect(message).toMatch(/127\.0\.0\.1:9/);
  });

  test.each(["../x", "/etc/x", "a/../../x", "a\\b", "a\0b", "", "a//b"])(
    "path %j is refused",
    async (path) => {
      const { code } = await failure(kustomize([{ path, content: "x" }]));
      expect(code).toBe("UNSUPPORTED");
    },
  );
});

describe("a machine without tools", () => {
  test("has no versions, and a run says what to install", async () => {
    await withFolder(async (folder) => {
      const bare = createTools({ folder, path: `${folder}:relative/bin`, useBundle: false });
      expect(await bare.versions()).toEqual({});
      const { code, message } = await failure(kustomize([]), bare);
      expect(code).toBe("TOOL_MISSING");
      expect(message).toMatch(/no kustomize or kubectl on the PATH.*install it: https:/);
      expect((await failure(helm("a: 1"), bare)).message).toMatch(/no helm on the PATH/);
    });
  });
});
