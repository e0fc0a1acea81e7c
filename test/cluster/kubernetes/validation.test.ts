import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { validation } from "../../contracts/kubernetes/validation-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("real", validation, openServer);
