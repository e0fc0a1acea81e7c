import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { first } from "../../contracts/kubernetes/first-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", first, openServer);
