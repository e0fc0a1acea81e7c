/**
 * Allocation: which cluster addresses and node ports Services hold, and which are free.
 *
 * In: a store. Out: a ledger that follows its changes, so nothing is ever released twice or forgotten; a dry-run, which stores
 * nothing, takes nothing. Numbers are given at random from the upper part of their range, since the lower part is for who
 * asks for a certain one: pkg/registry/core/service/{ipallocator,portallocator} of kubernetes at v1.35.0.
 */
import { randomInt } from "node:crypto";
import { type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList } from "../../kube/values.ts";
import { toNumber } from "./address.ts";

/** The part of a store that a ledger reads. */
export type ServiceSource = {
  list(storage: string): readonly KubeObject[];
  subscribe(
    listener: (event: {
      readonly storage: string;
      readonly type: string;
      readonly object: KubeObject;
      readonly before: KubeObject | undefined;
    }) => void,
  ): unknown;
};

/** Numbers of one range, and who holds them. */
export type Ledger = {
  /** Whether a number is one that can be held. */
  fits(number: number): boolean;
  /** Gives the key of the Service that holds a number. */
  holder(number: number): string | undefined;
  /** Gives a free number that is not among `taken`; undefined: the range is full. */
  next(taken: ReadonlySet<number>): number | undefined;
};

export type Ledgers = { readonly addresses: Ledger; readonly ports: Ledger };

type Range = { readonly first: number; readonly last: number; readonly dynamic: number };

const network = toNumber("10.96.0.0") ?? 0;
const addressRange: Range = { first: network + 1, last: network + 65_534, dynamic: network + 256 };
const portRange: Range = { first: 30_000, last: 32_767, dynamic: 30_086 };
const services = "/services";

const known = new WeakMap<ServiceSource, Ledgers>();

/** Gives the ledgers of a store. */
export function ledgersOf(store: ServiceSource): Ledgers {
  const ledgers = known.get(store) ?? openLedgers(store);
  known.set(store, ledgers);
  return ledgers;
}

/** Names a Service in a ledger. */
export function holderKey({ namespace = "", name }: KubeObject["metadata"]): string {
  return `${namespace}/${name}`;
}

function openLedgers(store: ServiceSource): Ledgers {
  const [addresses, ports] = [new Map<number, string>(), new Map<number, string>()];
  const release = (service: KubeObject) => {
    for (const address of addressesOf(service["spec"])) addresses.delete(address);
    for (const port of portsOf(service["spec"])) ports.delete(port);
  };
  const hold = (service: KubeObject) => {
    for (const address of addressesOf(service["spec"])) addresses.set(address, holderKey(service.metadata));
    for (const port of portsOf(service["spec"])) ports.set(port, holderKey(service.metadata));
  };
  for (const service of store.list(services)) hold(service);
  store.subscribe(({ storage, type, object, before }) => {
    if (storage !== services) return;
    if (before !== undefined) release(before);
    if (type !== "DELETED") hold(object);
  });
  return { addresses: toLedger(addressRange, addresses), ports: toLedger(portRange, ports) };
}

function toLedger(range: Range, holders: ReadonlyMap<number, string>): Ledger {
  return {
    fits: (number) => number >= range.first && number <= range.last,
    holder: (number) => holders.get(number),
    next: (taken) => findFree(range, (number) => !holders.has(number) && !taken.has(number)),
  };
}

/** Looks through the dynamic part from a random place, then through the rest. */
function findFree({ first, last, dynamic }: Range, isFree: (number: number) => boolean): number | undefined {
  const start = randomInt(dynamic, last + 1);
  for (let number = start; number <= last; number += 1) if (isFree(number)) return number;
  for (let number = start - 1; number >= first; number -= 1) if (isFree(number)) return number;
  return undefined;
}

function addressesOf(spec: Json | undefined): readonly number[] {
  const list = readField(spec, "clusterIPs");
  return asList(list).flatMap((text) => toNumber(String(text)) ?? []);
}

function portsOf(spec: Json | undefined): readonly number[] {
  const list = readField(spec, "ports");
  const numbers = asList(list).map((port) => readField(port, "nodePort"));
  return [...numbers, readField(spec, "healthCheckNodePort")].filter((port) => typeof port === "number");
}
