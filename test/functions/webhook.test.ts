import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWebhook } from "../../functions/webhook.ts";
import { ReconcileError } from "../../src/errors.ts";
import { limits } from "../../src/limits.ts";
import type { ReceivePorts } from "../../src/moves/receive-delivery.ts";
import { openReceiver, type Receiver } from "../moves/receiver.ts";
import { secret, toPush, toRequest } from "../webhook/deliveries.ts";
import { toPost } from "./http-event.ts";
import { type CaughtLog, catchLog, toContext } from "./invocation.ts";

const text = toPush("org/shop");
const push = toRequest(text);
const event = toPost("/api/webhook", { headers: push.headers, body: text });
const repositories = ["https://github.com/org/shop.git", "git@github.com:org/shop.git"];
const toCapitals = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));

let receiver: Receiver;
let log: CaughtLog;
const call = async (
  given: unknown,
  open: () => Promise<ReceivePorts> = () => Promise.resolve(receiver.ports),
) => {
  const { statusCode, headers, body } = await createWebhook(open)(given, toContext("webhook"));
  return { status: statusCode, headers, body: JSON.parse(body) };
};
const takeUrls = () =>
  receiver.takeSent().map((subject) => (subject.kind === "repository" ? subject.repoUrl : subject));

beforeEach(async () => {
  receiver = await openReceiver();
  log = catchLog();
});
afterEach(async () => {
  log.release();
  await receiver.close();
});

describe("the webhook function", () => {
  const form = new URLSearchParams({ payload: text }).toString();
  const formPush = toRequest(form, { "content-type": "application/x-www-form-urlencoded" });
  it.each<[string, unknown]>([
    ["as text", event],
    ["encoded", toPost("/api/webhook", push)],
    ["as a form, which a gateway encodes", toPost("/api/webhook", formPush)],
    ["with fields that nobody knows", { ...event, cookies: null, extra: { deep: [] } }],
    ["with headers in capitals", { ...event, headers: toCapitals(event.headers) }],
  ])("accepts a push that comes %s", async (_rule, given) => {
    expect(await call(given)).toMatchObject({ status: 202, body: { message: "accepted" } });
    expect(takeUrls()).toEqual(repositories);
  });

  it("refuses its copy", async () => {
    await call(event);
    expect(await call(event)).toMatchObject({ status: 409, body: { code: "REPLAYED" } });
    expect(takeUrls()).toEqual(repositories);
  });

  it("answers JSON that nobody keeps and no browser takes for anything else", async () => {
    expect((await call(event)).headers).toEqual({
      "cache-control": "no-store",
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
  });

  const large = "x".repeat(limits.webhookBodyBytesMax + 1);
  it.each<[string, unknown, number, string]>([
    ["a changed body", { ...event, body: `${text} ` }, 401, "UNAUTHENTICATED"],
    ["a body said to be encoded", { ...event, isBase64Encoded: true }, 401, "UNAUTHENTICATED"],
    ["no headers", { ...event, headers: undefined }, 401, "UNAUTHENTICATED"],
    ["no body", { ...event, body: undefined }, 401, "UNAUTHENTICATED"],
    ["an event of a queue", { Records: [{ body: "{}" }] }, 401, "UNAUTHENTICATED"],
    ["nothing", undefined, 401, "UNAUTHENTICATED"],
    ["a body that is too large", { ...event, body: large }, 413, "LIMIT_EXCEEDED"],
    [
      "one that is too large, encoded",
      toPost("/", { headers: {}, body: Buffer.from(large) }),
      413,
      "LIMIT_EXCEEDED",
    ],
    ["null", null, 400, "UNSUPPORTED"],
    ["a list of headers", { ...event, headers: ["a"] }, 400, "UNSUPPORTED"],
    ["a header that is a number", { ...event, headers: { "content-length": 7 } }, 400, "UNSUPPORTED"],
    ["a body that is an object", { ...event, body: {} }, 400, "UNSUPPORTED"],
  ])("refuses %s", async (_rule, given, status, code) => {
    const answer = await call(given);
    expect(answer).toMatchObject({ status, body: { code, error: answer.body.message } });
    expect([takeUrls(), receiver.operations()]).toEqual([[], []]);
  });
});

describe("what fails here", () => {
  it("a queue out of reach: 503, and the redelivery is accepted", async () => {
    receiver.queue.isDown = true;
    expect(await call(event)).toMatchObject({ status: 503, body: { code: "STATE_UNREACHABLE" } });
    receiver.queue.isDown = false;
    expect(await call(event)).toMatchObject({ status: 202 });
  });

  it("a mistake in the settings: 500 without a word of it; the log has it", async () => {
    const problem = new ReconcileError("CONFIG_INVALID", "Cannot find the table: set OUTRIGGER_TABLE");
    const answer = await call(event, () => Promise.reject(problem));
    expect(answer).toMatchObject({ status: 500, body: { code: "INTERNAL" } });
    expect(JSON.stringify(answer)).not.toContain("TABLE");
    expect(log.lines()).toMatchObject([
      { level: "ERROR", status: 500, error: { code: "CONFIG_INVALID", message: problem.message } },
    ]);
  });
});

describe("class 6, secrets in output", () => {
  it("no line has the secret, a signature or anything of a body", async () => {
    const forged = { ...event, headers: { ...event.headers, authorization: "Bearer c4nary-token" } };
    const wrong = { ...forged, body: '{"c4nary-body":' };
    for (const given of [forged, forged, wrong, { ...wrong, headers: {} }]) await call(given);
    const lines = log.lines();
    expect(lines.map((line) => [line["level"], line["status"]])).toEqual([
      ["INFO", 202],
      ["WARN", 409],
      ["WARN", 401],
      ["WARN", 401],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/c4nary|sha256=|org\/shop/);
    expect(secret).toContain("c4nary");
  });

  it("a line says which function and request it is of, and how long it took", async () => {
    await call(event);
    expect(log.lines()).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: "INFO",
        message: "Invocation ended",
        function: "webhook",
        requestId: toContext("webhook").awsRequestId,
        durationMs: expect.any(Number),
        status: 202,
      },
    ]);
  });
});
