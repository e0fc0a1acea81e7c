import { applicationsContract } from "../../contracts/applications.ts";
import { openHarness } from "./harness.ts";

applicationsContract("DynamoDB", openHarness);
