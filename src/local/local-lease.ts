import { randomBytes } from "node:crypto";
import type { LeaseOptions } from "../adapters/dynamodb/applications.ts";
import { isDeadOwner, nameThisProcess } from "./process-identity.ts";

/** The table's name in every local mode. */
export const localTable = "outrigger";

/** How a local lease is taken. */
export type LocalLeaseOptions = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A lease of a local process; renewed at a third of it. */
  readonly leaseMs?: number;
  /** Told of what failed and is tried again later without harm. */
  readonly report?: (error: unknown) => void;
};

/** A lease here is short and renewed, and a dead owner's is taken over at once, so little of it must be left to write. */
export const localLeaseMarginMs = 3_000;

const leaseMsDefault = 15_000;

/** Gives the terms of this process's leases: short, renewed while they are held, and taken over at once when it is dead. */
export function toLocalLease({ now, report, leaseMs = leaseMsDefault }: LocalLeaseOptions): LeaseOptions {
  return {
    owner: `${nameThisProcess()}/${randomBytes(6).toString("hex")}`,
    leaseMs,
    renewEveryMs: leaseMs / 3,
    isDead: isDeadOwner,
    now,
    ...(report === undefined ? {} : { report }),
  };
}
