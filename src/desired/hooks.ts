import type { Json } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { readAnnotation, readAnnotationList } from "./annotations.ts";
import type { HookDeletePolicy, SyncPhase } from "./desired-object.ts";

/** What the hook annotations of an object make of it. `left out`: no sync creates it. */
export type HookReading = {
  readonly role: "object" | "hook" | "left out";
  /** Left out on purpose (`Skip`): what is live stays as it is, and is not pruned either. */
  readonly skipped: boolean;
  readonly phases: readonly SyncPhase[];
  readonly deletePolicies: readonly HookDeletePolicy[];
  /** PreDelete, PostDelete: what it does when the application is deleted, beside what it is to a sync. */
  readonly deletion: Pick<HookReading, "phases" | "deletePolicies">;
  /** Texts of Argo CD's annotation that are no phase. */
  readonly unknownPhases: readonly string[];
  /** Texts that Argo CD passes over: unknown Helm hooks and delete policies. */
  readonly unknownTexts: readonly string[];
};

const hookAnnotation = "argocd.argoproj.io/hook";
const deletePolicyAnnotation = "argocd.argoproj.io/hook-delete-policy";
const helmHookAnnotation = "helm.sh/hook";
const helmDeletePolicyAnnotation = "helm.sh/hook-delete-policy";

const annotations = [hookAnnotation, deletePolicyAnnotation, helmHookAnnotation, helmDeletePolicyAnnotation];

/** Nearly every object. */
const noHook: HookReading = {
  role: "object",
  skipped: false,
  phases: [],
  deletePolicies: [],
  deletion: { phases: [], deletePolicies: [] },
  unknownPhases: [],
  unknownTexts: [],
};

const phases: readonly SyncPhase[] = ["PreSync", "Sync", "PostSync", "SyncFail"];
const deletionPhases: readonly SyncPhase[] = ["PreDelete", "PostDelete"];
/** Words of Argo CD's annotation that name no phase of a sync. */
const otherWords: ReadonlySet<string> = new Set(["Skip", ...deletionPhases]);

/** undefined: a hook of Helm that has no place here. */
const helmPhases: ReadonlyMap<string, SyncPhase | undefined> = new Map([
  ["pre-install", "PreSync"],
  ["pre-upgrade", "PreSync"],
  ["post-install", "PostSync"],
  ["post-upgrade", "PostSync"],
  ["crd-install", undefined],
  ["pre-delete", "PreDelete"],
  ["post-delete", "PostDelete"],
  ["pre-rollback", undefined],
  ["post-rollback", undefined],
  ["test", undefined],
  ["test-success", undefined],
  ["test-failure", undefined],
]);

const deletePolicies: ReadonlyMap<string, HookDeletePolicy> = new Map([
  ["HookSucceeded", "HookSucceeded"],
  ["HookFailed", "HookFailed"],
  ["BeforeHookCreation", "BeforeHookCreation"],
]);
const helmDeletePolicies: ReadonlyMap<string, HookDeletePolicy> = new Map([
  ["hook-succeeded", "HookSucceeded"],
  ["hook-failed", "HookFailed"],
  ["before-hook-creation", "BeforeHookCreation"],
]);

/** The finalizer that keeps a hook of ours readable until its outcome is recorded. */
export const hookFinalizer = "outrigger.dev/hook";

/** The finalizers that keep a finished hook readable until its outcome is recorded: ours and Argo CD's. */
const hookFinalizers: readonly Json[] = ["argocd.argoproj.io/hook-finalizer", hookFinalizer];

/** Tells whether an entry of metadata.finalizers belongs to a hook's life and not to a real deletion in progress. */
export function isHookFinalizer(finalizer: Json): boolean {
  return hookFinalizers.includes(finalizer);
}

