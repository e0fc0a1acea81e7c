import { describe, expect, it } from "vitest";
import { limits } from "../../src/limits.ts";
import { type Delivery, type DeliveryRequest, parseDelivery } from "../../src/webhook/webhook.ts";
import { secret, toPush, toRequest, toSignature } from "./deliveries.ts";

const push = toPush("org/shop");
const unsigned = { kind: "refused", status: 401, code: "UNAUTHENTICATED" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const toForm = (text: string) => new URLSearchParams({ payload: text }).toString();
const parse = (request: DeliveryRequest) => parseDelivery(request, secret);

describe("what matters", () => {
  const repoUrls = ["https://github.com/org/shop.git", "git@github.com:org/shop.git"];

  it("a push gives its repository and an id", () => {
    expect(parse(toRequest(push))).toEqual({
      kind: "push",
      repoUrls,
      deliveryId: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each<[string, DeliveryRequest]>([
    ["with a charset", toRequest(push, { "content-type": "Application/JSON; charset=utf-8" })],
    ["as a form, GitHub's other content type", toRequest(toForm(push), form)],
    ["as a form with other fields", toRequest(`a=%&${toForm(push)}&payload=x`, form)],
    [
      "as a form, with letters that it encodes",
      toRequest(toForm(push.replace("[]", '["a+b & größer 🚀 %41"]')), form),
    ],
    ["with letters beyond ASCII in a message", toRequest(push.replace("[]", '["größer 🚀"]'))],
    ["with a byte order mark", toRequest(`\ufeff${push}`)],
  ])("a push %s is one too", (_rule, request) =>
    expect(parse(request)).toMatchObject({ kind: "push", repoUrls }),
  );

  it("names of headers are read in any case", () => {
    const { headers, body } = toRequest(push);
    const shouted = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(parse({ headers: shouted, body })).toMatchObject({ kind: "push" });
  });

  it.each<[string, string, Delivery]>([
    ["a ping", "ping", { kind: "ping" }],
    ["an event that does not matter", "pull_request", { kind: "ignored", event: "pull_request" }],
    ["an event's name that is none is not repeated", "<script>", { kind: "ignored", event: "unknown" }],
    ["an event's name in another case", "Push", { kind: "ignored", event: "unknown" }],
    ["no event", "", { kind: "ignored", event: "unknown" }],
  ])("%s", (_rule, event, want) => expect(parse(toRequest(push, { "x-github-event": event }))).toEqual(want));
});

describe("class 11, webhook authentication", () => {
  it("no secret configured: 401, even for what is signed with the empty one", () => {
    const request = toRequest(push, { "x-hub-signature-256": toSignature(push, "") });
    expect(parseDelivery(request, "")).toMatchObject(unsigned);
    expect(parseDelivery(toRequest(push), "")).toMatchObject(unsigned);
  });

  it.each<[string, DeliveryRequest["headers"]]>([
    ["no signature", { "x-hub-signature-256": undefined }],
    ["a signature of another secret", { "x-hub-signature-256": toSignature(push, "another") }],
    ["a signature of another body", { "x-hub-signature-256": toSignature(`${push} `) }],
    ["a malformed signature", { "x-hub-signature-256": "sha256=" }],
    ["only the old SHA-1 signature", { "x-hub-signature-256": undefined, "x-hub-signature": "sha1=00" }],
  ])("%s: 401", (_rule, headers) => expect(parse(toRequest(push, headers))).toMatchObject(unsigned));

  it("a refusal does not say whether a secret is configured, or what was wrong with the signature", () => {
    const none = parseDelivery(toRequest(push), "");
    const missing = parse(toRequest(push, { "x-hub-signature-256": undefined }));
    const wrong = parse(toRequest(push, { "x-hub-signature-256": toSignature(push, "another") }));
    expect([missing, wrong]).toEqual([none, none]);
  });

  it("nothing is read of a body that is not signed: neither type nor JSON nor event matters", () => {
    const headers = {
      "x-hub-signature-256": "sha256=00",
      "content-type": "text/plain",
      "x-github-event": "",
    };
    expect(parse(toRequest("{", headers))).toMatchObject(unsigned);
  });

  it("the delivery's own header is not signed, so a copy with another is the same delivery", () => {
    const ids = ["a", "b"].map((id) => parse(toRequest(push, { "x-github-delivery": id })));
    expect(ids[0]).toEqual(ids[1]);
    expect(parse(toRequest(toPush("org/other")))).not.toEqual(ids[0]);
  });
});

describe("class 12, webhook robustness", () => {
  const full = push.padEnd(limits.webhookBodyBytesMax);

  it("a body of the limit's size is read, one byte more is refused before it is hashed", () => {
    expect(parse(toRequest(full))).toMatchObject({ kind: "push" });
    const larger = toRequest(`${full} `);
    expect(parse(larger)).toMatchObject({ kind: "refused", status: 413 });
    const headers = { ...larger.headers, "x-hub-signature-256": "sha256=00" };
    expect(parse({ ...larger, headers })).toMatchObject({ status: 413 });
  });

  it.each(["text/plain", "text/json", "multipart/form-data", "", "constructor", "__proto__", undefined])(
    "content type %j: 415",
    (type) =>
      expect(parse(toRequest(push, { "content-type": type }))).toMatchObject({
        kind: "refused",
        status: 415,
      }),
  );

  const deep = limits.webhookBodyBytesMax;
  it.each<[string, DeliveryRequest]>([
    ["no body", toRequest("")],
    ["half of a body", toRequest(push.slice(0, 100))],
    ["bytes that are no text", toRequest(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]))],
    ["a push with a byte that is no text", toRequest(Buffer.from(push.replace("main", "m\xffin"), "latin1"))],
    ["1 MB of [", toRequest("[".repeat(deep))],
    ["lists in lists, closed", toRequest("[".repeat(deep / 2) + "]".repeat(deep / 2))],
    ["objects in objects, closed", toRequest(`${'{"a":'.repeat(deep / 6)}1${"}".repeat(deep / 6)}`)],
    ["a number with 1 MB of digits", toRequest("9".repeat(deep))],
    ["null", toRequest("null")],
    ["a text", toRequest('"push"')],
    ["an empty object", toRequest("{}")],
    ["no repository", toRequest('{"ref":"refs/heads/main"}')],
    ["a repository without URLs", toRequest('{"repository":{}}')],
    ["a form without a payload", toRequest("a=b", form)],
    ["a form with an empty payload", toRequest("payload=", form)],
    ["a form that encodes nothing right", toRequest("payload=%", form)],
    ["a form of 1 MB of fields", toRequest("a&".repeat(deep / 2), form)],
    ["a form of 1 MB of separators", toRequest("&".repeat(deep), form)],
    ["JSON said to be a form", toRequest(push, form)],
    ["a form said to be JSON", toRequest(toForm(push))],
    ["fields of a prototype", toRequest('{"__proto__":{"repository":{"clone_url":"https://h/r"}}}')],
  ])("%s: 400", (_rule, request) =>
    expect(parse(request)).toMatchObject({ kind: "refused", status: 400, code: "BAD_REQUEST" }),
  );

  it("JSON is asked for whatever the event is", () => {
    for (const event of ["push", "ping", "star"])
      expect(parse(toRequest("{", { "x-github-event": event }))).toMatchObject({
        status: 400,
        message: expect.stringContaining("is not JSON"),
      });
  });

  it("a payload does not change the prototype of anything", () => {
    parse(toRequest('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("class 6, secrets in output", () => {
  it.each<[string, DeliveryRequest]>([
    ["a wrong signature", toRequest(push, { "x-hub-signature-256": toSignature(push, "another") })],
    ["a wrong type", toRequest(push, { "content-type": secret })],
    ["broken JSON", toRequest(`{"${secret}`)],
    [
      "a password in every URL",
      toRequest(JSON.stringify({ repository: { clone_url: `https://u:${secret}@h/r` } })),
    ],
    ["an event's name", toRequest(push, { "x-github-event": secret })],
  ])("%s: nothing of it is repeated", (_rule, request) =>
    expect(JSON.stringify(parse(request))).not.toContain("c4nary"),
  );
});
