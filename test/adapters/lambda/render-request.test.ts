import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashText, packText, unpackText } from "../../../src/adapters/lambda/packed-text.ts";
import { renderEvent } from "../../../src/adapters/lambda/render-request.ts";
import { codeOf, messageOf, ReconcileError } from "../../../src/errors.ts";
import type { Tools } from "../../../src/ports/tools.ts";
import type { ToolRun } from "../../../src/render/tool-run.ts";

const run: ToolRun = {
  tool: "helm",
  files: [{ path: "a", content: "b" }],
  directory: "",
  args: ["template"],
};

/** Tools that only note what they were given. */
function noteRuns(): Tools & { readonly runs: ToolRun[] } {
  const runs: ToolRun[] = [];
  return {
    runs,
    versions: () => Promise.resolve({ helm: "v4.0.0" }),
    run: (each) => {
      runs.push(each);
      return Promise.resolve("kind: ConfigMap");
    },
  };
}

async function eventOf(value: unknown): Promise<Record<string, unknown>> {
  const text = JSON.stringify(value);
  return { ask: "run", hash: hashText(text), run: await packText(text) };
}

const codeFrom = (made: Promise<unknown>) => made.then(() => "answered", codeOf);

describe("the render function's event", () => {
  test("is run as it was sent, and answered with its hash", async () => {
    const tools = noteRuns();
    const event = await eventOf(run);
    const answer = await renderEvent(event, tools);
    expect(tools.runs).toEqual([run]);
    expect(answer.hash).toBe(event["hash"]);
    expect("output" in answer && (await unpackText(answer.output, 100))).toBe("kind: ConfigMap");
  });

  test.each<[string, (event: Record<string, unknown>) => unknown]>([
    ["nothing", () => undefined],
    ["a text", () => "run"],
    ["another question", (event) => ({ ...event, ask: "environment" })],
    ["a field more", (event) => ({ ...event, path: "/bin/sh" })],
    ["no hash", ({ hash: _, ...event }) => event],
    ["the hash of another run", (event) => ({ ...event, hash: hashText("other") })],
    ["a run that is no text", (event) => ({ ...event, run })],
    ["a run that is no gzip", (event) => ({ ...event, run: "eA==" })],
    ["a run that is cut off", (event) => ({ ...event, run: String(event["run"]).slice(0, -8) })],
  ])("is refused, and nothing is run: %s", async (_, change) => {
    const tools = noteRuns();
    expect(await codeFrom(renderEvent(change(await eventOf(run)), tools))).toBe("UNSUPPORTED");
    expect(tools.runs).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["another tool", { ...run, tool: "sh" }],
    ["arguments that are no texts", { ...run, args: [1] }],
    ["a field more", { ...run, environment: { PATH: "/" } }],
    ["a file without path", { ...run, files: [{ path: "", content: "" }] }],
    ["a file with another encoding", { ...run, files: [{ path: "a", content: "", encoding: "hex" }] }],
    [
      "more files than an application may read",
      { ...run, files: Array.from({ length: 5_001 }, () => run.files[0]) },
    ],
    ["no directory", { tool: "helm", files: [], args: [] }],
    ["null", null],
  ])("is refused with a run of %s", async (_, value) => {
    const tools = noteRuns();
    expect(await codeFrom(renderEvent(await eventOf(value), tools))).toBe("UNSUPPORTED");
    expect(tools.runs).toEqual([]);
  });

  test("is answered with what the application is to blame for", async () => {
    const error = new ReconcileError("RENDER_FAILED", "Cannot render app with helm: no");
    const answer = await renderEvent(await eventOf(run), { ...noteRuns(), run: () => Promise.reject(error) });
    expect(answer).toMatchObject({
      error: { code: "RENDER_FAILED", message: "Cannot render app with helm: no" },
    });
  });

  test.each([
    ["a full disk", new Error("ENOSPC")],
    ["an error of another room", new ReconcileError("STATE_DAMAGED", "x")],
  ])("fails by %s, which is nobody's application", async (_, error) => {
    const made = renderEvent(await eventOf(run), { ...noteRuns(), run: () => Promise.reject(error) });
    expect(await made.then(() => "answered", messageOf)).toBe(error.message);
  });

  test("of any shape is answered or refused, and never run unasked", async () => {
    const tools = noteRuns();
    const odd = fc.record({
      ask: fc.oneof(fc.constant("run"), fc.anything()),
      hash: fc.anything(),
      run: fc.anything(),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), odd), async (event) => {
        expect(await codeFrom(renderEvent(event, tools))).toBe("UNSUPPORTED");
      }),
    );
    expect(tools.runs).toEqual([]);
  });
});

describe("a packed text", () => {
  test("is what it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        expect(await unpackText(await packText(text), 10_000)).toBe(text);
      }),
    );
  });

  test("is not unpacked beyond so many bytes", async () => {
    const packed = await packText("x".repeat(1_000));
    expect(await unpackText(packed, 1_000)).toHaveLength(1_000);
    expect(await unpackText(packed, 999)).toBeUndefined();
  });
});
