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
  /** Leased, due or unserved. */
  readonly open: Json;
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
  readonly isDue: boolean;
}): End {
  const { kept, hooks } = seen;
  const { counters, state, bulk, records } = kept;
  const operations = records.map(({ operation }) => operation).reverse();
  const print = (value: unknown): Json => toPlain(value, { name: seen.name, operations });
  const inventory = (bulk?.inventory ?? []).map(({ remembered, ...entry }) => ({
    ...entry,
    remembered: remembered !== undefined,
  }));
  const { want, done, due, exp, owner, tries } = counters;
  return {
    objects: print(seen.objects.map(withoutTimes)),
    status: print({ ...state, history: state?.history ?? [] }),
    inventory: print(inventory),
    resources: print(bulk?.resources ?? []),
    records: print(
      [...records].reverse().map((record) => ({ ...record, results: toOutcomes(record.results) })),
    ),
    hooks: print([...hooks].map(([hook, uids]) => `${hook}: ${uids.size}`).sort()),
    open: print({ unserved: want - done, isDue: seen.isDue, due, exp, owner, tries }),
  };
}

/**
 * What came of each task. How it was put (created, configured, unchanged) depends on who wrote it last. A prune and the making of
 * the namespace leave no line where a process ended right after them: the next one plans anew and finds nothing to do there.
 */
function toOutcomes(results: Kept["records"][number]["results"]): readonly string[] {
  const lasting = results.filter(({ prune, task }) => !prune && !task.startsWith("create Namespace"));
  return lasting.map((result) => `${formatKey(result)} ${result.phase} ${result.code ?? ""}`).sort();
}

function withoutTimes(object: KubeObject): JsonObject {
  const managedFields = (object.metadata.managedFields ?? []).filter(
    ({ subresource }) => subresource === undefined,
  );
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function toPlain(
  value: unknown,
  run: { readonly name: string; readonly operations: readonly string[] },
): Json {
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
