import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { toTokenHash } from "../../src/access/token.ts";
import { createDynamoPorts } from "../../src/adapters/dynamodb/dynamodb.ts";
import { openLocalTableClient } from "../../src/adapters/dynamodb/table-client.ts";
import { createTable } from "../../src/adapters/dynamodb/table-schema.ts";
import { openEmbeddedTable } from "../../src/local/embedded-table.ts";
import { openState } from "../../src/local/open-state.ts";
import { makeFolder, runCommand } from "./command-line.ts";

const now = () => Date.now();
const token = /^[\w-]{43}\n$/;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("token create", () => {
  test("prints a new token; the state folder keeps its hash", async () => {
    const state = join(await makeFolder(), "state");
    await (await openState(state, { now })).close();
    const [first, second] = [
      await runCommand(["token", "create", "--state", state]),
      await runCommand(["token", "create", "--state", state, "--name", "ci"]),
    ];
    expect([first.exitCode, first.error, first.err]).toEqual([0, undefined, ""]);
    expect(first.out).toMatch(token);
    expect(second.out).not.toBe(first.out);
    const opened = await openState(state, { now });
    try {
      expect(await opened.tokens.has(toTokenHash(first.out.trim()))).toBe(true);
      expect(await opened.tokens.has(first.out.trim())).toBe(false);
    } finally {
      await opened.close();
    }
  });

  test("with --table the hash goes to that table of DynamoDB", async () => {
    const table = await openEmbeddedTable({ accessKey: "key" });
    const client = openLocalTableClient(table.send);
    await createTable(client, "other");
    vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", `http://127.0.0.1:${table.port}`);
    vi.stubEnv("AWS_REGION", "eu-west-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "unused");
    try {
      const { exitCode, out } = await runCommand(["token", "create", "--table", "other"]);
      expect(exitCode).toBe(0);
      const { tokens } = createDynamoPorts({ client, table: "other", owner: "test", leaseMs: 0, now });
      expect(await tokens.has(toTokenHash(out.trim()))).toBe(true);
    } finally {
      client.destroy();
      await table.close();
    }
  });

  test("a folder that holds no state is an error, and no token is printed", async () => {
    const { error, out } = await runCommand(["token", "create", "--state", join(await makeFolder(), "none")]);
    expect([error, out]).toEqual(["CONFIG_INVALID", ""]);
  });
});
