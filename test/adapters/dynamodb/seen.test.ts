import { QueryCommand, type QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deliveriesContract } from "../../contracts/deliveries.ts";
import { pausesContract } from "../../contracts/pauses.ts";
import { seatsContract } from "../../contracts/seats.ts";
import { seenClustersContract, sightingOf } from "../../contracts/seen-clusters.ts";
import { seenRepositoriesContract } from "../../contracts/seen-repositories.ts";
import { tokensContract } from "../../contracts/tokens.ts";
import { openHarness, type TableHarness, type TableWorker } from "./harness.ts";

/** A worker of the table with what was seen in reach. */
async function openSeen() {
  const harness = await openHarness();
  const start = () => {
    const worker = harness.start();
    return { ...worker, ...worker.seen };
  };
  return { ...harness, start };
}

seenRepositoriesContract("DynamoDB", openSeen);
seenClustersContract("DynamoDB", openSeen);
deliveriesContract("DynamoDB", openHarness);
tokensContract("DynamoDB", openHarness);
pausesContract("DynamoDB", openHarness);
seatsContract("DynamoDB", openHarness);

let harness: TableHarness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

/** Sort keys below a partition. */
async function sortKeysOf(partition: string) {
  const query = {
    KeyConditionExpression: "PK = :partition",
    ExpressionAttributeValues: { ":partition": { S: partition } },
  };
  return (await harness.table.query(query, 1_000, "list items")).map((item) => item["SK"]?.S ?? "");
}

test("chunks of earlier sightings, and of those that were dropped, go with the next that is saved", async () => {
  const { clusters } = harness.start().seen;
  const save = (applications: number, revision: number) =>
    clusters.save("swept", sightingOf("7", applications), revision);
  await save(40_000, 0);
  await Promise.all([save(40_000, 1), save(40_000, 1)]);
  expect((await sortKeysOf("CLUSTER#swept")).length).toBeGreaterThan(3);
  await save(1, 2);
  expect(await sortKeysOf("CLUSTER#swept")).toEqual(["SEEN"]);
});

test("a sighting that lost a chunk is damage", async () => {
  const { clusters } = harness.start().seen;
  await clusters.save("damaged", sightingOf("7", 40_000), 0);
  const [, chunk = ""] = await sortKeysOf("CLUSTER#damaged");
  await harness.table.delete([{ PK: "CLUSTER#damaged", SK: chunk }], "delete a chunk");
  await expect(clusters.read("damaged")).rejects.toMatchObject({ code: "STATE_DAMAGED" });
});

/** Puts itself between a worker and the answers to its queries. */
function onQuery(
  worker: TableWorker,
  answer: (send: () => Promise<QueryCommandOutput>) => Promise<unknown>,
): void {
  const real = worker.client.send.bind(worker.client);
  const send = (command: object) => {
    const sent = () => Reflect.apply(real, undefined, [command]);
    return command instanceof QueryCommand ? answer(sent) : sent();
  };
  Object.assign(worker.client, { send });
}

test("a sighting whose chunks went between two pages of a read is read again", async () => {
  const worker = harness.start();
  const sighting = sightingOf("7", 40_000);
  await worker.seen.clusters.save("replaced", sighting, 0);
  let reads = 0;
  onQuery(worker, async (send) => {
    reads += 1;
    const { Items = [], ...rest } = await send();
    return { ...rest, Items: reads === 1 ? Items.filter((item) => item["SK"]?.S === "SEEN") : Items };
  });
  expect(await worker.seen.clusters.read("replaced")).toMatchObject({ sighting, revision: 1 });
  expect(reads).toBe(2);
});

test("chunks that could not be deleted are reported, and the sighting is saved", async () => {
  const reports: unknown[] = [];
  const worker = harness.start({ report: (error) => reports.push(error) });
  onQuery(worker, () => Promise.reject(new Error("throttled")));
  expect(await worker.seen.clusters.save("reported", sightingOf("7"), 0)).toBe(true);
  expect(reports).toMatchObject([{ code: "STATE_UNREACHABLE" }]);
});

test("what is known already costs no request", async () => {
  const { seen } = harness.start();
  await seen.repositories.add("https://git.example.org/known");
  await seen.clusters.addKinds("known", ["/Pod", "/Secret"]);
  harness.operations();
  await seen.repositories.add("https://git.example.org/KNOWN.git");
  await seen.clusters.addKinds("known", ["/Secret", "/Pod"]);
  expect(harness.operations()).toEqual([]);
});

test("a look at a repository or a cluster that did not move is one request", async () => {
  const { seen } = harness.start();
  await seen.repositories.saveHeads("https://git.example.org/still", { main: "1" });
  await seen.clusters.save("still", sightingOf("7", 100), 0);
  harness.operations();
  await seen.repositories.readHeads("https://git.example.org/still");
  await seen.clusters.read("still");
  expect(harness.operations()).toEqual(["Query", "Query"]);
});

test("heads that did not move are not written again", async () => {
  const { repositories } = harness.start().seen;
  const heads = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`branch-${n}`, "1"]));
  await repositories.saveHeads("https://git.example.org/one-moved", heads);
  harness.operations();
  await repositories.saveHeads("https://git.example.org/one-moved", { ...heads, "branch-7": "2" });
  expect(harness.operations()).toEqual(["Query", "PutItem"]);
});

test("deliveries are deleted by DynamoDB: their time is a number of seconds in ttl", async () => {
  await harness.start().deliveries.keep("timed", 1_700_000_000_500);
  const item = await harness.table.read({ PK: "DELIVERY#timed", SK: "DELIVERY" }, "read a delivery");
  expect(item?.["ttl"]).toEqual({ N: "1700000001" });
});

test("an idle tick reads the due index and writes nothing", async () => {
  const { applications } = harness.start();
  for (let n = 0; n < 20; n += 1)
    await applications.mark({ namespace: "argocd", name: `idle-${n}` }, harness.clock.now + 86_400_000);
  harness.operations();
  expect(await applications.claimDue(harness.clock.now)).toEqual([]);
  expect(harness.operations()).toEqual(["Query", "Query", "Query", "Query"]);
});
