import { applies } from "../../contracts/kubernetes/apply-rules.ts";
import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("real", applies, openServer);
