import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { quantities } from "../../contracts/kubernetes/quantities-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", quantities, openServer);
