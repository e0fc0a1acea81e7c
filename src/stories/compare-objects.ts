import type { Application } from "../application/application.ts";
import type { DesiredObject } from "../desired/desired-object.ts";
import { compareLocally, type DriftContext } from "../drift/drift.ts";
import { rememberOf } from "../drift/remember.ts";
import { type SchemaIndex, toSchemaIndex } from "../drift/schema-index.ts";
import type { Verdict } from "../drift/verdict.ts";
import { assessHealth } from "../health/health.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import type { KeyedHash } from "../kube/hash.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import { pairObjects } from "../live/live.ts";
import type { ObjectPair } from "../live/object-pair.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { Cluster, Schemas } from "../ports/cluster.ts";
import type { InventoryEntry } from "../record/bulk.ts";
import { type Confirmation, confirmSuspect } from "./confirm-suspect.ts";

/** What a comparison needs to know. */
export type ComparisonInput = {
  readonly application: Application;
  readonly desired: readonly DesiredObject[];
  readonly inventory: readonly InventoryEntry[];
  readonly installation: string;
  readonly hash: KeyedHash;
};

/** A comparison, and how many dry-runs it took: with no change none. */
export type Comparison = { readonly objects: readonly ComparedObject[]; readonly dryRuns: number };

type Connection = { readonly cluster: Cluster; readonly schemas: Schemas };

/** A desired object with its live one, as far as it was judged. */
type Judged = {
  readonly pair: ObjectPair;
  readonly desired: DesiredObject;
  readonly live: KubeObject;
  readonly context: DriftContext;
  readonly verdict: Verdict;
};

/**
 * Compares desired objects and inventory with what is live: by what is remembered, else locally, and only where that leaves
 * a doubt by one server-side dry-run. An object the cluster cannot speak of is Unknown, never absent.
 */
export async function compareObjects(input: ComparisonInput, connection: Connection): Promise<Comparison> {
  const reading = await connection.cluster.read(toRefs(input), { shared: true });
  const identity = { application: input.application.name, installation: input.installation };
  const pairs = pairObjects(input.desired, reading, input.inventory, identity);
  const judged = await judgeWithSchemas(
    pairs.flatMap((pair) => judge(pair, input)),
    connection.schemas,
  );
  const suspects = judged.filter(({ verdict }) => verdict.status === "Suspect");
  const confirmed = await Promise.all(suspects.map((suspect) => confirmSuspect(suspect, connection.cluster)));
  const verdicts = new Map<ObjectPair, Judged | Confirmation>(judged.map((each) => [each.pair, each]));
  for (const [index, { pair }] of suspects.entries()) {
    const confirmation = confirmed[index];
    if (confirmation !== undefined) verdicts.set(pair, confirmation);
  }
  const objects = pairs.map((pair) => toCompared(pair, verdicts.get(pair)));
  return { objects, dryRuns: suspects.length };
}

/** Hooks are not read: only a sync looks at them. The inventory adds what left Git. */
function toRefs(input: ComparisonInput): readonly ObjectRef[] {
  const refs = new Map<string, ObjectRef>();
  for (const entry of input.inventory) refs.set(formatKey(entry), entry);
  for (const { ref, hook } of input.desired) if (hook === undefined) refs.set(formatKey(ref), ref);
  return [...refs.values()];
}

function judge(pair: ObjectPair, input: ComparisonInput): Judged[] {
  const { desired, live } = pair;
  if (desired === undefined || live === undefined || pair.owner === "foreign") return [];
  if (desired.hook !== undefined) return [];
  const context: DriftContext = {
    manager: toFieldManager(input.installation),
    ignore: input.application.ignoreDifferences,
    hash: input.hash,
    ...(pair.remembered === undefined ? {} : { remembered: pair.remembered }),
  };
  return [{ pair, desired, live, context, verdict: compareLocally(desired, live, context) }];
}

/**
 * Judges again with a schema what is a suspect without one. A schema is a large document, so it is read only where it is
 * likely to save more dry-runs than it costs.
 */
async function judgeWithSchemas(judged: readonly Judged[], schemas: Schemas): Promise<readonly Judged[]> {
  const suspects = judged.filter(({ verdict }) => verdict.status === "Suspect");
  const byVersion = Map.groupBy(suspects, ({ desired }) => desired.ref.apiVersion);
  const worth = [...byVersion].filter(([, group]) => group.length >= limits.schemaSuspectsMin);
  const indexes = new Map<string, SchemaIndex>();
  await Promise.all(
    worth.map(async ([apiVersion]) => {
      const document = await schemas.read(apiVersion);
      if (document !== undefined) indexes.set(apiVersion, toSchemaIndex(document));
    }),
  );
  return judged.map((each) => {
    const schema = indexes.get(each.desired.ref.apiVersion);
    if (schema === undefined || each.verdict.status !== "Suspect") return each;
    const context = { ...each.context, schema };
    return { ...each, context, verdict: compareLocally(each.desired, each.live, context) };
  });
}

function toCompared(pair: ObjectPair, result: Judged | Confirmation | undefined): ComparedObject {
  const live = result?.live ?? pair.live;
  const health = live === undefined ? undefined : assessHealth(live);
  const common = {
    ...pair,
    ...(live === undefined ? {} : { live }),
    ...(health === undefined ? {} : { health }),
    repair: false,
    differences: [],
  };
  if (result === undefined) return { ...common, ...toUnjudged(pair) };
  if ("unknown" in result) return { ...common, status: "Unknown", reason: result.unknown };
  const { status, repair, differences, reason } = result.verdict;
  // Hashing again what was just found equal would be half the work of a tick without change.
  const isNews = status === "Synced" && !repair && result.verdict.asRemembered === undefined;
  const remembered = isNews ? rememberOf(result.desired, result.live, result.context) : pair.remembered;
  return {
    ...common,
    status: status === "Suspect" ? "Unknown" : status,
    repair,
    differences,
    ...(reason === undefined ? {} : { reason }),
    ...("predicted" in result ? { predicted: result.predicted } : {}),
    ...(remembered === undefined ? {} : { remembered }),
  };
}

/** Pairs of which one side is missing, or is not ours to judge. */
function toUnjudged(pair: ObjectPair): Pick<ComparedObject, "status" | "reason"> {
  if (pair.unknown !== undefined) return { status: "Unknown", reason: pair.unknown };
  if (pair.desired?.hook !== undefined) return { status: "Synced" };
  if (pair.owner === "foreign") {
    return { status: "OutOfSync", reason: `belongs to ${pair.ownerName ?? "another application"}` };
  }
  if (pair.live === undefined) return { status: "OutOfSync", reason: "missing in the cluster" };
  return pair.extra ? { status: "OutOfSync", reason: "not in Git any more" } : { status: "Synced" };
}
