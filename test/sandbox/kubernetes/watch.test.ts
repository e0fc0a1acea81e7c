import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { watch } from "../../contracts/kubernetes/watch.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", watch, openServer);
