import type { KubeObject } from "../../kube/object.ts";
import {
  availableOf,
  isRolling,
  maxAnnotation,
  replicasOf,
  sum,
  toLimits,
  wantedBefore,
} from "./replica-counts.ts";

/** The ReplicaSets of a Deployment: the one that has its template now, and the others, oldest first. */
export type Sets = { readonly current: KubeObject | undefined; readonly old: readonly KubeObject[] };

/** One ReplicaSet gets another number of replicas. */
export type Scaling = { readonly set: KubeObject; readonly replicas: number };

/** Plans the next step of a rolling update: the new ReplicaSet first, then the old ones (pkg/controller/deployment/rolling.go). */
export function planRolling(deployment: KubeObject, { current, old }: Sets): readonly Scaling[] {
  if (current === undefined) return [];
  const replicas = newReplicas(deployment, { current, old });
  if (replicas !== replicasOf(current)) return [{ set: current, replicas }];
  const unhealthy = planUnhealthy(deployment, { current, old });
  return unhealthy.length > 0 ? unhealthy : planOld(deployment, { current, old });
}

/** Plans the next step of a Deployment that first ends its old pods (pkg/controller/deployment/recreate.go). */
export function planRecreate(
  deployment: KubeObject,
  { current, old }: Sets,
  hasOldPods: boolean,
): readonly Scaling[] {
  const ending = old.filter((set) => replicasOf(set) > 0).map((set) => ({ set, replicas: 0 }));
  if (ending.length > 0 || hasOldPods || current === undefined) return ending;
  const replicas = replicasOf(deployment);
  return replicasOf(current) === replicas ? [] : [{ set: current, replicas }];
}

/** Gives how many replicas the new ReplicaSet may have now. */
export function newReplicas(deployment: KubeObject, { current, old }: Sets): number {
  const wanted = replicasOf(deployment);
  const present = current === undefined ? 0 : replicasOf(current);
  if (present >= wanted || !isRolling(deployment)) return wanted;
  const all = present + sum(old, replicasOf);
  const room = wanted + toLimits(deployment).maxSurge - all;
  return room <= 0 ? present : present + Math.min(room, wanted - present);
}

type Known = Sets & { readonly current: KubeObject };

/** Pods that are not available go first: they do nobody any good. */
function planUnhealthy(deployment: KubeObject, { current, old }: Known): readonly Scaling[] {
  const minAvailable = replicasOf(deployment) - toLimits(deployment).maxUnavailable;
  const newUnavailable = replicasOf(current) - availableOf(current);
  const all = replicasOf(current) + sum(old, replicasOf);
  const room = all - minAvailable - newUnavailable;
  return takeFrom(old, room, (set) => replicasOf(set) - availableOf(set));
}

function planOld(deployment: KubeObject, { current, old }: Known): readonly Scaling[] {
  const minAvailable = replicasOf(deployment) - toLimits(deployment).maxUnavailable;
  const available = availableOf(current) + sum(old, availableOf);
  return takeFrom(old, available - minAvailable, replicasOf);
}

function takeFrom(
  sets: readonly KubeObject[],
  room: number,
  spare: (set: KubeObject) => number,
): readonly Scaling[] {
  let left = Math.max(0, room);
  return sets.flatMap((set) => {
    const less = Math.min(left, replicasOf(set), spare(set));
    left -= less;
    return less > 0 ? [{ set, replicas: replicasOf(set) - less }] : [];
  });
}

/** Plans what a changed number of replicas means while several ReplicaSets are up: each gets its share (sync.go, scale). */
export function planScale(deployment: KubeObject, sets: Sets): readonly Scaling[] {
  const { current, old } = sets;
  const all = [...(current === undefined ? [] : [current]), ...old];
  const active = all.filter((set) => replicasOf(set) > 0);
  const [only = current ?? all.at(-1)] = active;
  const wanted = replicasOf(deployment);
  if (active.length <= 1)
    return only === undefined || replicasOf(only) === wanted ? [] : [{ set: only, replicas: wanted }];
  if (current !== undefined && isSaturated(deployment, current))
    return old.filter((set) => replicasOf(set) > 0).map((set) => ({ set, replicas: 0 }));
  return isRolling(deployment) ? planShares(deployment, active) : [];
}

function isSaturated(deployment: KubeObject, set: KubeObject): boolean {
  const wanted = replicasOf(deployment);
  return replicasOf(set) === wanted && availableOf(set) === wanted && wantedBefore(set) === wanted;
}

function planShares(deployment: KubeObject, active: readonly KubeObject[]): readonly Scaling[] {
  const all = sum(active, replicasOf);
  const wanted = replicasOf(deployment);
  const allowed = wanted > 0 ? wanted + toLimits(deployment).maxSurge : 0;
  let left = allowed - all;
  const bySize = [...active].sort((a, b) => replicasOf(b) - replicasOf(a));
  const shares = bySize.map((set) => {
    const before = Number(set.metadata.annotations?.[maxAnnotation] ?? all) || all;
    const share = Math.round((replicasOf(set) * allowed) / before) - replicasOf(set);
    const part = allowed > all ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left);
    left -= part;
    return { set, replicas: replicasOf(set) + part };
  });
  // What rounding leaves over is the largest one's.
  return shares.map(({ set, replicas }, index) => ({
    set,
    replicas: Math.max(0, index === 0 ? replicas + left : replicas),
  }));
}
