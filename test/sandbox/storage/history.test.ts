import { describe, expect, test } from "vitest";
import { createStore } from "../../../src/sandbox/cluster/store.ts";
import { formatToken, parseToken } from "../../../src/sandbox/storage/continue-token.ts";
import { estimateBytes } from "../../../src/sandbox/storage/estimate-bytes.ts";
import { createSortedObjects } from "../../../src/sandbox/storage/sorted-objects.ts";

const map = (name: string, namespace = "n", data = "") => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, uid: `${namespace}/${name}` },
  data: { data },
});
const where = "/configmaps";

describe("history", () => {
  test("changes after a version come in their order, with what was there before", () => {
    const store = createStore();
    const first = store.write(where, map("a"));
    const second = store.write(where, map("a", "n", "1"));
    store.write("/secrets", map("s"));
    store.remove(where, second);
    const changes = store.changes(where, Number(first.metadata.resourceVersion));
    expect(changes?.map(({ type, before }) => [type, before?.metadata.resourceVersion])).toEqual([
      ["MODIFIED", first.metadata.resourceVersion],
      ["DELETED", second.metadata.resourceVersion],
    ]);
  });

  test("beyond the bound on their number, changes are forgotten, of this storage alone", () => {
    const store = createStore({ eventsMax: 2, bytesMax: 1_000_000 });
    const since = store.knownSince(where);
    store.write("/secrets", map("s"));
    const versions = ["a", "b", "c"].map((name) =>
      Number(store.write(where, map(name)).metadata.resourceVersion),
    );
    expect(store.knownSince(where)).toBe(versions[0]);
    expect(store.changes(where, since)).toBeUndefined();
    expect(store.changes(where, versions[0] ?? 0)).toHaveLength(2);
    expect(store.changes("/secrets", since)).toHaveLength(1);
  });

  test("beyond the bound on their bytes, too: what was overwritten counts", () => {
    const store = createStore({ eventsMax: 1_000, bytesMax: 5_000 });
    const since = store.knownSince(where);
    for (let index = 0; index < 10; index += 1) store.write(where, map("a", "n", "x".repeat(1_000)));
    expect(store.changes(where, since)).toBeUndefined();
    expect(store.changes(where, Number(store.version()) - 3)).toHaveLength(3);
  });

  test("after a restart nothing earlier is known", () => {
    const store = createStore();
    store.restore([{ storage: where, object: map("a") }], "500");
    expect([store.version(), store.knownSince(where)]).toEqual(["500", 500]);
    expect(store.changes(where, 499)).toBeUndefined();
    expect(store.changes(where, 500)).toEqual([]);
  });

  test("a listener that writes does not overtake what the others are told", () => {
    const store = createStore();
    const told: string[] = [];
    store.subscribe(({ object }) => {
      if (object.metadata.name === "first") store.write(where, map("second"));
    });
    store.subscribe(({ object }) => told.push(object.metadata.name));
    store.write(where, map("first"));
    expect(told).toEqual(["first", "second"]);
  });
});

describe("sorted objects", () => {
  test("they stay in the order of their keys, whatever comes and goes", () => {
    const objects = createSortedObjects();
    for (const key of ["n/b", "m/z", "n/a", "n-x/a", "o/a"]) objects.put(key, map(key));
    objects.put("n/b", map("again"));
    objects.remove("o/a");
    expect(objects.list().map(({ metadata }) => metadata.name)).toEqual(["m/z", "n-x/a", "n/a", "again"]);
    expect(objects.list("n/").map(({ metadata }) => metadata.name)).toEqual(["n/a", "again"]);
    expect([objects.size, objects.remove("none")]).toEqual([4, undefined]);
  });
});

test("bytes are estimated by what an object holds", () => {
  const small = estimateBytes(map("a"));
  expect(estimateBytes(map("a", "n", "x".repeat(1_000)))).toBe(small + 1_000);
  expect(estimateBytes(undefined)).toBeLessThan(small);
});

describe("continue tokens", () => {
  test("a token that is read is the one that was written", () => {
    const token = { after: "n/a", version: 7 };
    expect(parseToken(formatToken(token))).toEqual(token);
    expect(JSON.parse(Buffer.from(formatToken(token), "base64url").toString())).toEqual({
      v: "meta.k8s.io/v1",
      rv: 7,
      start: "/n/a\0",
    });
  });

  test.each(["none", "", "bm9uZQ"])("%j is none", (text) =>
    expect(parseToken(text)).toEqual(expect.any(String)),
  );
});
