import middy from "@middy/core";
import { limits } from "../src/limits.ts";
import { type ReceivePorts, receiveDelivery } from "../src/moves/receive-delivery.ts";
import { openWebhook } from "./compose/open-webhook.ts";
import { type HttpAnswer, toHttpAnswer } from "./middleware/http-answer.ts";
import { httpError } from "./middleware/http-error.ts";
import { httpRequest } from "./middleware/http-request.ts";
import { log } from "./middleware/log.ts";
import { parseEvent } from "./middleware/parse-event.ts";

const delivery = httpRequest({ bodyBytesMax: limits.webhookBodyBytesMax });

/** Makes the function that a Git host calls, over ports that are opened with the first delivery. */
export function createWebhook(open: () => Promise<ReceivePorts>) {
  return middy<unknown, HttpAnswer>()
    .use([log({ function: "webhook" }), httpError()])
    .handler(
      parseEvent(delivery, async (request) => toHttpAnswer(await receiveDelivery(request, await open()))),
    );
}

/** Answers POST /api/webhook. */
export const handler = createWebhook(openWebhook);
