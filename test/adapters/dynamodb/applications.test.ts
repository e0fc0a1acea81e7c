import { applicationsContract } from "../../contracts/applications.ts";
import { claimDueContract } from "../../contracts/claim-due.ts";
import { openHarness } from "./harness.ts";

applicationsContract("DynamoDB", openHarness);
claimDueContract("DynamoDB", openHarness);
