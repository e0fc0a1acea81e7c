import { rememberOf } from "../drift/remember.ts";
import { codeOf, ReconcileError } from "../errors.ts";
import { assessHealth } from "../health/health.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import { formatKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Remembered } from "../live/remembered.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { Lease } from "../ports/applications.ts";
import type { Ports } from "../ports/ports.ts";
import type { InventoryEntry } from "../record/bulk.ts";
import { toIntendedInventory, toNextInventory } from "../record/inventory.ts";
import { restorePrunes } from "../record/lost-results.ts";
import { toResources } from "../record/resources.ts";
import type { Operation } from "../sync/operation.ts";
import { carryOut } from "./carry-out.ts";
import { resolveTarget, type Subject } from "./load-subject.ts";
import type { Observation } from "./observe-application.ts";
import { planOperation } from "./plan-operation.ts";
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
  });
  const inventory = toIntendedInventory(observation.objects);
  const resources = toResources(observation.objects);
  const save = async (operation: Operation): Promise<void> => {
    const { requested: _requested, ...state } = session.state;
    const head = { ...state, operation: { ...operation, results: [] } };
    await session.save(head, { inventory, resources, results: operation.results });
  };
  // A resumed operation is in the table already, and so is all that it may create.
  const isResumed = session.state.operation?.id === input.operation.id;
  const present = new Set(observation.objects.map(({ ref }) => formatKey(ref)));
  const operation = isResumed
    ? restorePrunes(input.operation, session.bulk.inventory, present)
    : input.operation;
  if (!isResumed) await save(operation);
  const carried = await carryOut(
    {
      operation,
      plan,
      connection: subject.connection,
      application: subject.application,
      installation: ports.settings.installation,
      deadline: session.deadline,
      isHealthy: (live: KubeObject) => assessHealth(live),
      shouldYield: () => hasMoved(subject, input.operation, ports),
    },
    { clock: ports.clock, save, guard: () => requireLease(session.lease, ports) },
  );
  return conclude(observation, inventory, carried, toMemory(subject, ports));
}

/** While Git cannot be asked the sync goes on; the next reconcile says so if it still cannot. */
async function hasMoved(subject: Subject, operation: Operation, ports: Ports): Promise<boolean> {
  try {
    const target = await resolveTarget(subject.application, ports.git);
    return target.sha !== operation.revision.sha;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}

/** Before every write to a cluster: so much of the lease must be left that the write cannot outlive it. */
function requireLease(lease: Lease, ports: Ports): void {
  if (ports.clock.now() < lease.expiresAt() - ports.leaseMarginMs) return;
  throw new ReconcileError(
    "LEASE_LOST",
    `Cannot write to the cluster: the lease on ${lease.name.name} is running out`,
  );
}

type Memory = (object: ComparedObject, live: KubeObject) => Remembered | undefined;

function toMemory(subject: Subject, ports: Ports): Memory {
  const manager = toFieldManager(ports.settings.installation);
  const context = { manager, ignore: subject.application.ignoreDifferences, hash: ports.hash };
  return ({ desired }, live) => (desired === undefined ? undefined : rememberOf(desired, live, context));
}

function conclude(
  observation: Observation,
  intended: readonly InventoryEntry[],
  carried: CarriedOut,
  memory: Memory,
): Operated {
  const pruned = new Set(carried.pruned.map(formatKey));
  const remembered = new Map<string, Remembered>();
  const objects: ComparedObject[] = [];
  for (const object of observation.objects) {
    const key = formatKey(object.ref);
    if (pruned.has(key)) continue;
    const live = carried.written.get(key);
    objects.push(live === undefined ? object : toWritten(object, live));
    const pair = live === undefined ? undefined : memory(object, live);
    if (pair !== undefined) remembered.set(key, pair);
  }
  const inventory = toNextInventory(intended, { written: carried.written, pruned, remembered });
  return { carried, objects, inventory };
}

/** The API server's answer to an apply is what is live now. */
function toWritten(object: ComparedObject, live: KubeObject): ComparedObject {
  const { reason: _reason, health: _health, ...rest } = object;
  const health = assessHealth(live);
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
