import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { limits } from "../../src/limits.ts";
import { receiveDelivery } from "../../src/moves/receive-delivery.ts";
import { toDeliveryId } from "../../src/webhook/signature.ts";
import type { DeliveryRequest } from "../../src/webhook/webhook.ts";
import { secret, toPush, toRequest, toSignature } from "../webhook/deliveries.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

const push = toRequest(toPush("org/shop"));
const accepted = { status: 202, body: { message: "accepted" } };
const replayed = { status: 409, body: { code: "REPLAYED" } };
const subjects = [
  { kind: "repository", repoUrl: "https://github.com/org/shop.git" },
  { kind: "repository", repoUrl: "git@github.com:org/shop.git" },
];

let receiver: Receiver;
const receive = (request: DeliveryRequest) => receiveDelivery(request, receiver.ports);

beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

describe("a push", () => {
  it("has its repository looked at under every name, for one write to the table", async () => {
    expect(await receive(push)).toEqual(accepted);
    expect(receiver.takeSent()).toEqual(subjects);
    expect(receiver.operations()).toEqual(["PutItem"]);
  });

  it("is answered alike, for the same work, whether or not an application uses the repository (class 11)", async () => {
    await receiver.worker.seen.repositories.add("https://github.com/org/known");
    receiver.operations();
    const results = [];
    for (const name of ["org/known", "org/other"]) {
      const answer = await receive(toRequest(toPush(name)));
      results.push({ answer, operations: receiver.operations(), sent: receiver.takeSent().length });
    }
    expect(results[0]).toEqual(results[1]);
    expect(results[0]).toEqual({ answer: accepted, operations: ["PutItem"], sent: 2 });
  });

  it("is kept before it is sent", async () => {
    const isKept: boolean[] = [];
    receiver.queue.beforeSend = async () => {
      const isNew = await receiver.ports.deliveries.keep(
        toDeliveryId(push.body, secret),
        Number.MAX_SAFE_INTEGER,
      );
      isKept.push(!isNew);
    };
    await receive(push);
    expect(isKept).toEqual([true]);
  });
});

describe("a copy of a push", () => {
  it.each<[string, DeliveryRequest]>([
    ["as it was", push],
    ["under another delivery's name", toRequest(toPush("org/shop"), { "x-github-delivery": "another" })],
  ])("%s is refused, and nothing is sent", async (_rule, copy) => {
    await receive(push);
    receiver.takeSent();
    expect(await receive(copy)).toMatchObject(replayed);
    expect(receiver.takeSent()).toEqual([]);
  });

  it("that comes at the same time: one is accepted", async () => {
    const answers = await Promise.all([push, push, push, push].map(receive));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
    expect(receiver.takeSent()).toEqual(subjects);
  });

  it("is refused for as long as a Git host redelivers, and only causes a look afterwards", async () => {
    await receive(push);
    receiver.clock.now += limits.deliveryKeptMs - 1_000;
    expect(await receive(push)).toMatchObject(replayed);
    receiver.clock.now += 2_000;
    expect(await receive(push)).toEqual(accepted);
  });

  it("with another commit is another push", async () => {
    await receive(push);
    expect(await receive(toRequest(toPush("org/shop", { pushed_at: 1_790_000_001 })))).toEqual(accepted);
  });
});

describe("an outside that fails", () => {
  const unreachable = expect.objectContaining({ code: "STATE_UNREACHABLE" });

  it("a queue out of reach: an error, and the redelivery counts at once", async () => {
    receiver.queue.isDown = true;
    await expect(receive(push)).rejects.toEqual(unreachable);
    await expect(receive(push)).rejects.toEqual(unreachable);
    receiver.queue.isDown = false;
    expect(await receive(push)).toEqual(accepted);
    expect(receiver.takeSent()).toEqual(subjects);
  });

  it("a table out of reach: an error, and nothing is sent", async () => {
    receiver.worker.setWeather("lost");
    await expect(receive(push)).rejects.toEqual(unreachable);
    expect(receiver.takeSent()).toEqual([]);
  });

  it("both out of reach: an error, never an answer that says accepted", async () => {
    receiver.queue.isDown = true;
    receiver.queue.beforeSend = () => Promise.resolve(receiver.worker.setWeather("lost"));
    await expect(receive(push)).rejects.toEqual(unreachable);
  });
});

describe("what is no push costs nothing", () => {
  it.each<[string, DeliveryRequest, number, object]>([
    ["a ping", toRequest("{}", { "x-github-event": "ping" }), 200, { message: "pong" }],
    ["another event", toRequest("{}", { "x-github-event": "star" }), 200, { message: "ignored: star" }],
    [
      "an unsigned push",
      toRequest(toPush("org/shop"), { "x-hub-signature-256": toSignature("", "another") }),
      401,
      { code: "UNAUTHENTICATED" },
    ],
    ["a push of nothing", toRequest("{}"), 400, { code: "BAD_REQUEST" }],
    [
      "another content type",
      toRequest("{}", { "content-type": "text/plain" }),
      415,
      { code: "UNSUPPORTED_MEDIA_TYPE" },
    ],
    [
      "a body too large",
      toRequest(" ".repeat(limits.webhookBodyBytesMax + 1)),
      413,
      { code: "LIMIT_EXCEEDED" },
    ],
  ])("%s: %i", async (_rule, request, status, body) => {
    expect(await receive(request)).toMatchObject({ status, body });
    expect([receiver.operations(), receiver.takeSent()]).toEqual([[], []]);
  });

  it("no secret here: 401 (class 11)", async () => {
    const answer = await receiveDelivery(push, { ...receiver.ports, secret: "" });
    expect(answer).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
    expect([receiver.operations(), receiver.takeSent()]).toEqual([[], []]);
  });

  it("a refusal has its message as `error` too, as Argo CD's API has it", async () => {
    const { body } = await receive(toRequest("{}"));
    expect(body["error"]).toBe(body["message"]);
    expect(body["error"]).toMatch(/^Cannot accept this delivery: .*; /);
  });
});
