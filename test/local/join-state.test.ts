import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { joinState } from "../../src/local/join-state.ts";
import { openState } from "../../src/local/open-state.ts";

const now = () => Date.now();
const name = { namespace: "argocd", name: "shop" };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outrigger-join-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a state folder is joined", () => {
  test("what another process has open is read and written; leases are each one's own", async () => {
    const owner = await openState(folder, { now });
    try {
      const joined = await joinState(folder, { now });
      await joined.applications.mark(name, now());
      const lease = await joined.applications.acquire(name);
      expect(lease?.name).toEqual(name);
      expect(await owner.applications.acquire(name)).toBeUndefined();
      expect((await owner.applicationData.read(name))?.isDue).toBe(true);
      expect(lease?.owner).not.toBe(owner.owner);
    } finally {
      await owner.close();
    }
  });

  test("a folder that nobody has open is not opened, and the message says what to start", async () => {
    const joining = joinState(folder, { now });
    await expect(joining).rejects.toMatchObject({
      code: "STATE_UNREACHABLE",
      message: expect.stringContaining("start serverless offline"),
    });
  });
});
