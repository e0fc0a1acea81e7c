import middy from "@middy/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { toHttpAnswer } from "../../functions/middleware/http-answer.ts";
import { httpError, toHttpError } from "../../functions/middleware/http-error.ts";
import { httpRequest } from "../../functions/middleware/http-request.ts";
import { log } from "../../functions/middleware/log.ts";
import { type LogLevel, logLine } from "../../functions/middleware/log-line.ts";
import { parseEvent } from "../../functions/middleware/parse-event.ts";
import { redact } from "../../functions/middleware/redact.ts";
import { type ErrorCode, nextMove, ReconcileError } from "../../src/errors.ts";
import { type CaughtLog, catchLog, toContext } from "./invocation.ts";

const context = toContext("test");
let caught: CaughtLog;
beforeEach(() => {
  caught = catchLog();
});
afterEach(() => {
  delete process.env["OUTRIGGER_LOG_LEVEL"];
  caught.release();
});

describe("logLine", () => {
  it("writes one line, whatever a field holds", () => {
    logLine("INFO", "Looked", { text: "a\nb", list: [1], nothing: undefined, no: null });
    expect(caught.lines()).toEqual([
      { timestamp: expect.any(String), level: "INFO", message: "Looked", text: "a\nb", list: [1], no: null },
    ]);
  });

  it("keeps its own fields against those of the caller", () => {
    logLine("WARN", "Looked", { level: "DEBUG", message: "no", timestamp: "never" });
    expect(caught.lines()).toMatchObject([{ level: "WARN", message: "Looked" }]);
  });

  const all: readonly LogLevel[] = ["DEBUG", "INFO", "WARN", "ERROR"];
  it.each<[string | undefined, readonly LogLevel[]]>([
    [undefined, ["INFO", "WARN", "ERROR"]],
    ["", ["INFO", "WARN", "ERROR"]],
    ["loud", ["INFO", "WARN", "ERROR"]],
    ["debug", all],
    ["DEBUG", all],
    ["warn", ["WARN", "ERROR"]],
    ["error", ["ERROR"]],
  ])("OUTRIGGER_LOG_LEVEL %j", (level, want) => {
    if (level !== undefined) process.env["OUTRIGGER_LOG_LEVEL"] = level;
    for (const each of all) logLine(each, "Looked");
    expect(caught.lines().map((line) => line["level"])).toEqual(want);
  });
});

describe("redact (class 6, secrets in output)", () => {
  it.each<[string, unknown, unknown]>([
    ["credentials in a URL", "at https://user:c4nary@host/repo", "at https://***@host/repo"],
    ["a bearer token in a text", "said Bearer c4nary.a-b_c=", "said Bearer ***"],
    ["a basic credential in a text", "authorization: basic YzRuYXJ5Og==", "authorization: basic ***"],
    ["a field by its name", { authorization: "c4nary" }, { authorization: "***" }],
    [
      "a field whose name tells",
      { apiToken: "c4nary", Set_Cookie: ["c4nary"] },
      { apiToken: "***", Set_Cookie: "***" },
    ],
    ["a field deep below", { a: [{ password: "c4nary" }] }, { a: [{ password: "***" }] }],
    ["an object of secrets", { secret: { a: "c4nary" } }, { secret: "***" }],
    ["bytes", { body: new TextEncoder().encode("c4nary") }, { body: "6 bytes" }],
    ["a number is none: the token of a lease", { token: 7, isSecret: true }, { token: 7, isSecret: true }],
    ["an integer that JSON does not have", 2n ** 64n, "18446744073709551616"],
    ["a long text is cut", "x".repeat(3_000), `${"x".repeat(2_000)}…`],
    ["a deep value is cut", [[[[[[[1]]]]]]], [[[[[["…"]]]]]]],
  ])("%s", (_rule, value, want) => {
    const redacted = redact(value);
    expect(redacted).toEqual(want);
    expect(JSON.stringify(redacted)).not.toContain("c4nary");
  });

  it("long lists and wide objects are cut", () => {
    expect(redact(Array.from({ length: 1_000 }, () => 1))).toHaveLength(100);
    const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 1]));
    expect(Object.keys(Object(redact(wide)))).toHaveLength(100);
  });

  it("a value that holds itself ends", () => {
    const self: Record<string, unknown> = {};
    self["self"] = self;
    expect(JSON.stringify(redact(self))).toContain("…");
  });

  it("errors keep their code, stack and causes, and no secret", () => {
    const cause = new Error("fetch https://user:c4nary@host failed");
    const error = new ReconcileError("STATE_UNREACHABLE", "Cannot read: Bearer c4nary", { cause });
    const redacted = redact({ error });
    expect(redacted).toMatchObject({
      error: {
        name: "ReconcileError",
        code: "STATE_UNREACHABLE",
        message: "Cannot read: Bearer ***",
        stack: expect.stringContaining("middleware.test.ts"),
        cause: { name: "Error", message: expect.stringContaining("host failed") },
      },
    });
    expect(JSON.stringify(redacted)).not.toContain("c4nary");
  });

  it("causes in a ring end", () => {
    const first = new Error("first");
    first.cause = new Error("second", { cause: first });
    expect(JSON.stringify(redact(first)).length).toBeLessThan(100_000);
  });
});

