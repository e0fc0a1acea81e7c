import { createHash } from "node:crypto";
import { canonicalJson } from "../kube/canonical-json.ts";
import type { Json, JsonObject } from "../kube/json.ts";
import type { IgnoreRule } from "../settings/comparison-settings.ts";
import { type Application, approvalAnnotation } from "./application.ts";
import type { ApplicationManifest } from "./application-schema.ts";
import type { ApplicationSource } from "./application-source.ts";
import { type SourceSpec, toolDefaults } from "./source-schema.ts";
import type { RetryPolicy, SyncOptions, SyncPolicy } from "./sync-policy.ts";

type SyncPolicySpec = ApplicationManifest["spec"]["syncPolicy"];
type IgnoreSpec = ApplicationManifest["spec"]["ignoreDifferences"][number];

/** Fills in what an Application that is right leaves open. */
export function toApplication(
  { metadata, spec }: ApplicationManifest,
  written: SourceSpec,
  options: SyncOptions,
): Application {
  const source = toSource(written);
  const { destination } = spec;
  const ignoreDifferences = spec.ignoreDifferences.map(toIgnoreRule);
  return {
    name: { namespace: metadata.namespace, name: metadata.name },
    labels: metadata.labels,
    annotations: metadata.annotations,
    finalizers: metadata.finalizers,
    ...(typeof metadata.deletionTimestamp === "string"
      ? { deletionTimestamp: metadata.deletionTimestamp }
      : {}),
    project: spec.project,
    source,
    destination,
    syncPolicy: toSyncPolicy(spec.syncPolicy, options),
    ignoreDifferences,
    historyLimit: spec.revisionHistoryLimit,
    specHash: hashOf({
      source,
      destination,
      ignoreDifferences,
      ...toApproval(metadata.annotations),
      ...toNamespaceMetadata(spec.syncPolicy),
    }),
  };
}

/** What was approved is tried again, although nothing else changed. */
function toApproval(annotations: Readonly<Record<string, string>>): { readonly [name: string]: string } {
  const approved = annotations[approvalAnnotation];
  return approved === undefined ? {} : { approved };
}

function toNamespaceMetadata({ managedNamespaceMetadata }: SyncPolicySpec): JsonObject {
  return managedNamespaceMetadata === undefined ? {} : { managedNamespaceMetadata };
}

function toIgnoreRule(spec: IgnoreSpec): IgnoreRule {
  const { group, kind, name, namespace, jsonPointers, jqPathExpressions, managedFieldsManagers } = spec;
  return { group, kind, name, namespace, jsonPointers, jqPathExpressions, managedFieldsManagers };
}

function hashOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

function toSource(source: SourceSpec): ApplicationSource {
  const [tool] = namedTools(source);
  const { version, passCredentials, ...helm } = source.helm ?? toolDefaults.helm;
  const { recurse, include, exclude } = source.directory ?? toolDefaults.directory;
  return {
    repoUrl: source.repoURL,
    path: source.path,
    targetRevision: source.targetRevision,
    ...(tool === undefined ? {} : { tool }),
    directory: { recurse, include, exclude },
    helm,
    kustomize: toKustomize(source.kustomize ?? toolDefaults.kustomize),
  };
}

function toKustomize(spec: NonNullable<SourceSpec["kustomize"]>): ApplicationSource["kustomize"] {
  const { namePrefix, nameSuffix, namespace, images, commonLabels, commonAnnotations, replicas } = spec;
  return {
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(nameSuffix === undefined ? {} : { nameSuffix }),
    ...(namespace === undefined ? {} : { namespace }),
    images,
    commonLabels,
    commonAnnotations,
    replicas,
  };
}

function toSyncPolicy(spec: SyncPolicySpec, options: SyncOptions): SyncPolicy {
  const { automated, retry, managedNamespaceMetadata } = spec;
  return {
    ...(automated?.enabled ? { automated: toAutomated(automated) } : {}),
    ...(retry === undefined ? {} : { retry: toRetry(retry) }),
    ...(managedNamespaceMetadata === undefined ? {} : { managedNamespaceMetadata }),
    options,
  };
}

function toAutomated({ prune, selfHeal, allowEmpty }: NonNullable<SyncPolicySpec["automated"]>) {
  return { prune, selfHeal, allowEmpty };
}

function toRetry({ limit, backoff, refresh }: NonNullable<SyncPolicySpec["retry"]>): RetryPolicy {
  return {
    limit: Math.max(limit, -1), // Argo CD: any negative number is "without end"
    durationMs: backoff.duration,
    factor: backoff.factor,
    maxDurationMs: backoff.maxDuration,
    ...(refresh ? { refresh } : {}),
  };
}

const tools = ["directory", "helm", "kustomize"] as const;
type Tool = (typeof tools)[number];

/** The tools that a source names itself. */
export function namedTools(source: Readonly<Partial<Record<Tool, unknown>>>): readonly Tool[] {
  return tools.filter((tool) => source[tool] !== undefined);
}
