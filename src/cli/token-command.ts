import { randomBytes } from "node:crypto";
import { toTokenHash } from "../access/token.ts";
import { createDynamoPorts } from "../adapters/dynamodb/dynamodb.ts";
import { openTableClient } from "../adapters/dynamodb/table-client.ts";
import { openExistingTable } from "../local/open-local.ts";
import type { Tokens } from "../ports/tokens.ts";
import type { CommandContext } from "./command-context.ts";

/** `table`: a DynamoDB table of the AWS account that the environment names; else the table of the state folder. */
export type TokenOptions = { readonly name: string; readonly state: string; readonly table?: string };

const now = () => Date.now();

/** Runs `outrigger token create`: prints a new API token, of which only the hash is kept. */
export async function runTokenCreate(options: TokenOptions, { streams }: CommandContext): Promise<number> {
  const token = randomBytes(32).toString("base64url");
  await withTokens(options, async (tokens) => {
    await tokens.save(toTokenHash(token), { name: options.name, createdAt: now() });
  });
  streams.out.write(`${token}\n`);
  return 0;
}

async function withTokens(
  { state, table }: TokenOptions,
  work: (tokens: Tokens) => Promise<void>,
): Promise<void> {
  if (table !== undefined) {
    const client = openTableClient({});
    try {
      // No lease is taken.
      return await work(createDynamoPorts({ client, table, owner: "", leaseMs: 0, now }).tokens);
    } finally {
      client.destroy();
    }
  }
  const opened = await openExistingTable(state);
  try {
    await work(opened.tokens);
  } finally {
    await opened.close();
  }
}
