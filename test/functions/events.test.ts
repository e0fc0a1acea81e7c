import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { unpackText } from "../../src/adapters/lambda/packed-text.ts";
import { renderEvent } from "../../src/adapters/lambda/render-request.ts";
import { parseObserveEvent, parseReconcileEvent } from "../../src/adapters/sqs/messages.ts";
import { toRequest } from "../../src/api/to-request.ts";
import type { Tools } from "../../src/ports/tools.ts";
import type { ToolRun } from "../../src/render/tool-run.ts";
import { parseDelivery } from "../../src/webhook/webhook.ts";

const readEvent = async (name: string) =>
  JSON.parse(await readFile(join(import.meta.dirname, "..", "events", `${name}.json`), "utf8"));

describe("the sample events, as AWS sends them, are those that the functions read", () => {
  test("reconcile: one application", async () => {
    const { messages, unreadable } = parseReconcileEvent(await readEvent("reconcile"));
    expect(messages.map(({ subject }) => subject)).toEqual([{ namespace: "argocd", name: "guestbook" }]);
    expect(unreadable).toEqual([]);
  });

  test("observe: a cluster and a repository", async () => {
    const { messages, unreadable } = parseObserveEvent(await readEvent("observe"));
    expect(messages.map(({ subject }) => subject)).toEqual([
      { kind: "cluster", cluster: "in-cluster" },
      { kind: "repository", repoUrl: "https://github.com/example/shop.git" },
    ]);
    expect(unreadable).toEqual([]);
  });

  test("webhook: a push, signed with the secret `example`", async () => {
    const { headers, body } = await readEvent("webhook");
    const delivery = parseDelivery({ headers, body: Buffer.from(body) }, "example");
    expect(delivery).toMatchObject({
      kind: "push",
      repoUrls: expect.arrayContaining(["https://github.com/example/shop.git"]),
    });
  });

  test("api: a list of applications by label", async () => {
    expect(toRequest(await readEvent("api"), { trustsAuthorizer: true })).toMatchObject({
      method: "GET",
      path: "/api/v1/applications",
      query: { selector: ["team=shop"] },
      headers: { authorization: "Bearer example" },
      caller: "anonymous",
    });
  });

  test("render: a run of kustomize", async () => {
    const runs: ToolRun[] = [];
    const tools: Tools = {
      versions: () => Promise.resolve({}),
      run: (each) => Promise.resolve(String(runs.push(each))),
    };
    const answer = await renderEvent(await readEvent("render"), tools);
    expect(await unpackText("output" in answer ? answer.output : "", 100)).toBe("1");
    expect(runs[0]).toMatchObject({ tool: "kustomize", directory: "web" });
  });

  test("tick: of EventBridge Scheduler", async () => {
    expect(await readEvent("tick")).toMatchObject({ source: "aws.scheduler" });
  });
});
