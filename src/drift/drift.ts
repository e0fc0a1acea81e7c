/*
 * Drift: a desired object and its live one in, a verdict out. Never a request; the caller makes the dry-run.
 *
 *   compareLocally         Synced, or Suspect: one dry-run apply has to say
 *   compareWithPrediction  Synced or OutOfSync, from the dry-run's result
 *   rememberOf             what makes the next local verdict free
 *
 * The local rules, in order:
 * 1. As remembered since the last apply or confirmation: Synced, without a schema.
 * 2. Every desired field equals the live one, and our server-side apply entry in managedFields holds exactly these:
 *    Synced. Lists go by their keys and in their order; quantities, base64, dropped empty values and defaults count as the
 *    server writes them.
 * 3. All values equal, some not ours: Synced, with one repair apply due, else a later removal in Git would do nothing.
 * 4. Anything else: Suspect. Webhooks, defaults and foreign owners are the API server's to judge.
 *
 * What an application ignores is taken out of both sides, and out of ownership, before anything is compared. A status counts
 * only where Git sets one that is not to be ignored: `desired/` drops all others.
 *
 * Of a prediction, changes of fields that we do not own are left out: a webhook made them, and no apply of ours would end them
 * (IncludeMutationWebhook=true counts them in).
 */

import type { DesiredObject } from "../desired/desired-object.ts";
import { installationIdAnnotation } from "../desired/installation-marks.ts";
import { installationLabel, trackingAnnotation } from "../desired/tracking.ts";
import { equalJson } from "../kube/canonical-json.ts";
import { formatPath } from "../kube/field-path.ts";
import { isSecret } from "../kube/fold.ts";
import type { KeyedHash } from "../kube/hash.ts";
import { type Json, type JsonObject, readField } from "../kube/json.ts";
import { versionOf } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Remembered } from "../live/remembered.ts";
import { toComparedFields } from "./compared-fields.ts";
import { listDifferences, type RawDifference } from "./differences.ts";
import { type IgnoreContext, type Ignored, toIgnored } from "./ignore-rules.ts";
import { type Walk, walkObject } from "./local-walk.ts";
import { maskPair } from "./mask.ts";
import { findOwnEntry } from "./own-entry.ts";
import { ownMarks } from "./own-marks.ts";
import { isOwnedPath } from "./owned-path.ts";
import { removeFields, removeOwned } from "./prune.ts";
import { isAsRemembered } from "./remember.ts";
import type { SchemaIndex, SchemaNode } from "./schema-index.ts";
import type { FieldDifference, Verdict } from "./verdict.ts";

/** What a comparison needs beside the two objects. */
export type DriftContext = IgnoreContext & {
  /** Our field manager, `outrigger-<installation>`. */
  readonly manager: string;
  readonly remembered?: Remembered;
  /** Of desired's apiVersion; without it more objects are Suspect, never fewer. */
  readonly schema?: SchemaIndex;
  readonly hash: KeyedHash;
  /** compare-options: what is not remembered is always asked of the API server. */
  readonly serverSideDiff?: boolean;
  /** compare-options: what admission webhooks change counts. */
  readonly includeMutationWebhook?: boolean;
  /** Annotations of Secrets that are masked. */
  readonly maskedAnnotations?: readonly string[];
  /** resource.compareoptions: a status that Git sets counts. */
  readonly comparesStatus?: boolean;
};

/** Compares without asking the cluster: Synced for certain, or Suspect with the reason. */
export function compareLocally(desired: DesiredObject, live: KubeObject, context: DriftContext): Verdict {
  if (live.apiVersion !== desired.object.apiVersion)
    return toSuspect("the live object is in another version");
  if (isAsRemembered(desired, live, context)) return asRemembered;
  if (context.serverSideDiff === true) return toSuspect("ServerSideDiff=true asks the API server");
  const entry = findOwnEntry(live, context.manager);
  if (entry?.fieldsV1 === undefined) return toSuspect("nothing of the live object is ours");
  const ignored = toIgnored(context, desired.ref, { desired: desired.object, live });
  const keepsStatus = context.comparesStatus === true && desired.object["status"] !== undefined;
  const walk: Walk = { path: [], unowned: false };
  walkObject(walk, {
    desired: toFields(desired.object, { ignored, keepsStatus }),
    live: toFields(live, { ignored, keepsStatus }),
    owned: toOwned(entry.fieldsV1, ignored, [live, desired.object]),
    schema: findSchema(desired, context),
  });
  if (walk.doubt !== undefined) return toSuspect(`${formatPath(walk.path)}: ${walk.doubt}`);
  return walk.unowned ? repairable : synced;
}

