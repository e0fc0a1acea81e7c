import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { strategies } from "../../contracts/kubernetes/strategies-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("real", strategies, openServer);