describe("httpError", () => {
  const answer = (error: unknown) => {
    const { statusCode, body } = toHttpError(error);
    return { statusCode, ...JSON.parse(body) };
  };

  it.each<[ErrorCode, number]>([
    ["APPLICATION_INVALID", 400],
    ["UNSUPPORTED", 400],
    ["PROJECT_DENIED", 403],
    ["NOT_FOUND", 503],
    ["CONFLICT", 409],
    ["LIMIT_EXCEEDED", 413],
    ["REVISION_NOT_FOUND", 422],
    ["FORBIDDEN", 502],
    ["CREDENTIALS_REFUSED", 502],
    ["STATE_UNREACHABLE", 503],
  ])("%s is %i, with its message", (code, statusCode) => {
    const message = "Cannot look: it is away; wait";
    expect(answer(new ReconcileError(code, message))).toEqual({ statusCode, error: message, code, message });
  });

  it("says 401 to nobody whose credentials were not looked at: a cluster's refusal is no refusal of the caller", () => {
    const codes = Object.keys(nextMove) as ErrorCode[];
    const statuses = codes.map((code) => answer(new ReconcileError(code, "x")).statusCode);
    expect(statuses).not.toContain(401);
    expect(statuses.every((status) => status >= 400 && status < 600)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["an error of ours about this installation", new ReconcileError("CONFIG_INVALID", "c4nary")],
    ["damage", new ReconcileError("STATE_DAMAGED", "c4nary")],
    ["any other error", new TypeError("c4nary", { cause: new Error("c4nary") })],
    ["a text", "c4nary"],
    ["undefined", undefined],
    ["null", null],
    ["an object that looks like ours", { code: "NOT_FOUND", message: "c4nary" }],
  ])("%s: 500 without details", (_rule, error) => {
    const got = answer(error);
    expect(got).toMatchObject({ statusCode: 500, code: "INTERNAL", error: got.message });
    expect(JSON.stringify(got)).not.toContain("c4nary");
  });

  it("answers for the handler and for the middlewares after it", async () => {
    const fail = () => {
      throw new ReconcileError("PATH_NOT_FOUND", "Cannot find it: there is none");
    };
    const byHandler = middy<unknown, unknown>()
      .use(httpError())
      .handler(async () => fail());
    const byMiddleware = middy<unknown, unknown>()
      .use([httpError(), { before: fail }])
      .handler(async () => "never");
    for (const handler of [byHandler, byMiddleware])
      expect(await handler({}, context)).toMatchObject({ statusCode: 422 });
  });
});

describe("log", () => {
  const run = async (serve: () => Promise<unknown>, withError: boolean) => {
    const facts = (response: unknown) => ({ facts: response });
    const outer = log({ function: "test", facts });
    const handler = middy<unknown, unknown>()
      .use(withError ? [outer, httpError()] : [outer])
      .handler(serve);
    const thrown = await handler({ body: "c4nary" }, context).then(
      () => undefined,
      (error: unknown) => error,
    );
    const [line, ...others] = caught.lines();
    expect(others).toEqual([]);
    expect(JSON.stringify(line)).not.toContain("c4nary");
    return { line, thrown };
  };
  const about = { function: "test", requestId: context.awsRequestId, durationMs: expect.any(Number) };

  it("an answer without a status is an invocation that ended, with the facts of its answer", async () => {
    const { line } = await run(async () => ({ observed: 3 }), false);
    expect(line).toMatchObject({
      ...about,
      level: "INFO",
      message: "Invocation ended",
      facts: { observed: 3 },
    });
    expect(line).not.toHaveProperty("status");
  });

  it.each<[number, string, string]>([
    [200, "INFO", "Invocation ended"],
    [202, "INFO", "Invocation ended"],
    [401, "WARN", "Invocation refused"],
    [500, "ERROR", "Invocation failed"],
    [503, "ERROR", "Invocation failed"],
  ])("an answer of status %i: %s", async (status, level, message) => {
    const { line } = await run(async () => toHttpAnswer({ status, body: {} }), true);
    expect(line).toMatchObject({ ...about, level, message, status });
  });

  it("a caller's mistake that was thrown: its code and message, no stack", async () => {
    const error = new ReconcileError("PATH_NOT_FOUND", "Cannot find it: there is none");
    const { line } = await run(() => Promise.reject(error), true);
    expect(line).toMatchObject({
      ...about,
      level: "WARN",
      status: 422,
      code: "PATH_NOT_FOUND",
      problem: error.message,
    });
    expect(line).not.toHaveProperty("error");
  });

  it("a failure of ours that was answered: with its stack", async () => {
    const { line, thrown } = await run(() => Promise.reject(new TypeError("x is undefined")), true);
    expect(line).toMatchObject({
      level: "ERROR",
      status: 500,
      error: { name: "TypeError", message: "x is undefined", stack: expect.stringContaining("at ") },
    });
    expect(thrown).toBeUndefined();
  });

  it("a failure that nobody answered is thrown on, so that a queue delivers again", async () => {
    const error = new ReconcileError("STATE_UNREACHABLE", "Cannot read: the table is away");
    const { line, thrown } = await run(() => Promise.reject(error), false);
    expect(line).toMatchObject({ ...about, level: "ERROR", error: { code: "STATE_UNREACHABLE" } });
    expect(thrown).toBe(error);
  });

  it("a middleware that fails is logged too", async () => {
    const handler = middy<unknown, unknown>()
      .use([
        log({ function: "test" }),
        httpError(),
        {
          before: () => {
            throw new ReconcileError("UNSUPPORTED", "Cannot read this event: it is of another kind");
          },
        },
      ])
      .handler(async () => "never");
    await handler({}, context);
    expect(caught.lines()).toMatchObject([{ level: "WARN", code: "UNSUPPORTED", status: 400 }]);
  });
});

describe("parseEvent", () => {
  const schema = z.object({ rule: z.object({ name: z.string().min(2) }) });
  const parse = parseEvent(
    schema,
    async (event, { functionName }) => `${event.rule.name} of ${functionName}`,
  );

  it("gives the handler what the schema makes of an event", async () => {
    expect(await parse({ rule: { name: "tick", more: 1 } }, context)).toBe("tick of outrigger-test");
  });

  it.each<[string, unknown, RegExp]>([
    ["a field", { rule: { name: 7 } }, /^Cannot read this event: rule\.name is wrong; /],
    ["a field that is missing", {}, /: rule is wrong; /],
    ["another kind", null, /: it is of another kind; /],
    ["a list", [], /: rule is wrong; |: it is of another kind; /],
    ["what it holds is not repeated", { rule: { name: "!" } }, /^[^!]*$/],
  ])("names what is wrong: %s", async (_rule, event, message) => {
    await expect(parse(event, context)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringMatching(message),
    });
  });
});