/** Tells whether an object is a hook of any kind, desired or live; `Skip` and `crd-install` alone do not make one. */
export function isHook(object: KubeObject): boolean {
  if (readAnnotation(object, hookAnnotation) !== undefined) return !isSkipped(object);
  const helm = readAnnotation(object, helmHookAnnotation);
  return helm !== undefined && helm !== "crd-install";
}

/**
 * Reads the hook annotations of Argo CD and of Helm. Per object Argo CD's phases win over Helm's, while the delete policies
 * of both count: https://github.com/argoproj/argo-cd/tree/37ee0097cf851bc2dd7665fc081bbce61a7e836e/gitops-engine/pkg/sync/hook
 */
export function readHook(object: KubeObject): HookReading {
  if (!annotations.some((name) => readAnnotation(object, name) !== undefined)) return noHook;
  const words = readAnnotationList(object, hookAnnotation);
  const helmWords = readAnnotationList(object, helmHookAnnotation);
  const found = findPhases(phases, words, helmWords);
  const unknownPhases = words.filter((word) => !isPhase(word) && !otherWords.has(word));
  const policies = readDeletePolicies(object);
  return {
    role: toRole(object, found),
    skipped: isSkipped(object),
    phases: found,
    deletePolicies: policies.found,
    deletion: toDeletionRole(object, policies),
    unknownPhases,
    unknownTexts: [...helmWords.filter((word) => !helmPhases.has(word)), ...policies.unknown],
  };
}

function toRole(object: KubeObject, found: readonly SyncPhase[]): HookReading["role"] {
  if (isSkipped(object)) return "left out";
  if (!isHook(object)) return "object";
  return found.length === 0 ? "left out" : "hook";
}

/** `Skip` beside a phase is not heeded, as in Argo CD. */
function isSkipped(object: KubeObject): boolean {
  const words = readAnnotationList(object, hookAnnotation);
  return words.includes("Skip") && !words.some(isPhase);
}

function isPhase(word: string): boolean {
  return phases.some((phase) => phase === word);
}

/**
 * After a deletion nobody would ever remove a hook that names no policy, so it is deleted at its end; one that failed makes
 * room for the next try: cleanupHooks and executeHooks of
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/controller/hook.go
 */
function toDeletionRole(object: KubeObject, { named }: Policies): HookReading["deletion"] {
  const words = readAnnotationList(object, hookAnnotation);
  const found = findPhases(deletionPhases, words, readAnnotationList(object, helmHookAnnotation));
  if (found.length === 0) return noHook.deletion;
  const policies = named.length === 0 ? (["HookSucceeded"] as const) : named;
  return {
    phases: found,
    deletePolicies: [...new Set<HookDeletePolicy>(["BeforeHookCreation", ...policies])],
  };
}

function findPhases(
  among: readonly SyncPhase[],
  words: readonly string[],
  helmWords: readonly string[],
): readonly SyncPhase[] {
  const own = among.filter((phase) => words.includes(phase));
  if (own.length > 0) return own;
  return among.filter((phase) => helmWords.some((word) => helmPhases.get(word) === phase));
}

type Policies = {
  readonly found: readonly HookDeletePolicy[];
  /** Without the one that counts where none is named. */
  readonly named: readonly HookDeletePolicy[];
  readonly unknown: readonly string[];
};

function readDeletePolicies(object: KubeObject): Policies {
  const words = readAnnotationList(object, deletePolicyAnnotation);
  const helmWords = readAnnotationList(object, helmDeletePolicyAnnotation);
  const named = [
    ...words.map((word) => deletePolicies.get(word)),
    ...helmWords.map((word) => helmDeletePolicies.get(word)),
  ].filter((policy) => policy !== undefined);
  const unknown = [
    ...words.filter((word) => !deletePolicies.has(word)),
    ...helmWords.filter((word) => !helmDeletePolicies.has(word)),
  ];
  return { found: named.length === 0 ? ["BeforeHookCreation"] : [...new Set(named)], named, unknown };
}
