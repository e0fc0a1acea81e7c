import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { discovery } from "../../contracts/kubernetes/discovery-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", discovery, openServer);
