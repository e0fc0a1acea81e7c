import { once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { sendPush } from "../../../src/cli/start/push-webhook.ts";
import { type Delivery, parseDelivery } from "../../../src/webhook/webhook.ts";

test("a push is told as the webhook reads it, signed, and two of them are two", async () => {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    deliveries.push(parseDelivery({ headers: { ...toTexts(request.headers) }, body }, "secret"));
    response.writeHead(202).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const push = { url: `http://127.0.0.1:${port}/api/webhook`, secret: "secret", repoUrl: "http://git/a.git" };
  expect([await sendPush(push), await sendPush(push)]).toEqual([202, 202]);
  expect(await sendPush({ ...push, secret: "another" })).toBe(202);
  server.close();
  expect(deliveries[0]).toMatchObject({ kind: "push", repoUrls: ["http://git/a.git"] });
  expect(deliveries[1]).toMatchObject({ kind: "push" });
  expect(deliveries[1]).not.toEqual(deliveries[0]);
  expect(deliveries[2]).toMatchObject({ kind: "refused", status: 401 });
});

function toTexts(headers: Readonly<Record<string, string | readonly string[] | undefined>>) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
