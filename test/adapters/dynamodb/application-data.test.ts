import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toHeadKey } from "../../../src/adapters/dynamodb/item-keys.ts";
import { toChunkSortKey } from "../../../src/adapters/dynamodb/sort-keys.ts";
import { applicationDataContract, bulkOf, recordOf } from "../../contracts/application-data.ts";
import { codeFrom, newName, stateOf, take } from "../../contracts/worker.ts";
import { openHarness, type TableHarness } from "./harness.ts";

applicationDataContract("DynamoDB", async () => {
  const harness = await openHarness();
  const { applications, applicationData: data } = harness.start();
  return { applications, data, clock: harness.clock, close: harness.close };
});

let harness: TableHarness;
const noise = () => randomBytes(300).toString("base64");

beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

function chunkKeys(name: ReturnType<typeof newName>) {
  const query = {
    KeyConditionExpression: "PK = :app AND begins_with(SK, :chunk)",
    ExpressionAttributeValues: { ":app": { S: toHeadKey(name).PK }, ":chunk": { S: "INVENTORY#" } },
  };
  return harness.table.query(query, 100, "list chunks");
}

test("bulk data too large for one item is split, and every chunk is needed", async () => {
  const name = newName();
  const { applications, applicationData } = harness.start();
  await applications.mark(name, harness.clock.now);
  const lease = await applications.acquire(name);
  if (lease === undefined) throw new Error("the lease should be free");
  const bulk = bulkOf(3_000, noise);
  const pointer = await applicationData.saveBulk(name, { token: 1, sequence: 1 }, bulk);
  expect(pointer.chunks).toBeGreaterThan(1);
  await applications.finish(lease, { bulk: pointer }, undefined);
  expect(await applicationData.readBulk(name, pointer)).toEqual(bulk);

  const last = { PK: toHeadKey(name).PK, SK: toChunkSortKey(pointer, pointer.chunks - 1) };
  const item = await harness.table.read(last, "read a chunk");
  await harness.table.put({ ...item, body: { B: randomBytes(10) } }, "damage a chunk");
  expect(await codeFrom(applicationData.readBulk(name, pointer))).toBe("STATE_DAMAGED");
  await harness.table.delete([last], "delete a chunk");
  expect(await codeFrom(applicationData.readBulk(name, pointer))).toBe("STATE_DAMAGED");
});

test("a record too large for one item comes back whole", async () => {
  const name = newName();
  const { applicationData } = harness.start();
  const message = randomBytes(600_000).toString("base64");
  await applicationData.saveRecord(name, recordOf(1_700_000_000_001, message));
  await applicationData.saveRecord(name, recordOf(1_700_000_000_002));
  const records = await applicationData.readRecords(name, 10);
  expect(records).toEqual([recordOf(1_700_000_000_002), recordOf(1_700_000_000_001, message)]);
});

test("a HEAD that DynamoDB would refuse is refused before, and the lease stays", async () => {
  const name = newName();
  const { applications } = harness.start();
  await applications.mark(name, harness.clock.now);
  const lease = await applications.acquire(name);
  if (lease === undefined) throw new Error("the lease should be free");
  const state = stateOf(randomBytes(400_000).toString("base64"));
  await expect(applications.save(lease, { state })).rejects.toThrow(
    /^Cannot save HEAD of argocd\/app-\d+: its state takes \d+ bytes/,
  );
  expect(await codeFrom(applications.finish(lease, { state }, undefined))).toBe("LIMIT_EXCEEDED");
  expect(await applications.finish(lease, { state: stateOf("short") }, undefined)).toBe("done");
});

test("what a HEAD watches is saved without its folders where they are too many: every commit touches it", async () => {
  const name = newName();
  const { applications, applicationData, seen } = harness.start();
  await applications.mark(name, harness.clock.now);
  const lease = await take({ applications }, name);
  const folders = Array.from({ length: 3_000 }, (_, n) => [
    `folder-${n}`,
    randomBytes(16).toString("base64url"),
  ]);
  const watch = { repoUrl: "https://example.org/wide", targetRevision: "main", sha: "1" };
  const state = stateOf(randomBytes(275_000).toString("base64"));
  await applications.finish(
    lease,
    { state, watch: { ...watch, reads: Object.fromEntries(folders) } },
    undefined,
  );
  expect(await applicationData.read(name)).toMatchObject({ state });
  const [watching] = await seen.repositories.applications(watch.repoUrl);
  expect(watching).toEqual({ name, watch: { ...watch, reads: {} } });
});

test("chunks that a crashed worker left are deleted by the finish that follows it", async () => {
  const name = newName();
  const crashed = harness.start();
  await crashed.applications.mark(name, harness.clock.now);
  const lost = await crashed.applications.acquire(name);
  if (lost === undefined) throw new Error("the lease should be free");
  for (const sequence of [1, 2])
    await crashed.applicationData.saveBulk(name, { token: 1, sequence }, bulkOf(1));
  harness.clock.now += harness.leaseMs + 1;
  const next = harness.start();
  const lease = await next.applications.acquire(name);
  if (lease === undefined) throw new Error("the lease should be over");
  const bulk = await next.applicationData.saveBulk(name, { token: lease.token, sequence: 1 }, bulkOf(1));
  await next.applications.finish(lease, { bulk }, undefined);
  expect((await chunkKeys(name)).map((item) => item["SK"]?.S)).toEqual([toChunkSortKey(bulk, 0)]);
});

test("an application without changes costs two writes and one query", async () => {
  const name = newName();
  const { applications, applicationData } = harness.start();
  await applications.mark(name, 1);
  const first = await applications.acquire(name);
  if (first === undefined) throw new Error("the lease should be free");
  const bulk = await applicationData.saveBulk(name, { token: 1, sequence: 1 }, bulkOf(50));
  await applications.finish(first, { bulk, state: stateOf("x") }, harness.clock.now);
  harness.operations();

  const lease = await applications.acquire(name);
  if (lease?.head.bulk === undefined) throw new Error("the pointer should be there");
  await applicationData.readBulk(name, lease.head.bulk);
  await applications.finish(lease, lease.head, undefined);
  expect(harness.operations()).toEqual(["UpdateItem", "Query", "UpdateItem"]);
});
