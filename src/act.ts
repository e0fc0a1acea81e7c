/**
 * The story of an action: a person has something done to one live object of an application, beside its delivery.
 *
 * 1. Load the application as a reconcile does: its project's consent, its cluster.
 * 2. The object must be one of the application's own: in its inventory, live, and tracked by it.
 * 3. The actions of the settings, by scripts, and those built in; what makes no sense now is not run.
 * 4. What an action makes must be allowed by the project, like what Git brings; of several changes the new objects are tried first.
 * 5. A pause holds before every write. What changes is sent as a patch of the version that was read: nothing of somebody else's is
 *    overwritten. The field manager is another one than that of syncs, so that an action never owns what Git says.
 *
 * No lease is taken: an action is one small write, and a sync that runs beside it sees a change like any other.
 */
import type { ActionRun, Impact, ResourceAction } from "./actions/action.ts";
import { ReconcileError } from "./errors.ts";
import { type ObjectRef, toRef } from "./kube/key.ts";
import { type ActionScripts, listObjectActions, runObjectAction } from "./touch/object-actions.ts";
import {
  findOwnObject,
  type ObjectTarget,
  requireAllowed,
  requireUnpaused,
  type TouchPorts,
} from "./touch/own-object.ts";
import { toTouchManager, tryImpact, writeImpact } from "./touch/write-impact.ts";

/** What was changed: patched or created. */
export type Acted = { readonly operation: Impact["operation"]; readonly ref: ObjectRef };

/** Lists the actions that an object has now. Throws NOT_FOUND where the application has no such object. */
export async function listActions(
  target: ObjectTarget,
  ports: TouchPorts,
): Promise<readonly ResourceAction[]> {
  const { object } = await findOwnObject(target, ports);
  return listObjectActions(object, toScripts(ports));
}

/** Runs an action. Throws ACTION_REFUSED with a sentence for people, PROJECT_DENIED, PAUSED, and what the API server says. */
export async function act(
  target: ObjectTarget,
  run: Omit<ActionRun, "now">,
  ports: TouchPorts,
): Promise<readonly Acted[]> {
  const { subject, object } = await findOwnObject(target, ports);
  const outcome = runObjectAction(object, { ...run, now: ports.clock.now() }, toScripts(ports));
  if ("refusal" in outcome) throw new ReconcileError("ACTION_REFUSED", outcome.refusal);
  const { impacts } = outcome;
  const { cluster } = subject.connection;
  await requireAllowed(
    impacts.map((impact) => impact.object),
    subject,
  );
  if (impacts.length > 1) for (const impact of impacts) await tryImpact(impact, cluster);
  const manager = toTouchManager(ports.settings.installation);
  const acted: Acted[] = [];
  for (const impact of impacts) {
    await requireUnpaused(subject, ports);
    await writeImpact(impact, object, { cluster, manager });
    acted.push({ operation: impact.operation, ref: toRef(impact.object) });
  }
  return acted;
}

function toScripts({ settings, lua }: TouchPorts): ActionScripts {
  return { overrides: settings.overrides.actions, lua };
}
