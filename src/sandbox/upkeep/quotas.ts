import type { KubeObject } from "../../kube/object.ts";
import { kindsOf } from "../cluster/cluster.ts";
import { storageOf } from "../cluster/kind.ts";
import type { Context, Controller, Place, Watch } from "../controllers/context.ts";
import { hasEnded } from "../controllers/pod-state.ts";
import { objectAt } from "../controllers/values.ts";
import { allOf, itself } from "../controllers/watches.ts";
import { read, writeStatus } from "../controllers/write.ts";

const storage = "/resourcequotas";

const counted: Readonly<Record<string, string>> = {
  configmaps: "/configmaps",
  persistentvolumeclaims: "/persistentvolumeclaims",
  pods: "/pods",
  replicationcontrollers: "/replicationcontrollers",
  resourcequotas: storage,
  secrets: "/secrets",
  services: "/services",
};

const quotasOf: Watch = (event, context) =>
  context.state.store.size(storage) === 0 ? [] : allOf(storage)(event, context);

/** Counts what a ResourceQuota limits the number of; it limits nothing. */
export const quotas: Controller = {
  name: "resourcequota-controller",
  rank: 5,
  watches: {
    ...Object.fromEntries(Object.values(counted).map((each) => [each, quotasOf])),
    [storage]: itself,
  },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const quota = read(context.state, storage, place);
  if (quota === undefined || quota.metadata.deletionTimestamp !== undefined) return;
  const hard = objectAt(quota, "spec", "hard");
  const used = Object.fromEntries(
    Object.keys(hard).flatMap((name) => {
      const count = countOf(context, name, place.namespace);
      return count === undefined ? [[name, "0"]] : [[name, String(count)]];
    }),
  );
  writeStatus(context.state, storage, { before: quota, after: { ...quota, status: { hard, used } } });
}

function countOf({ state }: Context, name: string, namespace: string): number | undefined {
  const [, resource] = /^count\/(.+)$/.exec(name) ?? [];
  const [plural = "", ...group] = (resource ?? "").split(".");
  const kind = kindsOf(state).find((each) => each.plural === plural && each.group === group.join("."));
  const at = counted[name] ?? (kind === undefined ? undefined : storageOf(kind));
  if (at === undefined) return undefined;
  const objects: readonly KubeObject[] = state.store.list(at, namespace);
  return at === "/pods" ? objects.filter((pod) => !hasEnded(pod)).length : objects.length;
}
