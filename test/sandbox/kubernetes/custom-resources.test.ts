import { customResources } from "../../contracts/kubernetes/custom-resources-rules.ts";
import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", customResources, openServer);
