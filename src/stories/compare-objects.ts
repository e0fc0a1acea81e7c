import type { Application } from "../application/application.ts";
import type { DesiredObject } from "../desired/desired-object.ts";
import { toAppliedObject } from "../drift/applied-object.ts";
import { compareLocally, type DriftContext } from "../drift/drift.ts";
import { describeDifferences } from "../drift/drift-report.ts";
import { toIgnored } from "../drift/ignore-rules.ts";
import type { JqPaths } from "../drift/jq-paths.ts";
import { rememberOf } from "../drift/remember.ts";
import { type SchemaIndex, toSchemaIndex } from "../drift/schema-index.ts";
import type { Verdict } from "../drift/verdict.ts";
import type { Assess } from "../health/health.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import type { KeyedHash } from "../kube/hash.ts";
import { formatKey, type ObjectRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import { findAdopted, toAdopter } from "../live/adoption.ts";
import { pairObjects } from "../live/live.ts";
import type { ObjectPair } from "../live/object-pair.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import type { Cluster, LiveReading, Schemas } from "../ports/cluster.ts";
import type { InventoryEntry } from "../record/bulk.ts";
import type { ComparisonSettings } from "../settings/comparison-settings.ts";
import type { TrackingSettings } from "../settings/settings.ts";
import { describeDeletion } from "../sync/outcome.ts";
import { type Confirmation, confirmSuspect } from "./confirm-suspect.ts";
import { toCompareOptions, toIgnoreContext } from "./ignore-context.ts";
import { createSelection, type Selection } from "./select-paths.ts";

/** What a comparison needs to know. */
export type ComparisonInput = {
  readonly application: Application;
  readonly desired: readonly DesiredObject[];
  readonly inventory: readonly InventoryEntry[];
  readonly installation: string;
  readonly tracking?: TrackingSettings;
  readonly hash: KeyedHash;
  readonly assess: Assess;
  readonly jq: JqPaths;
  readonly comparison: ComparisonSettings;
  /** Kinds that are left alone. */
  readonly isExcluded: (ref: ObjectRef) => boolean;
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
  const selection = createSelection(input.jq);
  const reading = await readIncluded(input, connection.cluster);
  const identity = { ...input, application: input.application.name };
  const pairs = pairObjects(input.desired, reading, input.inventory, identity).map(toShared);
  const common = toIgnoreContext(input.application, input.comparison, selection.select);
  const judged = await judgeWithSchemas(
    pairs.flatMap((pair) => judge(pair, input, common)),
    connection.schemas,
  );
  const verdicts = new Map<ObjectPair, Judged | Confirmation>(
    judged.map((each) => [each.pair, withProblem(each, selection)]),
  );
  const suspects = judged.filter(
    ({ pair, verdict }) => verdict.status === "Suspect" && !isUnknown(verdicts, pair),
  );
  const confirmed = await Promise.all(suspects.map((suspect) => confirmSuspect(suspect, connection.cluster)));
  for (const [index, { pair }] of suspects.entries()) {
    const confirmation = confirmed[index];
    if (confirmation !== undefined) verdicts.set(pair, withProblem(confirmation, selection));
  }
  const objects = pairs.map((pair) => toCompared(pair, verdicts.get(pair), input));
  return { objects, dryRuns: suspects.length };
}

/** Whose object it is does not count where only some fields of it are wanted, under their own manager. */
function toShared(pair: ObjectPair): ObjectPair {
  return pair.desired?.manager === undefined ? pair : { ...pair, owner: "none" };
}

/** What is left alone is neither gone nor prunable, and stays known. */
async function readIncluded(input: ComparisonInput, cluster: Cluster): Promise<LiveReading> {
  const { objects, unknown } = await cluster.read(
    toRefs(input).filter((ref) => !input.isExcluded(ref)),
    { shared: true },
  );
  const excluded = input.inventory.filter(input.isExcluded);
  const message = "its kind is excluded by the settings";
  return { objects, unknown: [...unknown, ...excluded.map((ref) => ({ ref, message }))] };
}

/** An object that a rule cannot be run for is not judged, and its last good state stays. */
function withProblem<T extends Judged | Confirmation>(result: T, { problemOf }: Selection): T | Confirmation {
  if ("unknown" in result) return result;
  const predicted = "predicted" in result ? problemOf(result.predicted) : undefined;
  const unknown = problemOf(result.live) ?? problemOf(result.desired.object) ?? predicted;
  if (unknown === undefined) return result;
  const { pair, desired, live, context } = result;
  return { pair, desired, live, context, unknown };
}

function isUnknown(verdicts: ReadonlyMap<ObjectPair, Judged | Confirmation>, pair: ObjectPair): boolean {
  const verdict = verdicts.get(pair);
  return verdict !== undefined && "unknown" in verdict;
}

/** Hooks are not read: only a sync looks at them. The inventory adds what left Git. */
function toRefs(input: ComparisonInput): readonly ObjectRef[] {
  const refs = new Map<string, ObjectRef>();
  for (const entry of input.inventory) refs.set(formatKey(entry), entry);
  for (const { ref, hook } of input.desired) if (hook === undefined) refs.set(formatKey(ref), ref);
  return [...refs.values()];
}

function judge(
  pair: ObjectPair,
  input: ComparisonInput,
  common: ReturnType<typeof toIgnoreContext>,
): Judged[] {
  const { desired, live } = pair;
  if (desired === undefined || live === undefined || pair.owner === "foreign") return [];
  if (desired.hook !== undefined) return [];
  const context: DriftContext = {
    manager: desired.manager ?? toFieldManager(input.installation),
    ...common,
    ...toCompareOptions(input.application, desired),
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

function toCompared(
  pair: ObjectPair,
  result: Judged | Confirmation | undefined,
  input: ComparisonInput,
): ComparedObject {
  const live = result?.live ?? pair.live;
  const health = live === undefined ? undefined : input.assess(live);
  const common = {
    ...pair,
    ...(live === undefined ? {} : { live }),
    ...(health === undefined ? {} : { health }),
    repair: false,
    differences: [],
  };
  if (result === undefined) return { ...common, ...toUnjudged(pair) };
  if ("unknown" in result) return { ...common, status: "Unknown", reason: result.unknown };
  const { status, repair, differences, reason } = withAdoption(result, input);
  // Hashing again what was just found equal would be half the work of a tick without change.
  const isNews = status === "Synced" && !repair && result.verdict.asRemembered === undefined;
  const remembered = isNews ? rememberOf(result.desired, result.live, result.context) : pair.remembered;
  const why = reason ?? describeDifferences(differences);
  return {
    ...common,
    ...(status === "Synced" && !repair ? {} : { desired: toRespected(result) }),
    status: status === "Suspect" ? "Unknown" : status,
    repair,
    differences,
    ...(why === undefined ? {} : { reason: why }),
    ...("predicted" in result ? { predicted: result.predicted } : {}),
    ...(remembered === undefined ? {} : { remembered }),
  };
}

/** RespectIgnoreDifferences=true: what is ignored is applied as it is live, or not at all. */
function toRespected({ desired, live, context }: Judged): DesiredObject {
  const { respectIgnoreDifferences, replace, force } = desired.options;
  if (!respectIgnoreDifferences) return desired;
  const ignored = toIgnored(context, desired.ref, { desired: desired.object, live });
  if (ignored === undefined) return desired;
  const paths = ignored.pathsOf(desired.object);
  const respect = { paths, manager: context.manager, whole: replace || force };
  return { ...desired, object: toAppliedObject(desired.object, live, respect) };
}

/** What somebody else once wrote whole stays when it leaves Git, until one more apply makes it ours. */
function withAdoption(
  { verdict, desired, live, context }: Judged,
  { application }: ComparisonInput,
): Verdict {
  if (verdict.status !== "Synced" || verdict.repair || desired.manager !== undefined) return verdict;
  const adopter = toAdopter(application, desired.options, context.manager);
  const names = adopter === undefined ? [] : findAdopted(live, adopter);
  if (names.length === 0) return verdict;
  return { ...verdict, repair: true, reason: `values are equal, but owned by ${names.join(", ")} too` };
}

/** Pairs of which one side is missing, or is not ours to judge. */
function toUnjudged(pair: ObjectPair): Pick<ComparedObject, "status" | "reason"> {
  if (pair.unknown !== undefined) return { status: "Unknown", reason: pair.unknown };
  if (pair.desired?.hook !== undefined) return { status: "Synced" };
  if (pair.owner === "foreign") {
    return { status: "OutOfSync", reason: `belongs to ${pair.ownerName ?? "another application"}` };
  }
  if (pair.live === undefined) return { status: "OutOfSync", reason: "missing in the cluster" };
  return pair.extra ? { status: "OutOfSync", reason: toExtraReason(pair.live) } : { status: "Synced" };
}

function toExtraReason(live: KubeObject): string {
  const { deletionTimestamp } = live.metadata;
  if (deletionTimestamp === undefined) return "not in Git any more";
  return `not in Git any more: ${describeDeletion(live)}, since ${deletionTimestamp}`;
}
