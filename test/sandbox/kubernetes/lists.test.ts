import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { lists } from "../../contracts/kubernetes/lists.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", lists, openServer);
