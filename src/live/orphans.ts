/*
 * Orphans: the objects of a namespace in, those out that belong to no application. As in Argo CD's monitor, getResourceTree in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/controller/appcontroller.go
 *
 * 1. Only what stands by itself: an object with an owner is its owner's, also where Kubernetes does not write the owner down.
 * 2. Not what an application wants or has. Its mark decides: a tracking id that names this very object, or the tracking label.
 *    What bears the mark of an application that is gone is an orphan where the mark is ours; others' applications are not known.
 * 3. Not what Kubernetes puts into every namespace, nor what the project ignores.
 * 4. Not what is being deleted.
 */
import type { ApplicationName } from "../application/application.ts";
import type { OrphanRules } from "../application/project-spec.ts";
import { findOtherInstallation, installationIdAnnotation } from "../desired/installation-marks.ts";
import { toInstanceLabel } from "../desired/instance-label.ts";
import {
  installationLabel,
  isTrackingIdOf,
  parseTrackingId,
  toInstanceName,
  trackingAnnotation,
} from "../desired/tracking.ts";
import type { ApiResource } from "../kube/api-catalog.ts";
import { compareKeys, formatKey, type ObjectKey, type ObjectRef, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { parseGlob, toNameTest } from "../project/glob.ts";
import type { TrackingSettings } from "../settings/settings.ts";

/** Beside the objects: what is asked of them. */
export type OrphanQuestion = {
  readonly rules: OrphanRules;
  readonly installation: string;
  readonly tracking: TrackingSettings;
  /** Every application of the installation. */
  readonly applications: readonly ApplicationName[];
  /** What the application that asks wants or has, marked or not, by formatKey. */
  readonly own: ReadonlySet<string>;
};

/** Finds what belongs to no application among the objects of a namespace, of which the metadata is enough; ordered by key. */
export function findOrphans(objects: readonly KubeObject[], question: OrphanQuestion): readonly ObjectRef[] {
  const isIgnored = toIgnoreTest(question.rules);
  const hasApplication = toMembership(question);
  const hasOwner = toOwnerTest(objects);
  const found = objects.filter((object) => {
    const ref = toRef(object);
    if (object.metadata.deletionTimestamp !== undefined || hasOwner(object, ref)) return false;
    return !question.own.has(formatKey(ref)) && !isIgnored(ref) && !hasApplication(object, ref);
  });
  // One object may be listed under two groups.
  const single = new Map(
    found.map((object) => [object.metadata.uid ?? formatKey(toRef(object)), toRef(object)]),
  );
  return [...single.values()].sort(compareKeys);
}

type Kinds = {
  readonly rules: OrphanRules;
  readonly isExcluded: (resource: ApiResource) => boolean;
  readonly isAllowed: (resource: ApiResource) => boolean;
};

/**
 * Gives the kinds of which orphans are looked for, each in one version: namespaced, listable, not excluded by the settings, allowed by
 * the project, and not ignored whatever their names.
 */
export function toOrphanKinds(
  resources: readonly ApiResource[],
  { rules, isExcluded, isAllowed }: Kinds,
): readonly ApiResource[] {
  const isIgnored = toIgnoreTest({ ...rules, ignore: rules.ignore.filter(({ name }) => isAnyName(name)) });
  const kinds = new Map<string, ApiResource>();
  for (const resource of resources) {
    const { group, kind, namespaced, verbs } = resource;
    if (!namespaced || !verbs.includes("list") || kinds.has(`${group}/${kind}`)) continue;
    if (isIgnored({ group, kind, namespace: "", name: "" }) || isExcluded(resource)) continue;
    if (isAllowed(resource)) kinds.set(`${group}/${kind}`, resource);
  }
  return [...kinds.values()];
}

function isAnyName(name: string): boolean {
  return name === "" || name === "*" || name === "**";
}

/** Names the patterns of a project that are malformed, by their field: as in Argo CD they match nothing. */
export function findMalformed({ ignore }: OrphanRules): readonly string[] {
  return ignore.flatMap((rule, index) =>
    (["group", "kind", "name"] as const)
      .filter((field) => parseGlob(rule[field], "names") === undefined)
      .map((field) => `spec.orphanedResources.ignore[${index}].${field} ${JSON.stringify(rule[field])}`),
  );
}

type Fixed = Partial<ObjectKey> & Pick<ObjectKey, "group" | "kind">;

// isKnownOrphanedResourceExclusion; Endpoints have their Service for an owner (gitops-engine/pkg/cache/references.go), and the slice
// of the API server itself has none.
const fixed: readonly Fixed[] = [
  { group: "", kind: "ConfigMap", name: "kube-root-ca.crt" },
  { group: "", kind: "ServiceAccount", name: "default" },
  { group: "", kind: "Service", namespace: "default", name: "kubernetes" },
  { group: "discovery.k8s.io", kind: "EndpointSlice", namespace: "default", name: "kubernetes" },
  { group: "", kind: "Endpoints" },
];

function isFixed(key: ObjectKey): boolean {
  return fixed.some(
    ({ group, kind, namespace = key.namespace, name = key.name }) =>
      group === key.group && kind === key.kind && namespace === key.namespace && name === key.name,
  );
}

function toIgnoreTest({ ignore }: OrphanRules): (key: ObjectKey) => boolean {
  const rules = ignore.map(({ group, kind, name }) => ({
    group: toNameTest(group),
    kind: kind === "" ? () => true : toNameTest(kind),
    name: name === "" ? () => true : toNameTest(name),
  }));
  return (key) =>
    isFixed(key) || rules.some((rule) => rule.group(key.group) && rule.kind(key.kind) && rule.name(key.name));
}

/** Owners that Kubernetes does not write down, by `group/Kind`: gitops-engine/pkg/cache/references.go. */
const ownerAnnotations: ReadonlyMap<string, string> = new Map([
  ["/Secret", "kubernetes.io/service-account.name"],
  ["operators.coreos.com/ClusterServiceVersion", "olm.operatorGroup"],
]);

function toOwnerTest(objects: readonly KubeObject[]): (object: KubeObject, key: ObjectKey) => boolean {
  const sets = new Set(
    objects.filter(({ kind }) => kind === "StatefulSet").map(({ metadata }) => metadata.name),
  );
  return ({ metadata }, { group, kind, name }) => {
    if ((metadata.ownerReferences ?? []).length > 0) return true;
    const annotation = ownerAnnotations.get(`${group}/${kind}`);
    if (annotation !== undefined) return (metadata.annotations?.[annotation] ?? "") !== "";
    return group === "" && kind === "PersistentVolumeClaim" && isClaimOf(sets, name);
  };
}

/** A claim that a StatefulSet made is named `template-set-ordinal`; the templates are not read. */
function isClaimOf(sets: ReadonlySet<string>, claim: string): boolean {
  const [, stem = ""] = /^(.+)-\d+$/.exec(claim) ?? [];
  const parts = stem.split("-");
  return parts.some((_, index) => index > 0 && sets.has(parts.slice(index).join("-")));
}

/** Makes the test of whether an object bears the mark of an application that is there, or that may be. */
function toMembership(question: OrphanQuestion): (object: KubeObject, key: ObjectKey) => boolean {
  const { applications, installation, tracking } = question;
  const names = new Set(
    applications.flatMap((each) =>
      [toInstanceName(each), toInstanceLabel(each, tracking)?.value ?? []].flat(),
    ),
  );
  return (object, key) => {
    const application = readMark(object, key, tracking);
    if (application === undefined) return false;
    if (findOtherInstallation(object, installation) !== undefined) return true;
    return names.has(application) || !isMarkedOurs(object, installation);
  };
}

function readMark({ metadata }: KubeObject, key: ObjectKey, tracking: TrackingSettings): string | undefined {
  const text = metadata.annotations?.[trackingAnnotation];
  const id = typeof text === "string" ? parseTrackingId(text) : undefined;
  if (id !== undefined && isTrackingIdOf(id, key)) return id.application;
  return tracking.method === "annotation" ? undefined : metadata.labels?.[tracking.labelKey] || undefined;
}

function isMarkedOurs({ metadata }: KubeObject, installation: string): boolean {
  const marks = [metadata.labels?.[installationLabel], metadata.annotations?.[installationIdAnnotation]];
  return marks.includes(installation);
}
