import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parseObserveEvent,
  parseReconcileEvent,
  toObserveBody,
  toReconcileBody,
} from "../../../src/adapters/sqs/messages.ts";
import { codeOf } from "../../../src/errors.ts";
import type { ObserveSubject } from "../../../src/ports/queues.ts";

const eventOf = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, index) => ({ messageId: `m${index}`, body, eventSource: "aws:sqs" })),
});
const shop = { namespace: "argocd", name: "shop" };

describe("an event of the reconcile queue", () => {
  test.each([
    ["as it is sent", toReconcileBody(shop)],
    ["as a copy of the dead-letter queue, put back", toReconcileBody(shop, "it ended its process 6 times")],
    ["with fields of a later version", '{"application":"argocd/shop","later":{"x":1}}'],
  ])("names an application: %s", (_, body) => {
    const messages = [{ messageId: "m0", subject: shop }];
    expect(parseReconcileEvent(eventOf(body))).toEqual({ messages, unreadable: [] });
  });

  test("of several messages keeps their order, and names those that cannot be read", () => {
    const event = eventOf(toReconcileBody(shop), "?", toReconcileBody({ ...shop, name: "shop.two" }));
    expect(parseReconcileEvent(event)).toEqual({
      messages: [
        { messageId: "m0", subject: shop },
        { messageId: "m2", subject: { namespace: "argocd", name: "shop.two" } },
      ],
      unreadable: [{ messageId: "m1", problem: "names no application" }],
    });
  });

  test("of no messages is no work", () => {
    expect(parseReconcileEvent(eventOf())).toEqual({ messages: [], unreadable: [] });
  });

  test.each<[string, unknown]>([
    ["no text", 5],
    ["nothing", undefined],
    ["no JSON", '{"application":'],
    ["a JSON list", "[]"],
    ["JSON null", "null"],
    ["no application", "{}"],
    ["an application that is no text", '{"application":["argocd/shop"]}'],
    ["a name without namespace", '{"application":"shop"}'],
    ["an empty namespace", '{"application":"/shop"}'],
    ["an empty name", '{"application":"argocd/"}'],
    ["a third part", '{"application":"argocd/shop/more"}'],
    ["a name that leads elsewhere", '{"application":"argocd/.."}'],
    ["a key of the table", '{"application":"argocd/shop#HEAD"}'],
    ["capitals", '{"application":"argocd/Shop"}'],
    ["a line break", '{"application":"argocd/shop\\n"}'],
    ["a name that is too long", JSON.stringify({ application: `argocd/${"a".repeat(254)}` })],
    ["a body that is too long", JSON.stringify({ application: "argocd/shop", more: "x".repeat(9_000) })],
    ["a depth bomb", "[".repeat(8_000)],
    ["a message of the other queue", toObserveBody({ kind: "cluster", cluster: "prod" })],
  ])("whose body is %s is unreadable", (_, body) => {
    const unreadable = [{ messageId: "m0", problem: "names no application" }];
    expect(parseReconcileEvent(eventOf(body))).toEqual({ messages: [], unreadable });
  });
});

describe("an event of the observe queue", () => {
  test.each<ObserveSubject>([
    { kind: "cluster", cluster: "in-cluster" },
    { kind: "cluster", cluster: "arn:aws:eks:eu-central-1:123456789012:cluster/prod" },
    { kind: "repository", repoUrl: "https://git.example.com/shop/infra.git" },
    { kind: "repository", repoUrl: "git@git.example.com:shop/infra.git" },
  ])("names what was sent: %j", (subject) => {
    const messages = [{ messageId: "m0", subject }];
    expect(parseObserveEvent(eventOf(toObserveBody(subject)))).toEqual({ messages, unreadable: [] });
  });

  test.each([
    ["both", '{"cluster":"prod","repository":"https://git.example.com"}'],
    ["neither", "{}"],
    ["an empty name", '{"cluster":""}'],
    ["a name with a line break", '{"cluster":"a\\nb"}'],
    ["a URL with a blank", '{"repository":"https://git.example.com/a b"}'],
    ["a URL that is too long", JSON.stringify({ repository: `https://x/${"a".repeat(2_040)}` })],
    ["a prototype", '{"__proto__":{"cluster":"prod"}}'],
    ["a message of the other queue", toReconcileBody(shop)],
  ])("whose body names %s is unreadable", (_, body) => {
    const unreadable = [{ messageId: "m0", problem: "names neither a cluster nor a repository" }];
    expect(parseObserveEvent(eventOf(body))).toEqual({ messages: [], unreadable });
  });
});

describe("an event of no queue", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "Records"],
    ["a list", []],
    ["an object without Records", { records: [] }],
    ["Records that are no list", { Records: { length: 1 } }],
    ["a record without id", { Records: [{ body: toReconcileBody(shop) }] }],
    ["a record whose id is empty", { Records: [{ messageId: "", body: toReconcileBody(shop) }] }],
    ["more records than a queue hands out", eventOf(...Array.from({ length: 10_001 }, () => "{}"))],
  ])("is refused: %s", (_, event) => {
    const codes = [parseReconcileEvent, parseObserveEvent].map((parse) => {
      try {
        return parse(event);
      } catch (error) {
        return codeOf(error);
      }
    });
    expect(codes).toEqual(["UNSUPPORTED", "UNSUPPORTED"]);
  });
});

describe("any event", () => {
  const record = fc.record(
    { messageId: fc.anything(), body: fc.oneof(fc.anything(), fc.json(), fc.string()) },
    { requiredKeys: [] },
  );
  const events = fc.oneof(fc.anything(), fc.record({ Records: fc.oneof(fc.anything(), fc.array(record)) }));
  const codeFrom = (parse: (event: unknown) => unknown, event: unknown) => {
    try {
      parse(event);
      return "parsed";
    } catch (error) {
      return codeOf(error);
    }
  };

  test("is parsed, or refused by an error of ours", () => {
    fc.assert(
      fc.property(events, (event) => {
        expect(["parsed", "UNSUPPORTED"]).toContain(codeFrom(parseReconcileEvent, event));
        expect(["parsed", "UNSUPPORTED"]).toContain(codeFrom(parseObserveEvent, event));
      }),
    );
  });

  test("of texts accounts for every message once, and quotes none of them", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (bodies) => {
        const { messages, unreadable } = parseObserveEvent(eventOf(...bodies));
        const ids = [...messages, ...unreadable].map(({ messageId }) => messageId);
        expect(ids.sort()).toEqual(bodies.map((_, index) => `m${index}`).sort());
        expect(new Set(unreadable.map(({ problem }) => problem)).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});
