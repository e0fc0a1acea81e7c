import type { ObjectKey, ObjectRef } from "../kube/key.ts";
import { planSync } from "../plan/plan.ts";
import { budgetOf, isApproved } from "../plan/prune-approval.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";
import type { SyncChoices } from "../sync/sync-choices.ts";
import type { Subject } from "./load-subject.ts";
import type { Observation } from "./observe-application.ts";

/** What an operation was asked for. */
export type PlanRequest = {
  readonly prune: boolean;
  readonly automated: boolean;
  readonly only?: readonly ObjectKey[] | undefined;
  readonly choices?: SyncChoices | undefined;
  /** When the last sync began. */
  readonly lastSyncAt?: number | undefined;
};

/** Plans a sync of what was observed; asks the cluster only whether a namespace that is to be created is there. */
export async function planOperation(
  subject: Subject,
  observation: Observation,
  request: PlanRequest,
): Promise<SyncPlan> {
  const { annotations, syncPolicy } = subject.application;
  const { options, automated } = syncPolicy;
  const { lastSyncAt, choices = {}, ...asked } = request;
  const { resources, labels, dryRun, strategy } = choices;
  return planSync(observation.objects, {
    ...asked,
    resources,
    labels,
    dryRun,
    skipHooks: strategy === "apply",
    pruneConfirmed: isApproved(annotations, lastSyncAt),
    deletionBudget: budgetOf(annotations, subject.project.annotations ?? {}),
    allowEmpty: automated?.allowEmpty ?? false,
    options,
    knownKinds: observation.catalog,
    ...(options.createNamespace ? { createNamespace: await readNamespace(subject) } : {}),
  });
}

async function readNamespace(subject: Subject): Promise<{ readonly name: string; readonly exists: boolean }> {
  const { namespace: name } = subject.application.destination;
  const ref: ObjectRef = { apiVersion: "v1", group: "", kind: "Namespace", namespace: "", name };
  const reading = await subject.connection.cluster.read([ref], { shared: true });
  return { name, exists: reading.objects.length > 0 };
}
