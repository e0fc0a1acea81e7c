import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { patches } from "../../contracts/kubernetes/patch-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("sandbox", patches, openServer);
