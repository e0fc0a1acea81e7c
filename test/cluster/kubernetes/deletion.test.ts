import { deletion } from "../../contracts/kubernetes/deletion-rules.ts";
import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("real", deletion, openServer);
