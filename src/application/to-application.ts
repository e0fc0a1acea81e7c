import { createHash } from "node:crypto";
import { canonicalJson } from "../kube/canonical-json.ts";
import type { Json } from "../kube/json.ts";
import type { Application, IgnoreRule } from "./application.ts";
import type { ApplicationManifest } from "./application-schema.ts";
import type { ApplicationSource } from "./application-source.ts";
import { type SourceSpec, toolDefaults } from "./source-schema.ts";
import type { SyncOptions, SyncPolicy } from "./sync-policy.ts";

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
    project: spec.project,
    source,
    destination,
    syncPolicy: toSyncPolicy(spec.syncPolicy, options),
    ignoreDifferences,
    historyLimit: spec.revisionHistoryLimit,
    specHash: hashOf({ source, destination, ignoreDifferences }),
  };
}

function toIgnoreRule({ group, kind, name, namespace, jsonPointers }: IgnoreSpec): IgnoreRule {
  return { group, kind, name, namespace, jsonPointers };
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

function toSyncPolicy({ automated, retry }: SyncPolicySpec, options: SyncOptions): SyncPolicy {
  return {
    ...(automated?.enabled ? { automated: toAutomated(automated) } : {}),
    ...(retry === undefined ? {} : { retry: toRetry(retry) }),
    options,
  };
}

function toAutomated({ prune, selfHeal, allowEmpty }: NonNullable<SyncPolicySpec["automated"]>) {
  return { prune, selfHeal, allowEmpty };
}

function toRetry({ limit, backoff }: NonNullable<SyncPolicySpec["retry"]>) {
  return {
    limit: Math.max(limit, -1), // Argo CD: any negative number is "without end"
    durationMs: backoff.duration,
    factor: backoff.factor,
    maxDurationMs: backoff.maxDuration,
  };
}

const tools = ["directory", "helm", "kustomize"] as const;
type Tool = (typeof tools)[number];

/** The tools that a source names itself. */
export function namedTools(source: Readonly<Partial<Record<Tool, unknown>>>): readonly Tool[] {
  return tools.filter((tool) => source[tool] !== undefined);
}
