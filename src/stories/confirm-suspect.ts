import type { DesiredObject } from "../desired/desired-object.ts";
import { compareWithPrediction, type DriftContext, isSameVersion } from "../drift/drift.ts";
import { overlayDesired } from "../drift/overlay.ts";
import type { Verdict } from "../drift/verdict.ts";
import { codeOf, messageOf } from "../errors.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ObjectPair } from "../live/object-pair.ts";
import type { Cluster } from "../ports/cluster.ts";

/** A pair that the local comparison could not judge. */
export type Suspect = {
  readonly pair: ObjectPair;
  readonly desired: DesiredObject;
  readonly live: KubeObject;
  readonly context: DriftContext;
};

/** A verdict by dry-run, with the live object it is about; or why the API server did not give one. */
export type Confirmation = Omit<Suspect, "live"> & { readonly live: KubeObject } & (
    | { readonly verdict: Verdict; readonly predicted: KubeObject }
    | { readonly unknown: string }
  );

/** A live object may change between reading and dry-run; so often it is read again. */
const triesMax = 3;

/**
 * Asks the API server what an apply would make of a live object. A dry-run that fails is Unknown, never Synced; one that is
 * refused because live cannot become desired is OutOfSync: there is a difference, and only a new object would end it.
 */
export async function confirmSuspect(suspect: Suspect, cluster: Cluster): Promise<Confirmation> {
  let present = suspect;
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const answer = await predict(present, cluster);
    if (answer.predicted === undefined) return toRefused(present, answer);
    const { predicted } = answer;
    if (isSameVersion(present.live, predicted)) {
      return {
        ...present,
        predicted,
        verdict: compareWithPrediction(present.desired, present.live, predicted, present.context),
      };
    }
    const reading = await cluster.read([present.pair.ref], { shared: false });
    const live = reading.objects[0];
    if (live === undefined)
      return { ...present, unknown: "it was deleted while it was compared: look again" };
    present = { ...present, live };
  }
  return { ...present, unknown: "it changes faster than it can be compared: look again" };
}

type Refused = { readonly refused: string; readonly isOfChange: boolean; readonly predicted?: never };
type Answer = { readonly predicted: KubeObject } | Refused;

function toRefused(suspect: Suspect, { refused, isOfChange }: Refused): Confirmation {
  if (!isOfChange) return { ...suspect, unknown: refused };
  const { desired, live, context } = suspect;
  const predicted = overlayDesired(live, desired.object);
  const { differences } = compareWithPrediction(desired, live, predicted, context);
  const verdict = { status: "OutOfSync", repair: false, differences, reason: refused } as const;
  return { ...suspect, predicted, verdict };
}

async function predict({ desired, live }: Suspect, cluster: Cluster): Promise<Answer> {
  const { uid } = live.metadata;
  try {
    const predicted = await cluster.apply({
      object: desired.object,
      dryRun: true,
      ...(uid === undefined ? {} : { uid }),
      ...(desired.manager === undefined ? {} : { manager: desired.manager }),
      ...(desired.options.validate ? {} : { lenient: true }),
    });
    return { predicted };
  } catch (error) {
    // One object that cannot be judged does not stop the comparison; anything that is not the API server's word does.
    if (codeOf(error) === undefined || codeOf(error) === "CLUSTER_UNREACHABLE") throw error;
    const isOfChange =
      codeOf(error) === "IMMUTABLE" || (codeOf(error) === "APPLY_REJECTED" && desired.options.force);
    return { refused: messageOf(error), isOfChange };
  }
}
