import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { tables } from "../../contracts/kubernetes/tables.ts";
import { openServer } from "./open-server.ts";

describeRules("real", tables, openServer);
