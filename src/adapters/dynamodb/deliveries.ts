import type { Deliveries } from "../../ports/deliveries.ts";
import { type ItemKey, toKeyAttributes } from "./item-keys.ts";
import type { Table } from "./table.ts";

/** Webhook deliveries, one item each, which DynamoDB deletes some time after `ttl`. */
export class DynamoDeliveries implements Deliveries {
  readonly #table: Table;
  readonly #options: { readonly owner: string; readonly now: () => number };
  #kept = 0;

  constructor(table: Table, options: { readonly owner: string; readonly now: () => number }) {
    this.#table = table;
    this.#options = options;
  }

  async keep(id: string, untilMs: number): Promise<boolean> {
    const { owner, now } = this.#options;
    this.#kept += 1;
    const keeper = `${owner} ${this.#kept}`;
    const key = toDeliveryKey(id);
    const item = {
      ...toKeyAttributes(key),
      ttl: { N: String(Math.ceil(untilMs / 1000)) },
      keeper: { S: keeper },
    };
    const isNew = {
      condition: "attribute_not_exists(#ttl) OR #ttl <= :now",
      values: { ":now": { N: String(Math.floor(now() / 1000)) } },
    };
    if (await this.#table.put(item, "keep a delivery", isNew)) return true;
    // The client sends a request again whose answer was lost: then it is this very call that kept it.
    return (await this.#table.read(key, "look for a delivery"))?.["keeper"]?.S === keeper;
  }

  async forget(id: string): Promise<void> {
    await this.#table.delete([toDeliveryKey(id)], "forget a delivery");
  }
}

function toDeliveryKey(id: string): ItemKey {
  return { PK: `DELIVERY#${id}`, SK: "DELIVERY" };
}
