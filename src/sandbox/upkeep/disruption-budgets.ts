import { type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place, Watch } from "../controllers/context.ts";
import { selects } from "../controllers/label-selector.ts";
import { hasEnded, isReady } from "../controllers/pod-state.ts";
import { objectsAt, toCount } from "../controllers/values.ts";
import { fitsSelector, itself, placeOf } from "../controllers/watches.ts";
import { read, writeStatus } from "../controllers/write.ts";

const storage = "policy/poddisruptionbudgets";

const ofPod: Watch = ({ object }, { state }) => {
  if (state.store.size(storage) === 0) return [];
  return state.store
    .list(storage, object.metadata.namespace ?? "")
    .filter((each) => fitsSelector(each, object))
    .map(placeOf);
};

/** Says how many pods of a PodDisruptionBudget may go now. */
export const disruptionBudgets: Controller = {
  name: "disruption-controller",
  rank: 4,
  watches: { [storage]: itself, "/pods": ofPod },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const budget = read(context.state, storage, place);
  if (budget === undefined || budget.metadata.deletionTimestamp !== undefined) return;
  const selector = readField(budget, "spec", "selector");
  const pods = [...context.podsIn(place.namespace)].filter(
    (pod) => selects(selector, pod.metadata.labels) && !hasEnded(pod),
  );
  const isGoing = (pod: KubeObject) => pod.metadata.deletionTimestamp !== undefined;
  const currentHealthy = pods.filter((pod) => isReady(pod) && !isGoing(pod)).length;
  const expectedPods = pods.filter((pod) => !isGoing(pod)).length;
  const desiredHealthy = toDesired(budget, expectedPods);
  const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
  const counts = { currentHealthy, desiredHealthy, disruptionsAllowed, expectedPods };
  const observedGeneration = budget.metadata.generation ?? 1;
  const conditions = [toCondition(context, budget, disruptionsAllowed > 0)];
  const status = { ...counts, observedGeneration, conditions };
  writeStatus(context.state, storage, { before: budget, after: { ...budget, status } });
}

function toDesired(budget: KubeObject, expected: number): number {
  const most: Json | undefined = readField(budget, "spec", "maxUnavailable");
  if (most !== undefined) return Math.max(0, expected - toCount(most, expected, Math.ceil));
  return toCount(readField(budget, "spec", "minAvailable"), expected, Math.ceil);
}

function toCondition(context: Context, budget: KubeObject, isAllowed: boolean) {
  const verdict = isAllowed
    ? { status: "True", reason: "SufficientPods" }
    : { status: "False", reason: "InsufficientPods" };
  const [before] = objectsAt(budget, "status", "conditions");
  const isSame = before?.["status"] === verdict.status;
  const lastTransitionTime = isSame ? (before?.["lastTransitionTime"] ?? context.time()) : context.time();
  const observedGeneration = budget.metadata.generation ?? 1;
  return { type: "DisruptionAllowed", ...verdict, message: "", lastTransitionTime, observedGeneration };
}
