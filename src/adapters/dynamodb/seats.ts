import { formatApplicationName } from "../../application/application.ts";
import type { SeatRequest, Seats } from "../../ports/seats.ts";
import { parseNumber } from "./head-item.ts";
import { toKeyAttributes } from "./item-keys.ts";
import type { Item, Table } from "./table.ts";

/** Seats of one cluster; nobody lets more operations run on one. */
const seatsMax = 1_000;
const free = "attribute_not_exists(#holder) OR #until < :now OR #holder = :me";

type Seat = { readonly number: number; readonly holder: string; readonly until: number };

/** Seats as items of their cluster, `SEAT#n`: each is taken by one conditional write, and is free when its time is over. */
export class DynamoSeats implements Seats {
  readonly #table: Table;
  readonly #now: () => number;

  constructor(table: Table, { now }: { readonly now: () => number }) {
    this.#table = table;
    this.#now = now;
  }

  async take(request: SeatRequest): Promise<"taken" | readonly string[]> {
    const me = formatApplicationName(request.application);
    const known = await this.#read(request.cluster);
    const taken = this.#pickTaken(known, me);
    const own = known.find((seat) => seat.holder === me && seat.number < request.max);
    for (const number of toCandidates(own, taken, request.max)) {
      if (await this.#put(number, me, request)) return "taken";
    }
    // Others were quicker.
    const present = taken.length >= request.max ? known : await this.#read(request.cluster);
    return this.#pickTaken(present, me).map(({ holder }) => holder);
  }

  #pickTaken(seats: readonly Seat[], me: string): readonly Seat[] {
    return seats.filter((seat) => seat.holder !== me && seat.until >= this.#now());
  }

  async give({ cluster, application }: Pick<SeatRequest, "cluster" | "application">): Promise<void> {
    const me = formatApplicationName(application);
    const own = (await this.#read(cluster)).filter(({ holder }) => holder === me);
    for (const { number } of own) {
      const isMine = { condition: "#holder = :me", values: { ":me": { S: me } } };
      await this.#table.remove(toKey(cluster, number), "give back a seat", isMine);
    }
  }

  async #put(number: number, me: string, { cluster, until }: SeatRequest): Promise<boolean> {
    const item = {
      ...toKeyAttributes(toKey(cluster, number)),
      holder: { S: me },
      until: { N: String(until) },
    };
    const values = { ":me": { S: me }, ":now": { N: String(this.#now()) } };
    return await this.#table.put(item, "take a seat", { condition: free, values });
  }

  async #read(cluster: string): Promise<readonly Seat[]> {
    const query = {
      KeyConditionExpression: "PK = :cluster AND begins_with(SK, :seat)",
      ExpressionAttributeValues: { ":cluster": { S: toKey(cluster, 0).PK }, ":seat": { S: "SEAT#" } },
      ConsistentRead: true,
    };
    const items = await this.#table.query(query, seatsMax, `read the seats of cluster ${cluster}`);
    return items.map(toSeat);
  }
}

/** Its own seat first, so that nobody has two; then those that looked free. */
function toCandidates(own: Seat | undefined, taken: readonly Seat[], max: number): readonly number[] {
  if (own !== undefined) return [own.number];
  const numbers = new Set(taken.map(({ number }) => number));
  return Array.from({ length: Math.min(max, seatsMax) }, (_, number) => number).filter(
    (number) => !numbers.has(number),
  );
}

function toSeat(item: Item): Seat {
  const number = Number((item["SK"]?.S ?? "").slice("SEAT#".length));
  return { number, holder: item["holder"]?.S ?? "", until: parseNumber(item["until"]) ?? 0 };
}

function toKey(cluster: string, number: number) {
  return { PK: `CLUSTER#${cluster}`, SK: `SEAT#${String(number).padStart(4, "0")}` };
}
