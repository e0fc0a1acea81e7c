import type { JsonObject } from "../kube/json.ts";
import { limits } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Deliveries } from "../ports/deliveries.ts";
import type { Queues } from "../ports/queues.ts";
import { type DeliveryRequest, parseDelivery } from "../webhook/webhook.ts";

export type ReceivePorts = {
  readonly clock: Clock;
  readonly deliveries: Deliveries;
  readonly queues: Pick<Queues, "observe">;
  /** What the Git host signs with; "": nothing is accepted. */
  readonly secret: string;
};

export type ReceiveAnswer = { readonly status: number; readonly body: JsonObject };

/**
 * Has the repository of a push looked at, and gives the answer to the Git host: it is the same, for the same work, whether or
 * not an application uses that repository. Throws STATE_UNREACHABLE where the look could not be asked for.
 */
export async function receiveDelivery(request: DeliveryRequest, ports: ReceivePorts): Promise<ReceiveAnswer> {
  const delivery = parseDelivery(request, ports.secret);
  if (delivery.kind === "refused") return toRefused(delivery.status, delivery.code, delivery.message);
  if (delivery.kind === "ping") return { status: 200, body: { message: "pong" } };
  if (delivery.kind === "ignored") return { status: 200, body: { message: `ignored: ${delivery.event}` } };
  const isNew = await ports.deliveries.keep(delivery.deliveryId, ports.clock.now() + limits.deliveryKeptMs);
  if (!isNew) return replayed;
  await send(delivery.repoUrls, delivery.deliveryId, ports);
  return { status: 202, body: { message: "accepted" } };
}

/**
 * A delivery is kept before it is sent, so that of two copies at once one is refused; where sending fails it is forgotten again, so
 * that the host's redelivery counts. A process that ends between the two leaves it kept: then a tick finds the push by itself.
 */
async function send(repoUrls: readonly string[], deliveryId: string, ports: ReceivePorts): Promise<void> {
  try {
    await ports.queues.observe(repoUrls.map((repoUrl) => ({ kind: "repository", repoUrl })));
  } catch (error) {
    await ports.deliveries.forget(deliveryId);
    throw error;
  }
}

const replayed = toRefused(
  409,
  "REPLAYED",
  "Cannot accept this delivery: it was accepted before; push again, or wait for the next look",
);

function toRefused(status: number, code: string, message: string): ReceiveAnswer {
  return { status, body: { error: message, code, message } };
}
