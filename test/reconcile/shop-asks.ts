import type { JsonObject } from "../../src/kube/json.ts";
import type { AskedFor } from "../../src/record/ask.ts";
import { application } from "../stories/manifests.ts";
import type { Mall } from "./shop.ts";

export const ann = { username: "ann", automated: false } as const;
let asks = 0;

/** A person asks, and a worker looks once; gives what is kept then. */
export async function askFor(mall: Mall, what: AskedFor) {
  const { shop, world } = mall;
  asks += 1;
  await shop.process.ports.applications.mark(shop.name, world.clock.now, { id: `asked-${asks}`, what });
  return await lookOnce(mall);
}

/** A worker looks once; gives what is kept then, and how it went. */
export async function lookOnce({ shop, world }: Mall) {
  shop.process.startRound();
  const outcome = await world.look(shop.name, shop.process);
  return { outcome, ...(await world.read(shop.name)) };
}

/** Declares the application with annotations. */
export async function annotate(
  { shop, world }: Mall,
  annotations: JsonObject,
  spec: JsonObject,
): Promise<void> {
  const { metadata, ...rest } = application(shop.name.name, shop.repository.url, spec);
  const given = typeof metadata === "object" && metadata !== null ? metadata : {};
  await world.save({ ...rest, metadata: { ...given, annotations } });
}
