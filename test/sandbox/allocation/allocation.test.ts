import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { toAddress, toNumber } from "../../../src/sandbox/allocation/address.ts";
import { ledgersOf, type ServiceSource } from "../../../src/sandbox/allocation/allocation.ts";

type Listener = Parameters<ServiceSource["subscribe"]>[0];

function openSource(first: readonly KubeObject[]) {
  const listeners: Listener[] = [];
  const source: ServiceSource = { list: () => first, subscribe: (listener) => listeners.push(listener) };
  const tell: Listener = (event) => {
    for (const listener of listeners) listener(event);
  };
  return { source, tell };
}

function service(name: string, address: string, ...nodePorts: readonly number[]): KubeObject {
  const spec = { clusterIPs: [address], ports: nodePorts.map((nodePort) => ({ nodePort })) };
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "n" }, spec };
}

describe("addresses", () => {
  test.each(["0.0.0.0", "10.96.0.1", "255.255.255.255"])("%s is read and written alike", (address) =>
    expect(toAddress(toNumber(address) ?? -1)).toBe(address),
  );

  test.each(["", "1.2.3", "1.2.3.256", "::1", "None"])("%j is none", (text) =>
    expect(toNumber(text)).toBeUndefined(),
  );
});

describe("what Services hold", () => {
  test("the ledger knows what was there before it, and follows what changes", () => {
    const { source, tell } = openSource([service("a", "10.96.1.1", 30_100)]);
    const { addresses, ports } = ledgersOf(source);
    expect(ledgersOf(source).addresses).toBe(addresses);
    const held = () => [
      addresses.holder(toNumber("10.96.1.1") ?? 0),
      ports.holder(30_100),
      ports.holder(30_200),
    ];
    expect(held()).toEqual(["n/a", "n/a", undefined]);
    const before = service("a", "10.96.1.1", 30_100);
    const now = service("a", "10.96.1.1", 30_200);
    tell({ storage: "/services", type: "MODIFIED", object: now, before });
    expect(held()).toEqual(["n/a", undefined, "n/a"]);
    tell({
      storage: "/configmaps",
      type: "ADDED",
      object: service("b", "10.96.1.1", 30_100),
      before: undefined,
    });
    tell({ storage: "/services", type: "DELETED", object: now, before: now });
    expect(held()).toEqual([undefined, undefined, undefined]);
  });

  test("numbers are given from the upper part, and below it when that is full", () => {
    const all = Array.from({ length: 32_767 - 30_086 + 1 }, (_, index) => 30_086 + index);
    const { source } = openSource([]);
    const { ports } = ledgersOf(source);
    expect(ports.next(new Set())).toBeGreaterThanOrEqual(30_086);
    expect(ports.next(new Set(all))).toBe(30_085);
    const low = Array.from({ length: 86 }, (_, index) => 30_000 + index);
    expect(ports.next(new Set([...all, ...low]))).toBeUndefined();
  });

  test("a number outside the range does not fit", () => {
    const { addresses, ports } = ledgersOf(openSource([]).source);
    expect([29_999, 30_000, 32_767, 32_768].map(ports.fits)).toEqual([false, true, true, false]);
    expect(
      ["10.96.0.0", "10.96.0.1", "10.96.255.254"].map((text) => addresses.fits(toNumber(text) ?? 0)),
    ).toEqual([false, true, true]);
  });
});
