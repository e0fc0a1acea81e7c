import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ApplicationData } from "../../ports/application-data.ts";
import type { Applications } from "../../ports/applications.ts";
import type { Deliveries } from "../../ports/deliveries.ts";
import type { Pauses } from "../../ports/pauses.ts";
import type { Seen } from "../../ports/ports.ts";
import type { Seats } from "../../ports/seats.ts";
import type { Specs } from "../../ports/specs.ts";
import type { Tokens } from "../../ports/tokens.ts";
import { DynamoApplicationData } from "./application-data.ts";
import { DynamoApplications, type LeaseOptions, type Sweep } from "./applications.ts";
import { DynamoDeliveries } from "./deliveries.ts";
import { DynamoPauses } from "./pauses.ts";
import { DynamoSeats } from "./seats.ts";
import { DynamoSeenClusters } from "./seen-clusters.ts";
import { DynamoSeenRepositories } from "./seen-repositories.ts";
import { DynamoSpecs } from "./specs.ts";
import { Table } from "./table.ts";
import { DynamoTokens } from "./tokens.ts";

export type TableOptions = LeaseOptions & { readonly client: DynamoDBClient; readonly table: string };

/** Everything that is kept in the table. */
export type TablePorts = {
  readonly applications: Applications;
  readonly applicationData: ApplicationData;
  readonly specs: Specs;
  readonly seen: Seen;
  readonly tokens: Tokens;
  readonly deliveries: Deliveries;
  readonly pauses: Pauses;
  readonly seats: Seats;
};

/**
 * The table: one DynamoDB table, a client and an owner's name come in; the ports of what is kept in it go out.
 *
 * The protocol is on one HEAD item an application, and every step is one conditional write:
 * 1. mark: want + 1; due only moves earlier, and sent with it. Marking twice costs one look more and nothing else. What a person
 *    asks for takes the place of what they asked before; it stays on HEAD, and the state says which was served last.
 * 2. acquire: due, and free or over: owner, exp, due = exp, token + 1, tries + 1; sent goes. Refused: our name there means the answer was
 *    lost; an owner whose process has ended is replaced at once, on condition that owner and token are those that were seen.
 *    With a mark: want + 1 in the same write, due or not; refused, a mark of its own. A lease is given however often it was
 *    tried: `tries` beyond limits.triesMax is for the story to act on (Poisoned).
 * 3. save: only with our owner and token, and only if no later save of the same lease was there before.
 * 4. finish: done = the want that was acquired; if more was wanted meanwhile, due = now ("again"). `finished` keeps the token,
 *    so that a repeated finish knows its own. A wait sets sent with due: its message is on the way, with a delay.
 * 5. claimDue: due and free, or over; and sent is gone, or limits.resendPauseMs ago, or from before the lease was over: sent = now.
 *    Whoever's write that is sends the message, so ticks that overlap send one. `sent` is never in the way of acquire.
 * 6. always: want ≠ done or leased ⇒ due is set.
 * Bulk data goes first, under keys with token and sequence; then HEAD points at it; finish deletes what is older.
 */
export function createDynamoPorts(options: TableOptions): TablePorts {
  const table = new Table(options.client, options.table);
  const applicationData = new DynamoApplicationData(table, options.now);
  const sweep: Sweep = (name, head, old) => applicationData.sweep(name, head, old);
  return {
    applications: new DynamoApplications(table, options, sweep),
    applicationData,
    specs: new DynamoSpecs(table),
    seen: {
      repositories: new DynamoSeenRepositories(table),
      clusters: new DynamoSeenClusters(table, options.report),
    },
    tokens: new DynamoTokens(table),
    deliveries: new DynamoDeliveries(table, options),
    pauses: new DynamoPauses(table, options),
    seats: new DynamoSeats(table, options),
  };
}
