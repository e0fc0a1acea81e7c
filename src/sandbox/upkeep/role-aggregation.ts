import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place } from "../controllers/context.ts";
import { selects } from "../controllers/label-selector.ts";
import { objectsAt } from "../controllers/values.ts";
import { itself, placeOf } from "../controllers/watches.ts";
import { apply, read } from "../controllers/write.ts";

const storage = "rbac.authorization.k8s.io/clusterroles";
const manager = "clusterrole-aggregation-controller";

/** Fills the rules of ClusterRoles that are put together from others: pkg/controller/clusterroleaggregation. */
export const roleAggregation: Controller = {
  name: manager,
  rank: 4,
  watches: {
    [storage]: (event, context) => [
      ...itself(event, context),
      ...context.state.store
        .list(storage)
        .filter((role) => isMadeOf(role, event.object))
        .map(placeOf),
    ],
  },
  reconcile,
};

function isMadeOf(role: KubeObject, part: KubeObject): boolean {
  const selectors = objectsAt(readField(role, "aggregationRule"), "clusterRoleSelectors");
  return (
    role.metadata.name !== part.metadata.name && selectors.some((each) => selects(each, part.metadata.labels))
  );
}

function reconcile({ state }: Context, place: Place): void {
  const role = read(state, storage, place);
  if (role === undefined || !isObject(role["aggregationRule"])) return;
  const parts = state.store.list(storage).filter((part) => isMadeOf(role, part));
  const rules: Json[] = [];
  for (const rule of parts.flatMap((part) => objectsAt(part, "rules")))
    if (!rules.some((known) => equalJson(known, rule))) rules.push(rule);
  if (equalJson(rules, objectsAt(role, "rules"))) return;
  const { apiVersion, kind } = role;
  apply(state, storage, { manager, body: { apiVersion, kind, metadata: { name: place.name }, rules } });
}