describe("httpRequest", () => {
  const schema = httpRequest({ bodyBytesMax: 4 });
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));

  it.each<[string, unknown, string]>([
    ["a text", { body: "ab" }, "ab"],
    ["a text that is encoded", { body: "YWI=", isBase64Encoded: true }, "ab"],
    ["a text that only looks encoded", { body: "YWI=", isBase64Encoded: false }, "YWI="],
    ["as many bytes as are allowed", { body: "YWJjZA==", isBase64Encoded: true }, "abcd"],
    ["no body", {}, ""],
    ["a body that is null", { body: null, headers: null, isBase64Encoded: null }, ""],
    ["letters of two bytes", { body: "éé" }, "éé"],
  ])("gives the bytes of %s", (_rule, event, want) => {
    const { headers, body } = schema.parse(event);
    expect(new Uint8Array(body)).toEqual(bytes(want));
    expect(headers).toEqual({});
  });

  it.each<[string, unknown]>([
    ["a text", { body: "abcde" }],
    ["letters that are more bytes than characters", { body: "ééé" }],
    ["an encoded text", { body: "YWJjZGU=", isBase64Encoded: true }],
  ])("refuses more bytes than are allowed of %s", (_rule, event) => {
    expect(() => schema.safeParse(event)).toThrow(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
  });
});
