/**
 * What makes an object invalid. In: an object as it would be stored, its kind, and what is stored now. Out: causes, in the
 * words and the order of the real server:
 * 1. a new object's name, then its labels, annotations, owners and finalizers (metadata.ts);
 * 2. what an update may not change (immutable.ts), for some kinds after 3.;
 * 3. the fields of its kind: one table of rules per subject (workload.ts, service.ts, ...), made of the parts in rules.ts;
 *    for custom kinds their schema, and for CustomResourceDefinitions that schema itself (../custom/).
 */
import type { KubeObject } from "../../kube/object.ts";
import type { Kind } from "../cluster/kind.ts";
import type { Cause } from "../cluster/status-error.ts";
import { checkDefinitionName, definitionRule } from "../custom/definition.ts";
import { accessRules } from "./access.ts";
import { scalingRules } from "./autoscaling.ts";
import { batchRules } from "./batch.ts";
import { configRules } from "./config.ts";
import type { Rule } from "./field.ts";
import { frozenFields } from "./immutable.ts";
import { checkFinalizers, checkMetadata, checkName } from "./metadata.ts";
import { networkRules, newNetworkRules } from "./network.ts";
import { pod } from "./pod.ts";
import { service } from "./service.ts";
import { storageRules } from "./storage.ts";
import { webhookRules } from "./webhook.ts";
import { workloadRules } from "./workload.ts";

export type Subject = {
  readonly kind: Pick<Kind, "group" | "kind" | "schema">;
  /** undefined: the object is new. */
  readonly before: KubeObject | undefined;
  readonly object: KubeObject;
};

const definitionKey = "apiextensions.k8s.io/CustomResourceDefinition";

const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    ...accessRules,
    ...batchRules,
    ...configRules,
    ...networkRules,
    ...scalingRules,
    ...storageRules,
    ...webhookRules,
    ...workloadRules,
    "/Pod": pod,
    "/Service": service,
    [definitionKey]: definitionRule,
  }),
);

// Kinds whose metadata an update is held to as a new object is; that of the others is looked at less closely.
const fullyChecked: ReadonlySet<string> = new Set([
  "/ConfigMap",
  "/PersistentVolume",
  "/PersistentVolumeClaim",
  "/Pod",
  "/Secret",
  "/ServiceAccount",
  "networking.k8s.io/Ingress",
  "networking.k8s.io/IngressClass",
  ...Object.keys(accessRules),
]);

/** Gives everything that makes an object invalid for its kind, in the server's words. */
export function validate({ kind, before, object }: Subject): readonly Cause[] {
  const key = `${kind.group}/${kind.kind}`;
  const at = { path: "", value: object };
  return distinct([
    ...(before === undefined ? checkName(kind, object) : []),
    ...(before === undefined && key === definitionKey ? checkDefinitionName(at) : []),
    ...checkMetadata(object, before),
    ...(isFullyChecked(kind, before) ? checkFinalizers(object) : []),
    ...checkFrozen("first", key, { before, object }),
    ...(rules.get(key)?.(at) ?? []),
    ...(before === undefined ? (newNetworkRules[key]?.(at) ?? []) : []),
    ...checkFrozen("last", key, { before, object }),
  ]);
}

// Groups whose kinds may have finalizers without a domain: they do without pkg/apis/core/validation.
const looseGroups: ReadonlySet<string> = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "node.k8s.io",
  "policy",
]);

function isFullyChecked(kind: Subject["kind"], before: KubeObject | undefined): boolean {
  if (kind.schema !== undefined || looseGroups.has(kind.group) || kind.kind === "Event") return false;
  return before === undefined || fullyChecked.has(`${kind.group}/${kind.kind}`);
}

type Versions = Pick<Subject, "before" | "object">;

function checkFrozen(when: "first" | "last", key: string, { before, object }: Versions): readonly Cause[] {
  if (before === undefined) return [];
  return (frozenFields[when][key] ?? []).flatMap((frozen) => frozen({ before, object }));
}

/** The server says some things twice, but tells people of them once. */
function distinct(causes: readonly Cause[]): readonly Cause[] {
  const seen = new Set<string>();
  return causes.filter(({ field, message }) => {
    const key = `${field}: ${message}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
