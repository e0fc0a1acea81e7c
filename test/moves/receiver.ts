import { ReconcileError } from "../../src/errors.ts";
import type { ReceivePorts } from "../../src/moves/receive-delivery.ts";
import type { ObserveSubject } from "../../src/ports/queues.ts";
import { openHarness } from "../adapters/dynamodb/harness.ts";
import { secret } from "../webhook/deliveries.ts";

/** Opens what receives deliveries, over an embedded table; the queue is a list that can be out of reach. */
export async function openReceiver() {
  const harness = await openHarness();
  const worker = harness.start();
  const sent: ObserveSubject[] = [];
  const queue = { isDown: false, beforeSend: () => Promise.resolve() };
  const ports: ReceivePorts = {
    clock: { now: () => harness.clock.now },
    deliveries: worker.deliveries,
    queues: {
      observe: async (subjects) => {
        await queue.beforeSend();
        if (queue.isDown) throw new ReconcileError("STATE_UNREACHABLE", "Cannot send: the queue is away");
        sent.push(...subjects);
      },
    },
    secret,
  };
  return { ...harness, worker, ports, queue, takeSent: () => sent.splice(0) };
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;
