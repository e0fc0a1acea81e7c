import { describeRules } from "../../contracts/kubernetes/describe-rules.ts";
import { fieldValidation } from "../../contracts/kubernetes/field-validation-rules.ts";
import { openServer } from "./open-server.ts";

describeRules("real", fieldValidation, openServer);
