import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createApi } from "../../functions/api.ts";
import { ReconcileError } from "../../src/errors.ts";
import { openStage, shopPath, token } from "../api/stage.ts";
import { type CaughtLog, catchLog, toContext } from "./invocation.ts";

const stage = openStage();
const iam = { iam: { userArn: "arn:aws:iam::123456789012:user/somebody" } };

let log: CaughtLog;
beforeEach(() => {
  log = catchLog();
});
afterEach(() => {
  log.release();
  vi.unstubAllEnvs();
});

const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
const event = (method: string, rawPath: string, over: object = {}, context: object = {}) => ({
  version: "2.0",
  rawPath,
  rawQueryString: "",
  headers,
  requestContext: { http: { method, path: rawPath }, ...context },
  isBase64Encoded: false,
  ...over,
});

type Open = Parameters<typeof createApi>[0];
const open: Open = () =>
  Promise.resolve({ ports: stage.ports, startRound: () => stage.process.startRound() });

async function call(given: unknown, opened: Open = open) {
  const response = await createApi(opened)(given, toContext("api"));
  return { ...response, body: JSON.parse(response.body) };
}

describe("the API's function", () => {
  test("answers an event of an HTTP API with JSON that nobody keeps", async () => {
    const response = await call(event("GET", shopPath));
    expect(response).toMatchObject({
      statusCode: 200,
      headers: {
        "cache-control": "no-store",
        "content-type": expect.stringMatching(/^application\/json/),
        "x-content-type-options": "nosniff",
      },
      body: { kind: "Application", metadata: { name: "shop" } },
    });
  });

  test("reads the query and a body in base64", async () => {
    const body = Buffer.from('{"prune":true}').toString("base64");
    const over = { body, isBase64Encoded: true, rawQueryString: "appNamespace=argocd" };
    expect(await call(event("POST", `${shopPath}/sync`, over))).toMatchObject({
      statusCode: 200,
      body: { operation: { sync: { prune: true } } },
    });
    expect(stage.takeWoken()).toEqual(["argocd/shop"]);
  });

  test("keeps the headers that an answer has of its own", async () => {
    const refused = await call(event("GET", shopPath, { headers: {} }));
    expect(refused).toMatchObject({ statusCode: 401, headers: { "www-authenticate": expect.any(String) } });
  });

  test("sees what was changed since the last request", async () => {
    const before = await call(event("GET", `${shopPath}/manifests`));
    const sha = await stage.repository.commit({ "b.yaml": "" });
    const after = await call(event("GET", `${shopPath}/manifests`));
    expect(before.body.revision).not.toBe(sha);
    expect(after.body.revision).toBe(sha);
  });

  test("lets in an IAM principal whom AWS names, and nobody who names himself to an emulator", async () => {
    const asked = event("GET", shopPath, { headers: {} }, { authorizer: iam });
    vi.stubEnv("OUTRIGGER_STATE", "");
    expect((await call(asked)).statusCode).toBe(200);
    vi.stubEnv("OUTRIGGER_STATE", "/tmp/state");
    expect((await call(asked)).statusCode).toBe(401);
  });

  test.each([undefined, null, {}, [], "x", { Records: [] }])(
    "refuses an event of another kind: %j",
    async (given) => {
      expect(await call(given)).toMatchObject({ statusCode: 400, body: { code: "UNSUPPORTED" } });
    },
  );

  test("answers for an outside that fails with 503, and logs it", async () => {
    const refused = await call(event("GET", shopPath), () =>
      Promise.reject(new ReconcileError("STATE_UNREACHABLE", "Cannot read the table")),
    );
    expect(refused).toMatchObject({ statusCode: 503, body: { code: "STATE_UNREACHABLE" } });
    expect(log.lines()).toMatchObject([{ level: "ERROR" }]);
  });

  test("answers for what nobody expected without a word of it, and logs it", async () => {
    const refused = await call(event("GET", shopPath), () =>
      Promise.reject(new TypeError("x is not a function")),
    );
    expect(refused).toMatchObject({ statusCode: 500, body: { code: "INTERNAL" } });
    expect(JSON.stringify(refused)).not.toMatch(/TypeError|x is not|\.ts/);
    expect(log.lines()).toMatchObject([{ level: "ERROR" }]);
  });

  test("logs neither the token nor the body", async () => {
    await call(event("POST", `${shopPath}/sync`, { body: '{"name":"body-4711"}' }));
    const text = JSON.stringify(log.lines());
    expect(text).toContain('"status":400');
    expect(text).not.toContain(token);
    expect(text).not.toContain("body-4711");
  });

  test("answers every event, however wrong, and never with an error of the server", async () => {
    const fields = ["rawPath", "rawQueryString", "headers", "requestContext", "body", "isBase64Encoded"];
    const base = fc.constantFrom(
      event("GET", "/api/v1/applications"),
      event("POST", `${shopPath}/sync`, { body: "{}" }),
      event("GET", shopPath),
    );
    const odd = fc.oneof(fc.anything(), fc.jsonValue(), fc.string({ unit: "binary" }));
    const mutated = fc.tuple(base, fc.constantFrom(...fields), odd);
    await fc.assert(
      fc.asyncProperty(mutated, async ([given, field, value]) => {
        const { statusCode, body } = await call({ ...given, [field]: value });
        expect(statusCode).toBeLessThan(500);
        if (statusCode !== 200) expect(body).toMatchObject({ code: expect.any(String) });
      }),
      { numRuns: 300 },
    );
  });
});
