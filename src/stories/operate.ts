import { readHealthChecks } from "../application/health-checks.ts";
import { rememberOf } from "../drift/remember.ts";
import { codeOf } from "../errors.ts";
import type { Assess } from "../health/health.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import { formatKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Remembered } from "../live/remembered.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { Ports } from "../ports/ports.ts";
import type { InventoryEntry } from "../record/bulk.ts";
import { toIntendedInventory, toNextInventory } from "../record/inventory.ts";
import { restorePrunes } from "../record/lost-results.ts";
import { toResources } from "../record/resources.ts";
import type { ApplicationState } from "../record/state.ts";
import { toWatch } from "../record/watched.ts";
import type { Operation } from "../sync/operation.ts";
import { describeDeletion } from "../sync/outcome.ts";
import { keepRevision } from "../tasks/keep-revision.ts";
import { carryOut } from "./carry-out.ts";
import { toIgnoreContext } from "./ignore-context.ts";
import { toGuard } from "./lease-guard.ts";
import { resolveTarget, type Subject } from "./load-subject.ts";
import type { Observation } from "./observe-application.ts";
import { planOperation } from "./plan-operation.ts";
import { createSelection } from "./select-paths.ts";
import type { Session } from "./session.ts";

/** What an operation works on. */
export type OperateInput = {
  readonly subject: Subject;
  readonly observation: Observation;
  readonly operation: Operation;
};

type CarriedOut = Awaited<ReturnType<typeof carryOut>>;

/** What an operation did, and what is known of the objects after it. */
export type Operated = {
  readonly carried: CarriedOut;
  readonly objects: readonly ComparedObject[];
  readonly inventory: readonly InventoryEntry[];
};

/**
 * Carries an operation on until it is finished, waits or is out of time. What it saves holds operation, inventory and intent:
 * all objects it may create are known before the first write to the cluster.
 */
export async function operate(session: Session, input: OperateInput, ports: Ports): Promise<Operated> {
  const { subject, observation } = input;
  const plan = await planOperation(subject, observation, {
    prune: input.operation.prune,
    automated: input.operation.initiatedBy.automated,
    only: input.operation.only,
    choices: input.operation.choices,
    lastSyncAt: toLastSync(session.state),
  });
  const isTrial = input.operation.choices?.dryRun === true;
  const inventory = isTrial ? session.bulk.inventory : toIntendedInventory(observation.objects);
  const resources = toResources(observation.objects);
  // Whoever looks while it runs sees what it is there to change.
  const sync = { status: observation.sync, revision: observation.revision.sha };
  const save = async (operation: Operation): Promise<void> => {
    const { requested: _requested, ...state } = session.state;
    const { health } = observation;
    const head = { ...state, sync, health, operation: { ...operation, results: [] } };
    await session.save(head, { inventory, resources, results: operation.results });
  };
  // A resumed operation is in the table already, and so is all that it may create.
  const isResumed = session.state.operation?.id === input.operation.id;
  const present = new Set(observation.objects.map(({ ref }) => formatKey(ref)));
  const operation =
    isResumed && !isTrial ? restorePrunes(input.operation, session.bulk.inventory, present) : input.operation;
  if (!isResumed && !isTrial) await save(operation);
  const { checks } = readHealthChecks(subject.application.annotations);
  const assess: Assess = (object) => ports.assess(object, checks);
  const carried = await carryOut(
    {
      operation,
      plan,
      connection: subject.connection,
      application: subject.application,
      installation: ports.settings.installation,
      deadline: session.deadline,
      isHealthy: assess,
      shouldYield: () => hasMoved(subject, input.operation, ports),
    },
    { clock: ports.clock, save, guard: toGuard(session.lease, subject, ports) },
  );
  const learn = { memory: toMemory(subject, ports), assess };
  return conclude(observation, inventory, carried, learn);
}

/** What was approved after a dry run began was not approved for that. */
function toLastSync({ lastOperation, attempt }: ApplicationState): number | undefined {
  return lastOperation?.choices?.dryRun === true ? attempt?.finishedAt : lastOperation?.startedAt;
}

/** While Git cannot be asked the sync goes on; the next reconcile says so if it still cannot. */
async function hasMoved(subject: Subject, operation: Operation, ports: Ports): Promise<boolean> {
  const { revision, source, dryRun } = operation.choices ?? {};
  if (revision !== undefined || source !== undefined || dryRun === true) return false;
  try {
    const { application } = subject;
    const newest = await resolveTarget(application, ports.git);
    const watch = toWatch(application.source, { sha: operation.revision.sha, reads: {} });
    const target = await keepRevision(newest, { application, watch }, ports.git);
    return target.sha !== operation.revision.sha;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}

type Memory = (object: ComparedObject, live: KubeObject) => Remembered | undefined;

function toMemory(subject: Subject, ports: Ports): Memory {
  const manager = toFieldManager(ports.settings.installation);
  const { select } = createSelection(ports.jq);
  const context = {
    manager,
    hash: ports.hash,
    ...toIgnoreContext(subject.application, ports.settings.comparison, select),
  };
  return ({ desired }, live) => {
    const isOurs = desired !== undefined && desired.manager === undefined;
    return isOurs ? rememberOf(desired, live, context) : undefined;
  };
}

function conclude(
  observation: Observation,
  intended: readonly InventoryEntry[],
  carried: CarriedOut,
  { memory, assess }: { readonly memory: Memory; readonly assess: Assess },
): Operated {
  const pruned = new Set(carried.pruned.map(formatKey));
  const left = new Set(carried.operation.results.filter(({ code }) => code === "Pruned").map(formatKey));
  const remembered = new Map<string, Remembered>();
  const objects: ComparedObject[] = [];
  for (const object of observation.objects) {
    const key = formatKey(object.ref);
    if (pruned.has(key)) continue;
    const live = carried.written.get(key);
    if (live !== undefined) objects.push(toWritten(object, live, assess));
    else objects.push(left.has(key) ? toLeft(object) : object);
    const pair = live === undefined ? undefined : memory(object, live);
    if (pair !== undefined) remembered.set(key, pair);
  }
  const inventory = toNextInventory(intended, { written: carried.written, pruned, remembered });
  return { carried, objects, inventory };
}

/** Its deletion was accepted, and a finalizer holds it: it stays known until it is gone. */
function toLeft(object: ComparedObject): ComparedObject {
  if (object.live === undefined) return object;
  return { ...object, reason: `not in Git any more: ${describeDeletion(object.live)}` };
}

/** The API server's answer to an apply is what is live now. */
function toWritten(object: ComparedObject, live: KubeObject, assess: Assess): ComparedObject {
  const { reason: _reason, health: _health, ...rest } = object;
  const health = assess(live);
  return {
    ...rest,
    live,
    owner: "ours",
    status: "Synced",
    repair: false,
    differences: [],
    ...(health === undefined ? {} : { health }),
  };
}
