import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { writes } from "../../contracts/kubernetes/write-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("real", writes, openServer);
