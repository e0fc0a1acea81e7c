import { parseSyncOptions, type SyncOptionProblem } from "../application/sync-options.ts";
import type { SyncOptions } from "../application/sync-policy.ts";
import { formatJson, isObject, type Json } from "../kube/json.ts";
import { formatKey, type ObjectRef, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { limits } from "../limits.ts";
import { readAnnotationList } from "./annotations.ts";
import type { DesiredContext, DesiredWarning } from "./desired-context.ts";
import type { DesiredObject } from "./desired-object.ts";
import type { Placed } from "./duplicates.ts";
import { type HookReading, readHook } from "./hooks.ts";
import type { Scopes } from "./scope.ts";
import { toTracked } from "./tracked.ts";
import { readWave } from "./wave.ts";

const syncOptionsAnnotation = "argocd.argoproj.io/sync-options";
const compareOptionsAnnotation = "argocd.argoproj.io/compare-options";

/** What came of one manifest. */
export type Reading = {
  readonly desired?: DesiredObject;
  /** A PreDelete or PostDelete hook, with those phases only. */
  readonly deleteHook?: DesiredObject;
  readonly skipped?: ObjectRef;
  readonly warnings: readonly DesiredWarning[];
  readonly problems: readonly string[];
};

type Built = {
  readonly desired: DesiredObject;
  readonly warnings: readonly DesiredWarning[];
  readonly problems: readonly string[];
};

/** Makes a desired object of one manifest that is in its namespace already, and says everything that is wrong with it. */
export function readManifest(item: Placed, scopes: Scopes, context: DesiredContext): Reading {
  const { object } = item;
  const hook = readHook(object);
  const passedOver = warnOfUnknownTexts(object, hook);
  const wrongPhases = describePhases(hook);
  const isDeleteHook = hook.deletion.phases.length > 0;
  if (hook.role === "left out" && !isDeleteHook) {
    const problems = wrongPhases.map((problem) => cannotUse(object, problem));
    return { ...(hook.skipped ? { skipped: toRef(object) } : {}), warnings: passedOver, problems };
  }
  const { desired, warnings, problems } = build(item, hook, context);
  const all = [...wrongPhases, ...describePlace(object, hook, scopes), ...problems];
  const reading = { warnings: [...passedOver, ...warnings] };
  if (all.length > 0) return { ...reading, problems: all.map((problem) => cannotUse(object, problem)) };
  return {
    ...reading,
    ...(hook.role === "left out" ? {} : { desired }),
    ...(isDeleteHook ? { deleteHook: { ...desired, hook: hook.deletion } } : {}),
    problems: [],
  };
}

function warnOfUnknownTexts(object: KubeObject, { unknownTexts }: HookReading): readonly DesiredWarning[] {
  return unknownTexts.map((text) => ({
    type: "UnknownHookWarning",
    message: `Hook annotations of ${describe(object)} hold "${text}": it is passed over`,
  }));
}

function describePhases({ unknownPhases }: HookReading): readonly string[] {
  return unknownPhases.map(
    (word) =>
      `argocd.argoproj.io/hook holds "${word}"; use PreSync, Sync, PostSync, SyncFail, Skip, PreDelete or PostDelete`,
  );
}

function describePlace(object: KubeObject, hook: HookReading, scopes: Scopes): readonly string[] {
  const { name, namespace } = object.metadata;
  const problems: string[] = [];
  if (scopes(object) === true && namespace === undefined) {
    problems.push("its namespace is missing; set metadata.namespace or spec.destination.namespace");
  }
  if (name === "" && hook.role !== "hook" && hook.deletion.phases.length === 0) {
    problems.push("server-side apply needs metadata.name; only a hook may have generateName instead");
  }
  return problems;
}

function build({ object, index }: Placed, hook: HookReading, context: DesiredContext): Built {
  const wave = readWave(object);
  const { options, problems } = readOptions(object, context.options);
  const tracked = toTracked(object, context);
  const { phases, deletePolicies } = hook;
  const desired: DesiredObject = {
    object: tracked,
    ref: toRef(tracked),
    index,
    ...(hook.role === "hook" ? { hook: { phases, deletePolicies } } : {}),
    wave: typeof wave === "number" ? wave : 0,
    options,
    ignoreExtraneous: readAnnotationList(object, compareOptionsAnnotation).includes("IgnoreExtraneous"),
    hash: context.hash(tracked),
  };
  const [errors, warnings] = [ofSeverity(problems, "error"), ofSeverity(problems, "warning")];
  return {
    desired,
    warnings: warnings.map((text) => ({
      type: "SyncOptionWarning",
      message: `${syncOptionsAnnotation} of ${describe(object)}: ${text}`,
    })),
    problems: [
      ...describeWave(wave),
      ...errors.map((text) => `${syncOptionsAnnotation}: ${text}`),
      ...describeSize(tracked),
    ],
  };
}

function readOptions(object: KubeObject, base: SyncOptions): ReturnType<typeof parseSyncOptions> {
  const texts = readAnnotationList(object, syncOptionsAnnotation);
  return texts.length === 0 ? { options: base, problems: [] } : parseSyncOptions(texts, base);
}

function ofSeverity(problems: readonly SyncOptionProblem[], severity: string): readonly string[] {
  return problems.filter((problem) => problem.severity === severity).map(({ message }) => message);
}

function describeWave(wave: number | string): readonly string[] {
  return typeof wave === "number" ? [] : [`argocd.argoproj.io/sync-wave is "${wave}"; use an integer`];
}

function describeSize(object: KubeObject): readonly string[] {
  if (atMostBytes(object) <= limits.objectBytesMax) return [];
  const bytes = Buffer.byteLength(formatJson(object));
  if (bytes <= limits.objectBytesMax) return [];
  return [`it has ${bytes} bytes; the API server takes ${limits.objectBytesMax} at most`];
}

/** No object is larger than this as JSON: a quicker count, for it is made of every object at every tick. */
function atMostBytes(value: Json | undefined): number {
  if (typeof value === "string") return 2 + escapedBytesMax * value.length;
  if (typeof value === "bigint") return value.toString().length;
  let bytes = scalarBytesMax;
  if (Array.isArray(value)) for (const item of value) bytes += 1 + atMostBytes(item);
  else if (isObject(value))
    for (const name in value) bytes += 4 + escapedBytesMax * name.length + atMostBytes(value[name]);
  return bytes;
}

/** A control character is written as \u0000. */
const escapedBytesMax = 6;
/** -1.2345678901234567e-300, and the brackets of an object or a list. */
const scalarBytesMax = 24;

/** Says that an object cannot be used, and why. */
export function cannotUse(object: KubeObject, problem: string): string {
  return `Cannot use ${describe(object)}: ${problem}`;
}

function describe(object: KubeObject): string {
  const { name, generateName } = object.metadata;
  return formatKey({ ...toRef(object), name: name === "" ? `${generateName ?? ""}*` : name });
}
