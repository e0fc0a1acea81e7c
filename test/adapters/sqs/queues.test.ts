import { queuesContract } from "../../contracts/queues.ts";
import { openQueuesHarness } from "./harness.ts";

queuesContract("SQS's client on the local queues", openQueuesHarness);
