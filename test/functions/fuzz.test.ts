import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWebhook } from "../../functions/webhook.ts";
import { parseDelivery } from "../../src/webhook/webhook.ts";
import { openReceiver, type Receiver } from "../moves/receiver.ts";
import { secret, toPush, toRequest, toSignature } from "../webhook/deliveries.ts";
import { toPost } from "./http-event.ts";
import { type CaughtLog, catchLog, toContext } from "./invocation.ts";

let receiver: Receiver;
let log: CaughtLog;
beforeAll(async () => {
  receiver = await openReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  log = catchLog();
});
afterEach(() => log.release());

/** Calls the function, and gives what came of it. */
async function call(event: unknown) {
  const webhook = createWebhook(() => Promise.resolve(receiver.ports));
  const { statusCode, body } = await webhook(event, toContext("webhook"));
  const lines = log.lines();
  return { status: statusCode, body: String(JSON.parse(body).message), sent: receiver.takeSent(), lines };
}

const anything = fc.anything({
  maxDepth: 4,
  withBigInt: true,
  withTypedArray: true,
  withNullPrototype: true,
});
const nothing = fc.constantFrom<unknown>(
  undefined,
  null,
  "",
  0,
  false,
  [],
  {},
  [null],
  "x".repeat(10_000),
  NaN,
);
const field = fc.oneof(nothing, anything);
const bytes = fc.uint8Array({ maxLength: 2_000 });
const runs = { numRuns: 400 };

describe("class 12, webhook robustness: no throw, no 5xx, nothing sent", () => {
  it("of any value as an event", async () => {
    await fc.assert(
      fc.asyncProperty(field, async (event) => {
        const { status, sent, lines } = await call(event);
        expect([400, 401, 413]).toContain(status);
        expect([sent, lines.length]).toEqual([[], 1]);
      }),
      runs,
    );
  });

  it("of an event with wrong fields", async () => {
    const event = fc.record(
      { version: field, headers: field, body: field, isBase64Encoded: field, requestContext: field },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        const { status, sent } = await call(given);
        expect([400, 401, 413]).toContain(status);
        expect(sent).toEqual([]);
      }),
      runs,
    );
  });

  it("of headers that are not signed, whatever they say", async () => {
    const value = fc.oneof(fc.string(), fc.constantFrom("push", "ping", "application/json", "sha256="));
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom("x-github-event", "x-hub-signature-256", "content-type", "__proto__", "constructor"),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value), fc.string(), async (headers, body) => {
        const { status, sent } = await call({ headers, body });
        expect([status, sent]).toEqual([401, []]);
      }),
      runs,
    );
  });

  it("of any bytes, signed", async () => {
    const type = fc.constantFrom("application/json", "application/x-www-form-urlencoded", "text/plain", "");
    await fc.assert(
      fc.asyncProperty(bytes, type, async (body, contentType) => {
        const { status, sent } = await call(toPost("/", toRequest(body, { "content-type": contentType })));
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        expect(sent).toEqual([]);
      }),
      runs,
    );
  });

  it("of signed JSON that names no repository", async () => {
    const repository = fc.oneof(
      nothing,
      fc.record(
        { clone_url: nothing, html_url: nothing, ssh_url: nothing, git_url: nothing },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    const payload = fc.oneof(
      fc.jsonValue(),
      fc.record({ ref: field, repository, commits: nothing, head_commit: nothing }, { requiredKeys: [] }),
    );
    await fc.assert(
      fc.asyncProperty(payload, async (value) => {
        const text =
          JSON.stringify(value, (_key, each) => (typeof each === "bigint" ? String(each) : each)) ?? "";
        const { status, sent } = await call(toPost("/", toRequest(text)));
        expect([status, sent]).toEqual([400, []]);
      }),
      runs,
    );
  });
});

describe("of a real push", () => {
  const text = toPush("org/shop");

  it("any other fields change nothing: its repository is looked at (every field but one is optional)", async () => {
    const more = fc
      .dictionary(fc.string(), fc.jsonValue())
      .map(({ repository: _repository, ...others }) => others);
    await fc.assert(
      fc.asyncProperty(more, fc.uuid(), async (others, id) => {
        const body = JSON.stringify({
          ...others,
          id,
          repository: { clone_url: "https://github.com/org/shop" },
        });
        const { status, sent } = await call(toPost("/", toRequest(body)));
        expect([status, sent]).toEqual([
          202,
          [{ kind: "repository", repoUrl: "https://github.com/org/shop" }],
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it("one changed byte, anywhere, is refused (class 11)", () => {
    const { headers, body } = toRequest(text);
    const place = fc.nat({ max: body.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (index, change) => {
        const other = body.map((byte, at) => (at === index ? byte ^ change : byte));
        expect(parseDelivery({ headers, body: other }, secret)).toMatchObject({
          kind: "refused",
          status: 401,
        });
      }),
      runs,
    );
  });

  it("no other signature is accepted, whatever its length (class 11)", () => {
    const hex = fc
      .array(fc.constantFrom(..."0123456789abcdef"), { maxLength: 130 })
      .map((digits) => digits.join(""));
    const signature = fc.oneof(
      fc.string(),
      hex.map((digits) => `sha256=${digits}`),
    );
    const exact = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((each) => `sha256=${Buffer.from(each).toString("hex")}`);
    fc.assert(
      fc.property(fc.oneof(signature, exact), (header) => {
        fc.pre(header !== toSignature(text));
        const request = toRequest(text, { "x-hub-signature-256": header });
        expect(parseDelivery(request, secret)).toMatchObject({ kind: "refused", status: 401 });
      }),
      runs,
    );
  });

  it("no answer holds the secret (class 6)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("push", "ping", secret),
        fc.constantFrom(text, secret, "{}"),
        async (event, body) => {
          const answer = await call(toPost("/", toRequest(body, { "x-github-event": event })));
          expect(JSON.stringify(answer)).not.toContain("c4nary");
        },
      ),
      { numRuns: 30 },
    );
  });
});