const synced: Verdict = { status: "Synced", repair: false, differences: [] };
const asRemembered: Verdict = { ...synced, asRemembered: true };
const repairable: Verdict = {
  status: "Synced",
  repair: true,
  differences: [],
  reason: "values are equal, but not owned",
};

function toSuspect(reason: string): Verdict {
  return { status: "Suspect", repair: false, differences: [], reason };
}

/**
 * Compares the live object with what a dry-run apply of desired gave. Ask `isSameVersion` first. OutOfSync without a
 * shown difference: only our own marks (tracking id, label) are missing.
 */
export function compareWithPrediction(
  desired: DesiredObject,
  live: KubeObject,
  predicted: KubeObject,
  context: DriftContext,
): Verdict {
  const ignored = toIgnored(context, desired.ref, { desired: predicted, live });
  const keepsStatus = context.comparesStatus === true && desired.object["status"] !== undefined;
  const fields = {
    desired: toFields(predicted, { ignored, keepsStatus }),
    live: toFields(live, { ignored, keepsStatus }),
  };
  const pair = { desired: removeFields(fields.desired, ownMarks), live: removeFields(fields.live, ownMarks) };
  const isMasked = isSecret(live) || isSecret(predicted);
  const shown = isMasked ? maskPair(pair, context.maskedAnnotations) : pair;
  const all = listDifferences({ ...shown, schema: findSchema(desired, context) });
  const differences = keepOurs(all, { live, predicted }, context).map(toFieldDifference);
  if (differences.length > 0) return { status: "OutOfSync", repair: false, differences };
  const hasMarks = equalJson(toMarks(fields.live), toMarks(fields.desired));
  if (!hasMarks) return { ...repairable, status: "OutOfSync", reason: "our tracking id or label is missing" };
  const isOwned = equalJson(toOwnership(live, context, ignored), toOwnership(predicted, context, ignored));
  return isOwned ? synced : repairable;
}

/** Our own marks count, but are not shown. */
function toMarks({ metadata }: JsonObject): Json {
  const label = readField(metadata, "labels", installationLabel);
  const ids = [trackingAnnotation, installationIdAnnotation].map(
    (name) => readField(metadata, "annotations", name) ?? null,
  );
  return [label ?? null, ...ids];
}

/** Tells whether a dry-run saw the very object that was read; if not, somebody wrote in between: read again, ask again. */
export function isSameVersion(live: KubeObject, predicted: KubeObject): boolean {
  return (
    live.metadata.uid === predicted.metadata.uid &&
    live.metadata.resourceVersion === predicted.metadata.resourceVersion
  );
}

function findSchema(
  { ref }: DesiredObject,
  { schema }: Pick<DriftContext, "schema">,
): SchemaNode | undefined {
  return schema?.find(ref.group, versionOf(ref.apiVersion), ref.kind);
}

/** Without an entry of ours in the prediction nobody knows whose a change is. */
function keepOurs(
  differences: readonly RawDifference[],
  sides: { readonly live: KubeObject; readonly predicted: KubeObject },
  { manager, includeMutationWebhook }: DriftContext,
): readonly RawDifference[] {
  const after = findOwnEntry(sides.predicted, manager)?.fieldsV1;
  if (after === undefined || includeMutationWebhook === true) return differences;
  const before = findOwnEntry(sides.live, manager)?.fieldsV1;
  return differences.filter(
    ({ path }) => isOwnedPath(after, path) || (before !== undefined && isOwnedPath(before, path)),
  );
}

type Left = { readonly ignored: Ignored | undefined; readonly keepsStatus: boolean };

function toFields(object: KubeObject, { ignored, keepsStatus }: Left): JsonObject {
  const { status } = object;
  const compared = toComparedFields(object);
  const fields = keepsStatus && status !== undefined ? { ...compared, status } : compared;
  return ignored === undefined ? fields : removeFields(fields, ignored.pathsOf(object));
}

/** A position in an ignored path may mean one item in the live list and another one in desired: neither counts. */
function toOwned(owned: JsonObject, ignored: Ignored | undefined, sides: readonly KubeObject[]): JsonObject {
  if (ignored === undefined) return owned;
  return sides.reduce<JsonObject>((rest, side) => removeOwned(rest, ignored.pathsOf(side), side), owned);
}

function toOwnership(
  object: KubeObject,
  { manager }: Pick<DriftContext, "manager">,
  ignored: Ignored | undefined,
): JsonObject | undefined {
  const owned = findOwnEntry(object, manager)?.fieldsV1;
  return owned === undefined ? undefined : toOwned(owned, ignored, [object]);
}

function toFieldDifference({ path, desired, live }: RawDifference): FieldDifference {
  return { path: formatPath(path), desired, live };
}
