import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { openapi } from "../../contracts/kubernetes/openapi-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", openapi, openServer);
