import { afterAll, beforeAll, expect, test } from "vitest";
import { createDynamoPorts } from "../../../src/adapters/dynamodb/dynamodb.ts";
import {
  dueShards,
  parsePartition,
  toDueShard,
  toPartition,
  toRepositoryKey,
} from "../../../src/adapters/dynamodb/item-keys.ts";
import { packedBytes, packText, unpackText } from "../../../src/adapters/dynamodb/item-text.ts";
import { toChunkSortKey } from "../../../src/adapters/dynamodb/sort-keys.ts";
import { openLocalTableClient, openTableClient } from "../../../src/adapters/dynamodb/table-client.ts";
import { toTableError } from "../../../src/adapters/dynamodb/table-errors.ts";
import { createTable, readTableStatus } from "../../../src/adapters/dynamodb/table-schema.ts";
import { ReconcileError } from "../../../src/errors.ts";
import { type EmbeddedTable, openEmbeddedTable } from "../../../src/local/embedded-table.ts";
import { codeFrom } from "../../contracts/worker.ts";

let engine: EmbeddedTable;
beforeAll(async () => {
  engine = await openEmbeddedTable({ accessKey: "AKIDEXAMPLE" });
});
afterAll(() => engine.close());

const named = (name: string) => Object.assign(new Error("it says why"), { name });
const shop = { namespace: "argocd", name: "shop" };

test.each([
  ["ResourceNotFoundException", "CONFIG_INVALID"],
  ["ExpiredTokenException", "CREDENTIALS_REFUSED"],
  ["AccessDeniedException", "FORBIDDEN"],
  ["ProvisionedThroughputExceededException", "STATE_UNREACHABLE"],
  ["TimeoutError", "STATE_UNREACHABLE"],
])("%s is %s, with its cause", (name, code) => {
  const cause = named(name);
  const error = toTableError(cause, "mark argocd/shop");
  expect(error).toMatchObject({ code, cause });
  expect(error.message).toBe('Cannot mark argocd/shop: the table answers "it says why"');
});

test("an error of ours passes as it is", () => {
  const error = new ReconcileError("LIMIT_EXCEEDED", "Cannot save");
  expect(toTableError(error, "save")).toBe(error);
});

test("the table is made once and then ready; the same client of AWS works against it over HTTP", async () => {
  const local = openLocalTableClient(engine.send);
  expect(await readTableStatus(local, "made")).toBeUndefined();
  await createTable(local, "made");
  expect(await readTableStatus(local, "made")).toBe("ACTIVE");
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" };
  const client = openTableClient({
    endpoint: `http://127.0.0.1:${engine.port}`,
    region: "eu-west-1",
    credentials,
  });
  const ports = createDynamoPorts({ client, table: "made", owner: "a", leaseMs: () => 5_000, now: () => 10 });
  await ports.applications.mark(shop, 5);
  const lease = await ports.applications.acquire(shop);
  expect(lease?.expiresAt()).toBe(5_010);
  expect(await ports.applications.claimDue(10)).toEqual([]);
  client.destroy();
});

test("a table that is not there is the configuration's fault", async () => {
  const client = openLocalTableClient(engine.send);
  const ports = createDynamoPorts({ client, table: "none", owner: "a", leaseMs: 1, now: () => 1 });
  expect(await codeFrom(ports.applications.mark(shop, 1))).toBe("CONFIG_INVALID");
});

test.each([
  ["Application", "APP#argocd/shop"],
  ["AppProject", "PROJECT#argocd/shop"],
  ["ApplicationSet", "APPSET#argocd/shop"],
  ["ConfigMap", "CONFIG#ConfigMap#argocd/shop"],
])("%s is under %s, and its name can be read back", (kind, partition) => {
  expect(toPartition(kind, shop)).toBe(partition);
  expect(parsePartition(partition)).toEqual(shop);
});

test.each([
  ["ways to write one URL", "https://Git.example.org/Shop.git/", "https://git.example.org/shop", true],
  ["a name and password", "https://me:pw@git.example.org/shop", "https://git.example.org/shop", true],
  ["two repositories", "https://git.example.org/a", "https://git.example.org/b", false],
  ["two long ones", `https://x/${"a".repeat(3_000)}`, `https://x/${"a".repeat(3_001)}`, false],
])("the keys of %s", (_, one, other, isSame) => {
  expect(toRepositoryKey(one) === toRepositoryKey(other)).toBe(isSame);
  expect(Buffer.byteLength(toRepositoryKey(one))).toBeLessThanOrEqual(1_000);
});

test("chunks sort by token, sequence and number", () => {
  const keys = [
    toChunkSortKey({ token: 9, sequence: 10 }, 2),
    toChunkSortKey({ token: 9, sequence: 10 }, 10),
    toChunkSortKey({ token: 9, sequence: 100 }, 0),
    toChunkSortKey({ token: 10, sequence: 1 }, 0),
  ];
  expect(keys.toSorted()).toEqual(keys);
});

test("applications spread over all shards", () => {
  const names = Array.from({ length: 100 }, (_, n) => ({ namespace: "argocd", name: `app-${n}` }));
  expect(new Set(names.map(toDueShard))).toEqual(new Set(dueShards));
});

test.each([
  ["short text stays readable", "abc", "S"],
  ["long text is compressed", "abc".repeat(1_000), "B"],
])("%s", async (_, text, kind) => {
  const packed = await packText(text);
  expect(Object.keys(packed)).toEqual([kind]);
  expect(packedBytes(packed)).toBeLessThan(200);
  expect(await unpackText(packed)).toBe(text);
});
