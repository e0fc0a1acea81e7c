import { planSync } from "../../src/plan/plan.ts";
import { readOptions, type ShortObject, toCompared } from "../plan/situation.ts";
import { toRounded } from "./statistics.ts";

export type PlanningFigures = {
  readonly objects: number;
  /** Processor time of one plan, the least of `rounds`. */
  readonly ms: number;
  readonly rounds: number;
};

const objects = 5_000;
const rounds = 10;
const waves = 7;

/** Measures how long the plan of a large application takes: applies, prunes, hooks, waves, namespaces and a CRD. */
export function measurePlanning(): PlanningFigures {
  const compared = Array.from({ length: objects }, (_, index) => toCompared(toShort(index), index));
  const options = readOptions("");
  // Processor time, not the clock's: a machine that is busy with other things is not a slow plan.
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    const { tasks } = planSync(compared, options);
    if (tasks.length < objects)
      throw new Error(`Cannot measure: ${tasks.length} tasks of ${objects} objects`);
    return process.cpuUsage(before).user / 1_000;
  });
  return { objects, ms: toRounded(Math.min(...times), 1), rounds };
}

/** Of each hundred: a namespace, a CRD, two hooks, ten that left Git, the rest ordinary, half of them Synced. */
function toShort(index: number): ShortObject {
  const wave = index % waves;
  const place = index % 100;
  const namespace = `team-${Math.floor(index / 100)}`;
  if (place === 0) return { object: `v1 Namespace ${namespace}`, wave };
  if (place === 1) return toCrd(index);
  if (place < 4) return { hook: `batch/v1 Job ${namespace}/job-${index}`, wave };
  if (place < 14) return { extra: `v1 ConfigMap ${namespace}/old-${index}` };
  const kind = index % 2 === 0 ? "v1 ConfigMap" : "apps/v1 Deployment";
  return {
    object: `${kind} ${namespace}/object-${index}`,
    wave,
    status: index % 4 < 2 ? "Synced" : "OutOfSync",
  };
}

function toCrd(index: number): ShortObject {
  const kind = `Widget${index}`;
  return {
    object: `apiextensions.k8s.io/v1 CustomResourceDefinition widgets${index}.example.com`,
    spec: { group: "example.com", names: { kind } },
  };
}
