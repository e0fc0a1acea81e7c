import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { immutableFields } from "../../contracts/kubernetes/immutable-fields-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", immutableFields, openServer);
