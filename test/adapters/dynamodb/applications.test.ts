import { toHeadKey } from "../../../src/adapters/dynamodb/item-keys.ts";
import type { ApplicationName } from "../../../src/application/application.ts";
import { applicationsContract } from "../../contracts/applications.ts";
import { claimDueContract } from "../../contracts/claim-due.ts";
import { removalContract } from "../../contracts/removal.ts";
import { openHarness } from "./harness.ts";

applicationsContract("DynamoDB", openHarness);
claimDueContract("DynamoDB", openHarness);
removalContract("DynamoDB", async () => {
  const harness = await openHarness();
  const { table } = harness;
  const listItems = async (name: ApplicationName) => {
    const query = {
      KeyConditionExpression: "PK = :app",
      ExpressionAttributeValues: { ":app": { S: toHeadKey(name).PK } },
      ConsistentRead: true,
    };
    const items = await table.query(query, 1_000, "list items");
    return items.map((item) => item["SK"]?.S ?? "");
  };
  return { ...harness, listItems };
});
