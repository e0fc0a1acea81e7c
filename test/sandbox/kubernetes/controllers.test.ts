import { controllers } from "../../contracts/kubernetes/controllers-rules.ts";
import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", controllers, openServer);
