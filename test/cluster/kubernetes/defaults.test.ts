import { defaults } from "../../contracts/kubernetes/defaults-rules.ts";
import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("real", defaults, openServer);
