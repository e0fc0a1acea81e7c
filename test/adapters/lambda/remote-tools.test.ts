import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { hashText } from "../../../src/adapters/lambda/packed-text.ts";
import { createRemoteTools } from "../../../src/adapters/lambda/remote-tools.ts";
import { renderEvent } from "../../../src/adapters/lambda/render-request.ts";
import { createTools } from "../../../src/adapters/tools/tools.ts";
import { codeOf, messageOf } from "../../../src/errors.ts";
import type { Json, JsonObject } from "../../../src/kube/json.ts";
import { limits } from "../../../src/limits.ts";
import type { Tools } from "../../../src/ports/tools.ts";
import type { RepositoryFile, ToolRun } from "../../../src/render/tool-run.ts";
import { toolsFolder } from "../tools/tools-folder.ts";
import { type InvokeServer, type Reply, startInvokeServer } from "./invoke-server.ts";

const local = createTools({ folder: toolsFolder, path: process.env["PATH"] ?? "" });

let server: InvokeServer | undefined;
let invoked: string[] = [];
afterEach(async () => {
  await server?.close();
  server = undefined;
  invoked = [];
});

async function open(
  reply: (event: JsonObject) => Promise<Reply> | Reply = async (event) => ({
    answer: await renderEvent(event, local),
  }),
  timeoutMs?: number,
): Promise<Tools> {
  server = await startInvokeServer((functionName, event) => {
    invoked.push(functionName);
    return reply(event as JsonObject);
  });
  const { endpoint } = server;
  return createRemoteTools({
    functionName: "render",
    endpoint,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

function kustomize(files: readonly RepositoryFile[]): ToolRun {
  return { tool: "kustomize", files, directory: "app", args: ["."] };
}

const app = kustomize([
  { path: "app/kustomization.yaml", content: "configMapGenerator: [{name: c, files: [f.bin]}]\n" },
  { path: "app/f.bin", content: "/wD/", encoding: "base64" },
]);

/** Text that no compression makes much smaller. */
function toNoise(bytes: number): string {
  return randomBytes(bytes).toString("base64");
}

async function failure(made: Promise<unknown>): Promise<{ code: string | undefined; message: string }> {
  const error: unknown = await made.then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  return { code: codeOf(error), message: messageOf(error) };
}

describe("tools in another function", () => {
  test("render what they render here", async () => {
    const remote = await open();
    expect(await remote.run(app)).toBe(await local.run(app));
    expect(invoked).toEqual(["render"]);
  });

  test("render a chart with any text in it", async () => {
    const content = 'a: {{ .Values.text | quote }}\nb: "ä 漢字 \u2028 \u0000-free"\n'.replace("\u0000", "");
    const run: ToolRun = {
      tool: "helm",
      files: [
        { path: "app/Chart.yaml", content: "apiVersion: v2\nname: c\nversion: 1.0.0\n" },
        { path: "app/templates/a.yaml", content },
        { path: "v.yaml", content: 'text: "Größe \\"x\\""\n' },
      ],
      directory: "",
      args: ["template", "--values=./v.yaml", "--", "shop", "./app"],
    };
    const remote = await open();
    expect(await remote.run(run)).toBe(await local.run(run));
  });

  test("have the versions that they have here, asked for once in a process", async () => {
    const remote = await open();
    const versions = await Promise.all([remote.versions(), remote.versions()]);
    expect(versions).toEqual([await local.versions(), await local.versions()]);
    await remote.versions();
    expect(invoked).toHaveLength(1);
  });

  test("are asked for their versions again after a failure", async () => {
    let count = 0;
    const remote = await open(async (event) => {
      count += 1;
      return count === 1 ? { failure: { errorType: "Error" } } : { answer: await renderEvent(event, local) };
    });
    expect((await failure(remote.versions())).code).toBe("RENDER_FAILED");
    expect(await remote.versions()).toEqual(await local.versions());
  });

  test("fail with the tool's own words", async () => {
    const run = kustomize([{ path: "app/kustomization.yaml", content: "resources: [gone.yaml]\n" }]);
    const remote = await open();
    expect(await failure(remote.run(run))).toEqual(await failure(local.run(run)));
  });

  test("that are not there are missing there, too", async () => {
    const none = createTools({ folder: toolsFolder, path: "", useBundle: false });
    const remote = await open(async (event) => ({ answer: await renderEvent(event, none) }));
    expect(await failure(remote.run(app))).toEqual(await failure(none.run(app)));
    expect(await remote.versions()).toEqual({});
  });

  test("refuse a path that leads out of the run's own folder", async () => {
    const run = kustomize([{ path: "../app/kustomization.yaml", content: "" }]);
    expect((await failure((await open()).run(run))).code).toBe("UNSUPPORTED");
  });
});

describe("limits of a payload", () => {
  test("a run whose files compress well goes through", async () => {
    const content = `# ${"the same words again ".repeat(500_000)}\n`; // 10 MB
    const files = [...app.files, { path: "app/README.md", content }];
    expect(await (await open()).run({ ...app, files })).toContain("name: c-");
    expect(server?.sizes[0]).toBeLessThan(100_000);
  });

  test("a run that is too large is refused before it is sent, with figures", async () => {
    const files = [...app.files, { path: "app/noise", content: toNoise(5_500_000) }];
    const { code, message } = await failure((await open()).run({ ...app, files }));
    expect(code).toBe("LIMIT_EXCEEDED");
    expect(message).toMatch(
      /^Cannot render app with kustomize: its 3 files are \d{7} bytes when compressed, and a function takes 6291456 at most; narrow spec\.source\.path$/,
    );
    expect(invoked).toEqual([]);
  });

  test("an output that is too large is refused where it is made, with figures", async () => {
    const noisy = { versions: () => local.versions(), run: () => Promise.resolve(toNoise(5_500_000)) };
    const remote = await open(async (event) => ({ answer: await renderEvent(event, noisy) }));
    const { code, message } = await failure(remote.run(app));
    expect(code).toBe("LIMIT_EXCEEDED");
    expect(message).toMatch(
      /^Cannot hand on the manifests: they are \d{7} bytes .* 6291456 at most; split the application$/,
    );
  });

  test("an output that unpacks to more than any tool may print is refused", async () => {
    const output = gzipSync(Buffer.alloc(limits.toolOutputBytesMax + 1)).toString("base64");
    const remote = await open(({ hash }) => ({ answer: { hash, output } }));
    const { code, message } = await failure(remote.run(app));
    expect(code).toBe("RENDER_FAILED");
    expect(message).toContain("the render function's answer is damaged");
  });
});

describe("an answer that is not believed", () => {
  const output = gzipSync("kind: Secret").toString("base64");
  test.each<[string, (hash: Json) => unknown, string]>([
    ["with another hash", () => ({ hash: hashText("other"), output }), "to another question"],
    [
      "with an error under another hash",
      () => ({ hash: hashText("other"), error: { code: "TOOL_MISSING", message: "x" } }),
      "to another question",
    ],
    ["without a hash", () => ({ output }), "makes no sense"],
    [
      "with an output and an error",
      (hash) => ({ hash, output, error: { code: "TOOL_MISSING", message: "x" } }),
      "makes no sense",
    ],
    [
      "with an error of another room",
      (hash) => ({ hash, error: { code: "LEASE_LOST", message: "x" } }),
      "makes no sense",
    ],
    [
      "with an unknown error",
      (hash) => ({ hash, error: { code: "constructor", message: "x" } }),
      "makes no sense",
    ],
    ["whose output is no gzip", (hash) => ({ hash, output: "eA==" }), "is damaged"],
    ["whose output is cut off", (hash) => ({ hash, output: output.slice(0, 20) }), "is damaged"],
    ["that is nothing", () => undefined, "makes no sense"],
    ["that is a text", () => "ok", "makes no sense"],
  ])("%s", async (_, answer, reason) => {
    const remote = await open(({ hash }) => ({ answer: answer(hash ?? "") }));
    const { code, message } = await failure(remote.run(app));
    expect(code).toBe("RENDER_FAILED");
    expect(message).toMatch(/^Cannot render app with kustomize: the render function's answer /);
    expect(message).toContain(reason);
  });

  test("with versions that are none", async () => {
    const versions = gzipSync('{"helm":{"toString":1}}').toString("base64");
    const remote = await open(({ hash }) => ({ answer: { hash, output: versions } }));
    expect((await failure(remote.versions())).message).toContain("makes no sense");
  });

  test("has its message cleaned and cut", async () => {
    const message = `line\n\u001b[31m${"x".repeat(9_000)}\u0000`;
    const remote = await open(({ hash }) => ({
      answer: { hash, error: { code: "RENDER_FAILED", message } },
    }));
    const shown = (await failure(remote.run(app))).message;
    expect(shown.startsWith("line\n[31mxxx")).toBe(true);
    expect(shown.length).toBeLessThanOrEqual(5_000);
  });
});

describe("a render function that fails", () => {
  const stack = {
    errorMessage: "password=hunter2",
    trace: ["Error: password=hunter2", "    at /var/task/index.js:1"],
  };
  test.each([
    ["by an error of its own", "ReconcileError"],
    ["for lack of time", "Sandbox.Timedout"],
    ["for lack of memory", "Runtime.ExitError"],
  ])("%s is named by the type of its error alone", async (_, errorType) => {
    const remote = await open(() => ({ failure: { errorType, ...stack } }));
    expect(await failure(remote.run(app))).toEqual({
      code: "RENDER_FAILED",
      message: `Cannot render app with kustomize: the render function failed (${errorType}); see that function's log`,
    });
  });

  test("without saying how is named all the same", async () => {
    const remote = await open(() => ({ failure: "password=hunter2" }));
    expect((await failure(remote.run(app))).message).toContain("the render function failed (Unknown)");
  });

  test.each([
    [404, "ResourceNotFoundException", "CONFIG_INVALID"],
    [403, "AccessDeniedException", "FORBIDDEN"],
    [403, "UnrecognizedClientException", "CREDENTIALS_REFUSED"],
    [413, "RequestTooLargeException", "LIMIT_EXCEEDED"],
    [400, "InvalidRequestContentException", "STATE_UNREACHABLE"],
  ])("to be invoked (%i %s) is %s", async (status, errorType, code) => {
    const remote = await open(() => ({ status, errorType }));
    const end = await failure(remote.run(app));
    expect(end.code).toBe(code);
    expect(end.message).toMatch(/^Cannot invoke function render: /);
  });

  test("to be reached at first is tried again", async () => {
    let count = 0;
    const remote = await open(async (event) => {
      count += 1;
      return count < 3 ? "broken" : { answer: await renderEvent(event, local) };
    });
    expect(await remote.run(app)).toContain("name: c-");
  });

  test("to answer in time is given up, all attempts together", async () => {
    const remote = await open(() => new Promise(() => undefined), 300);
    const startedAt = Date.now();
    expect(await failure(remote.run(app))).toEqual({
      code: "STATE_UNREACHABLE",
      message: "Cannot invoke function render: no answer in 0.3 s",
    });
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });
});
