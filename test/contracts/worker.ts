import { expect } from "vitest";
import type { ApplicationName } from "../../src/application/application.ts";
import { codeOf } from "../../src/errors.ts";
import type { Applications, Lease } from "../../src/ports/applications.ts";
import type { ApplicationState } from "../../src/record/state.ts";

/** What becomes of a worker's requests: `lost`: applied, and the answer never comes; `doubled`: sent again, as an SDK does. */
export type Weather = "fine" | "lost" | "doubled";

/** One process that works on applications. */
export type Worker = {
  readonly owner: string;
  readonly applications: Applications;
  setWeather(weather: Weather): void;
};

/** HEAD's counters as they are stored. */
export type Counters = {
  readonly want: number;
  readonly done: number;
  readonly due?: number;
  readonly sent?: number;
  readonly owner?: string;
  readonly exp?: number;
  readonly token: number;
  readonly tries: number;
};

/** An adapter under test. */
export type ApplicationsHarness = {
  readonly leaseMs: number;
  readonly clock: { now: number };
  /** Owners whose process has ended. */
  readonly dead: Set<string>;
  /** Starts a worker with an owner name of its own. */
  start(): Worker;
  inspect(name: ApplicationName): Promise<Counters | undefined>;
  close(): Promise<void>;
};

let names = 0;

/** Gives a name that no other test uses. */
export function newName(): ApplicationName {
  names += 1;
  return { namespace: "argocd", name: `app-${names}` };
}

/** Makes a state that says `text` in its condition. */
export function stateOf(text: string): ApplicationState {
  return {
    sync: { status: "OutOfSync", revision: "a".repeat(40) },
    health: { status: "Progressing" },
    conditions: [{ type: "SyncError", message: text, since: 1 }],
    history: [],
  };
}

/** Checks the invariant that holds after every step: wanted or leased ⇒ due is set. */
export async function expectDueWhenOwed(
  harness: Pick<ApplicationsHarness, "inspect">,
  name: ApplicationName,
): Promise<Counters> {
  const head = (await harness.inspect(name)) ?? { want: 0, done: 0, token: 0, tries: 0 };
  if (head.want !== head.done || head.owner !== undefined) expect(head.due).toBeTypeOf("number");
  return head;
}

/** Takes a lease that must be free. */
export async function take(worker: Pick<Worker, "applications">, name: ApplicationName): Promise<Lease> {
  const lease = await worker.applications.acquire(name);
  if (lease === undefined) throw new Error(`the lease of ${name.name} should be free`);
  return lease;
}

/** Gives the error code of a rejection; "none" where there is none. */
export async function codeFrom(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return codeOf(error) ?? String(error);
  }
}
