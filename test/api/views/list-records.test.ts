import { beforeAll, describe, expect, test } from "vitest";
import { toCursor } from "../../../src/api/cursor.ts";
import { openStage, shop, shopPath } from "../stage.ts";

const stage = openStage();

beforeAll(async () => {
  for (let syncs = 0; syncs < 4; syncs += 1) {
    await stage.world.wait(1_000);
    const request = { initiatedBy: { username: "admin", automated: false }, prune: false };
    await stage.world.settle(shop, stage.process, request);
  }
});

type Page = {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly { readonly operation: string; readonly phase: string }[];
};

async function list(query = ""): Promise<Page> {
  const { status, body } = await stage.ask("GET", `${shopPath}/records`, { query });
  expect(status).toBe(200);
  return body as Page;
}

describe("sync records", () => {
  test("are listed newest first", async () => {
    const { items, metadata } = await list();
    const { records } = await stage.world.read(shop);
    expect(items).toEqual(records);
    expect(items).toHaveLength(5);
    expect(metadata).toEqual({});
    const operations = items.map(({ operation }) => operation);
    expect(operations).toEqual(operations.toSorted().reverse());
  });

  test.each([1, 2, 4, 5])("come once each in pages of %i", async (limit) => {
    const found: Page["items"][number][] = [];
    let query = `limit=${limit}`;
    for (let pages = 0; pages < 6; pages += 1) {
      const { items, metadata } = await list(query);
      expect(items.length).toBeLessThanOrEqual(limit);
      found.push(...items);
      if (metadata.continue === undefined) break;
      query = `limit=${limit}&continue=${metadata.continue}`;
    }
    expect(found).toEqual((await list()).items);
  });

  test.each([
    ["another list", toCursor("applications", "argocd/shop")],
    ["no operation", toCursor("records", "zzz")],
    ["nobody", "x"],
  ])("refuse a cursor of %s", async (_, cursor) => {
    const answer = await stage.ask("GET", `${shopPath}/records`, { query: `continue=${cursor}` });
    expect(answer).toMatchObject({ status: 400, body: { code: "BAD_CURSOR" } });
  });
});
