import { formatJson, isObject, type Json, type JsonObject, parseJson } from "../../src/kube/json.ts";
import { formatKey } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Kept } from "../stories/world.ts";

/** Everything that must be the same, wherever a process ended: printed without what differs from run to run. */
export type End = {
  readonly objects: Json;
  readonly status: Json;
  readonly inventory: Json;
  readonly resources: Json;
  readonly records: Json;
  /** How often each hook was created, by operation. */
  readonly hooks: Json;
  /** Leased, due, unserved, or not put away. */
  readonly leftovers: Json;
};

const volatile: ReadonlySet<string> = new Set([
  ...["uid", "resourceVersion", "creationTimestamp", "time", "lastTransitionTime", "lastUpdateTime"],
  ...["lastProbeTime", "startTime", "completionTime", "controller-uid", "batch.kubernetes.io/controller-uid"],
  ...["startedAt", "finishedAt", "deployedAt", "deployStartedAt", "committedAt", "since"],
  "specHash", // of the branch's name, too
]);

/** Gives the end of a story as it is compared. */
export function toEnd(seen: {
  readonly name: string;
  readonly kept: Kept;
  readonly objects: readonly KubeObject[];
  readonly hooks: ReadonlyMap<string, ReadonlySet<string>>;
  readonly leftovers: readonly string[];
}): End {
  const { kept, hooks } = seen;
  const { counters, state, bulk, records } = kept;
  const operations = records.map(({ operation }) => operation).reverse();
  const print = (value: unknown): Json => toPlain(value, { name: seen.name, operations });
  const inventory = (bulk?.inventory ?? []).map(({ remembered, ...entry }) => ({
    ...entry,
    remembered: remembered !== undefined,
  }));
  const open = { want: counters.want - counters.done, due: counters.due, owner: counters.owner, tries: counters.tries };
  return {
    objects: print(seen.objects.map(withoutTimes)),
    status: print({ ...state, history: state?.history ?? [] }),
    inventory: print(inventory),
    resources: print(bulk?.resources ?? []),
    records: print([...records].reverse().map((record) => ({ ...record, results: toOutcomes(record.results) }))),
    hooks: print([...hooks].map(([hook, uids]) => `${hook}: ${uids.size}`).sort()),
    leftovers: print([...seen.leftovers, open]),
  };
}

/** What came of each task. How it was put (created, configured, unchanged) depends on who wrote it last. */
function toOutcomes(results: Kept["records"][number]["results"]): readonly string[] {
  return results.map((result) => `${formatKey(result)} ${result.phase} ${result.code ?? ""}`).sort();
}

function withoutTimes(object: KubeObject): JsonObject {
  const managedFields = (object.metadata.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function toPlain(value: unknown, run: { readonly name: string; readonly operations: readonly string[] }): Json {
  let text = formatJson(value).replaceAll(run.name, "crash");
  for (const [index, operation] of run.operations.entries())
    text = text.replaceAll(operation, `operation-${index + 1}`);
  return withoutVolatile(parseJson(text));
}

function withoutVolatile(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutVolatile);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([name]) => !volatile.has(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutVolatile(field ?? null)]));
}
