import type { RuleSubject } from "./api-server.ts";
import { deploymentRules } from "./controllers/deployment-rules.ts";
import { jobRules } from "./controllers/job-rules.ts";
import { serviceRules } from "./controllers/service-rules.ts";
import { workloadRules } from "./controllers/workload-rules.ts";

export const controllers = { name: "Controllers", rules };

function rules(subject: RuleSubject): void {
  deploymentRules(subject);
  workloadRules(subject);
  jobRules(subject);
  serviceRules(subject);
}
