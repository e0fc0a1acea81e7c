import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { createDynamoPorts } from "../../src/adapters/dynamodb/dynamodb.ts";
import { openLocalTableClient } from "../../src/adapters/dynamodb/table-client.ts";
import { tableSchema } from "../../src/adapters/dynamodb/table-schema.ts";
import { openEmbeddedTable } from "../../src/local/embedded-table.ts";
import { localTable } from "../../src/local/local-lease.ts";
import { openState } from "../../src/local/open-state.ts";
import { recordOf } from "../contracts/application-data.ts";
import { stateOf, take } from "../contracts/worker.ts";

const nameOf = (name: string) => ({ namespace: "argocd", name });
const names = Array.from({ length: 30 }, (_, n) => nameOf(`app-${n}`));
const watch = { repoUrl: "https://example.org/a", targetRevision: "main", sha: "", reads: {} };

/** A table as it was before repositories were indexed and messages were timed. */
function toOldSchema() {
  const schema = tableSchema(localTable);
  const isOld = (name: string | undefined) => name !== "repo" && name !== "repoApp";
  const [due, byKind] = schema.GlobalSecondaryIndexes;
  if (due === undefined || byKind === undefined) throw new Error("the schema has no indexes");
  const Projection = { ProjectionType: "INCLUDE" as const, NonKeyAttributes: ["owner", "exp"] };
  return {
    ...schema,
    AttributeDefinitions: schema.AttributeDefinitions.filter((each) => isOld(each.AttributeName)),
    GlobalSecondaryIndexes: [{ ...due, Projection }, byKind],
  };
}

/** A state folder with applications that are due, leased and at rest. */
async function makeOldState(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-upgrade-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const table = await openEmbeddedTable({ path: join(folder, "table"), accessKey: "x" });
  const client = openLocalTableClient(table.send);
  await client.send(new CreateTableCommand(toOldSchema()));
  await waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 0.01 }, { TableName: localTable });
  const options = { client, table: localTable, owner: "somebody/dead", leaseMs: 1, now: Date.now };
  const { applications, applicationData, specs } = createDynamoPorts(options);
  for (const [index, name] of names.entries()) {
    await specs.save({ kind: "Application", metadata: name });
    await applicationData.saveRecord(name, recordOf(1_700_000_000_000));
    await applications.mark(name, 1);
    if (index % 3 === 0) continue;
    const lease = await take({ applications }, name);
    await applications.save(lease, { state: stateOf(name.name) });
    if (index % 3 === 1) await applications.finish(lease, { state: stateOf(name.name) }, undefined);
  }
  client.destroy();
  await table.close();
  return folder;
}

test.each([
  ["in good order", false],
  ["by force", true],
])(
  "a state folder of an older program, ended %s, keeps everything and gets the new indexes",
  async (_, isCrashed) => {
    const folder = await makeOldState();
    const ended = { owner: "somebody/dead", port: 1, accessKey: "x" };
    if (isCrashed) await writeFile(join(folder, "owner.json"), JSON.stringify(ended));
    const first = await openState(folder, { now: Date.now });
    expect(await first.specs.list("Application")).toHaveLength(names.length);
    for (const [index, name] of names.entries()) {
      const seen = await first.applicationData.read(name);
      expect(seen).toEqual(
        index % 3 === 0 ? { isDue: true } : { isDue: index % 3 === 2, state: stateOf(name.name) },
      );
      expect(await first.applicationData.readRecords(name, 5)).toHaveLength(1);
    }
    const claimed = await first.applications.claimDue(Date.now());
    expect(claimed).toHaveLength(20); // all but those at rest
    for (const name of claimed) {
      const lease = await take(first, name);
      await first.applications.finish(lease, { ...lease.head, watch }, undefined);
    }
    await first.close();
    const second = await openState(folder, { now: Date.now });
    expect(await second.seen.repositories.applications(watch.repoUrl)).toHaveLength(20);
    expect(await second.specs.list("Application")).toHaveLength(names.length);
    expect(await second.applications.claimDue(Date.now())).toEqual([]);
    await second.close();
  },
);
