import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { manifest } from "../stories/manifests.ts";
import { automatic, openMall } from "./shop.ts";

const mall = openMall();
const canary = "canary-7d1f0c";

const secret = (over: object) =>
  manifest("v1", "Secret", "password", {
    data: { password: Buffer.from(canary).toString("base64") },
    ...over,
  });

/** Every text of the table, compressed or not. */
async function readTable(): Promise<string> {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (value instanceof Uint8Array) texts.push(gunzipSync(value).toString("utf8"));
    else if (typeof value === "object" && value !== null)
      for (const field of Object.values(value)) walk(field);
    else texts.push(String(value));
  };
  for (const item of await mall.world.scan()) walk(item);
  return texts.join("\n");
}

async function expectNoCanary(): Promise<void> {
  const text = await readTable();
  expect(text).toContain("password"); // the name of the object, and of its field, may be there
  for (const form of [
    canary,
    Buffer.from(canary).toString("base64"),
    Buffer.from(canary).toString("base64url"),
  ])
    expect(text).not.toContain(form);
}

test("the data of a Secret is nowhere in the table: synced, drifted, refused or pruned", async () => {
  const { shop, cluster } = mall;
  await shop.declare({ syncPolicy: { ...Object(automatic["syncPolicy"]), retry: { limit: 0 } } });
  const synced = await shop.sync({ "s.yaml": secret({}) + secret({ metadata: { name: "second" } }) });
  expect(synced.state?.sync.status).toBe("Synced");
  expect(synced.bulk?.inventory[0]?.remembered).toBeDefined();
  await expectNoCanary();

  const path = `/api/v1/namespaces/${shop.namespace}/secrets/password`;
  const meddled = Buffer.from(`${canary}-live`).toString("base64");
  await cluster.ask("PATCH", path, { data: { password: meddled } });
  await shop.settle();
  await expectNoCanary();

  const refused = await shop.sync({ "s.yaml": secret({ data: { password: { deep: canary } } }) });
  expect(refused.state?.conditions.length).toBeGreaterThan(0);
  await expectNoCanary();

  const broken = await shop.sync({ "s.yaml": `${secret({})}\n  ${canary}: [` });
  expect(broken.state?.sync.status).toBe("Unknown");
  await expectNoCanary();

  const pruned = await shop.sync({ "s.yaml": secret({}) });
  expect(pruned.records[0]).toMatchObject({ phase: "Succeeded" });
  await expectNoCanary();
});

test("an equal Secret of another installation has another hash: the key is part of it", async () => {
  const { shop, world } = mall;
  await shop.declare();
  const first = await shop.sync({ "s.yaml": secret({}) });
  const other = shop.start({ hashKey: "another" });
  await world.settle(shop.name, other);
  const second = await world.read(shop.name);
  const [one, two] = [first, second].map(({ bulk }) => bulk?.inventory[0]?.remembered);
  expect(one?.desiredHash).toBeDefined();
  expect(two?.desiredHash).not.toBe(one?.desiredHash);
});
