import type { DesiredObject } from "../desired/desired-object.ts";
import { codeOf } from "../errors.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import { toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { type Adopter, toAdopter, toAdoptionPatch } from "../live/adoption.ts";
import type { SyncRun } from "./sync-work.ts";

/** Somebody else may write between a look and a patch, but not for ever. */
const triesMax = 3;

/**
 * Moves what others once wrote of an object to our own entry in managedFields, so that the apply after it takes away what Git
 * no longer says. It asks nothing where there is nothing to move, so a second run, or one after a crash, does no more. A field
 * manager of its own shares an object with others and adopts nothing.
 */
export async function adoptFields(live: KubeObject, desired: DesiredObject, run: SyncRun): Promise<void> {
  const manager = toFieldManager(run.work.installation);
  const adopter = toAdopter(run.work.application, desired.options, manager);
  if (adopter === undefined || desired.manager !== undefined) return;
  let seen: KubeObject | undefined = live;
  for (let left = triesMax; left > 0 && seen !== undefined; left--) {
    const rest = await tryOnce(seen, { adopter, isLast: left === 1 }, run);
    if (rest === "done") return;
    seen = await readAgain(seen, run);
  }
}

async function tryOnce(
  live: KubeObject,
  { adopter, isLast }: { readonly adopter: Adopter; readonly isLast: boolean },
  run: SyncRun,
): Promise<"done" | "changed"> {
  const operations = toAdoptionPatch(live, adopter);
  if (operations === undefined) return "done";
  await run.effects.guard();
  try {
    await run.work.connection.cluster.patch({ ref: toRef(live), operations });
    return "done";
  } catch (error) {
    const code = codeOf(error);
    // The apply that follows carries the uid, and says what is to be said of an object that is gone.
    if (code === "NOT_FOUND") return "done";
    if (code !== "CONFLICT" || isLast) throw error;
    return "changed";
  }
}

/** undefined: gone, or another object by now. */
async function readAgain(live: KubeObject, run: SyncRun): Promise<KubeObject | undefined> {
  const { objects } = await run.work.connection.cluster.read([toRef(live)], { shared: false });
  return objects.find(({ metadata }) => metadata.uid === live.metadata.uid);
}
