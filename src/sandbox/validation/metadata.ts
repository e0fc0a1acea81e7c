import { isObject, type Json, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asList } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required, tooLarge } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { type Format, formats } from "./formats.ts";
import { below, each, entriesOf, fields, is, itemsOf } from "./rules.ts";

const annotationBytesMax = 256 * 1024;

/** Names of kinds that are no DNS subdomain, by group and kind: ValidateObjectMeta's callers in pkg/apis. */
const nameFormats: ReadonlyMap<string, Format> = new Map([
  ["/Namespace", formats.label],
  ["/Event", formats.pathSegment],
  ["/Service", formats.label1035],
  ["apps/StatefulSet", formats.label],
  ["certificates.k8s.io/CertificateSigningRequest", formats.pathSegment],
  ["events.k8s.io/Event", formats.pathSegment],
  ["networking.k8s.io/IPAddress", formats.pathSegment],
  ["rbac.authorization.k8s.io/ClusterRole", formats.pathSegment],
  ["rbac.authorization.k8s.io/ClusterRoleBinding", formats.pathSegment],
  ["rbac.authorization.k8s.io/Role", formats.pathSegment],
  ["rbac.authorization.k8s.io/RoleBinding", formats.pathSegment],
] as const);
// PodDisruptionBudgets have no rule of their own: pkg/apis/policy/validation/validation.go.
const unnamed: ReadonlySet<string> = new Set(["policy/PodDisruptionBudget"]);

type Named = { readonly group: string; readonly kind: string };

/** Gives what is wrong with a name, and with what it was generated from. */
export function checkName(kind: Named, { metadata }: KubeObject): readonly Cause[] {
  const { name, generateName = "" } = metadata;
  const key = `${kind.group}/${kind.kind}`;
  const format = unnamed.has(key) ? formats.pathSegment : (nameFormats.get(key) ?? formats.subdomain);
  const prefix: At = { path: "metadata.generateName", value: generateName };
  // What is appended makes up for a dash at the end; the server puts the last two characters away for it.
  const masked = generateName.length > 1 ? generateName.replace(/.-$/, "a") : generateName;
  const prefixes = generateName === "" ? [] : format(masked).map((each) => invalid(prefix, each));
  if (name === "") return [...prefixes, required("metadata.name", "name or generateName is required")];
  return [...prefixes, ...format(name).map((each) => invalid({ path: "metadata.name", value: name }, each))];
}

/** Finalizers of the server itself; others of a built-in kind have a domain in front. */
const standardFinalizers: ReadonlySet<string> = new Set(["kubernetes", "foregroundDeletion", "orphan"]);

/** Refuses finalizers without a domain: ValidateObjectMeta in pkg/apis/core/validation/validation.go. */
export function checkFinalizers({ metadata }: KubeObject): readonly Cause[] {
  const text = "name is neither a standard finalizer name nor is it fully qualified";
  return (metadata.finalizers ?? []).flatMap((value, index) =>
    value.includes("/") || standardFinalizers.has(value)
      ? []
      : [invalid({ path: `metadata.finalizers[${index}]`, value }, text)],
  );
}

/** Refuses the second of what only one may be, and what an object that is being deleted may not get any more. */
export function checkMetadata(object: KubeObject, before: KubeObject | undefined): readonly Cause[] {
  const at: At = { path: "metadata", value: object.metadata };
  const added = before?.metadata.deletionTimestamp === undefined ? [] : addedFinalizers(object, before);
  const list = `[]string{${added.map((each) => JSON.stringify(each)).join(", ")}}`;
  const why = "no new finalizers can be added if the object is being deleted, found new finalizers";
  return [
    ...metadataRule(at),
    ...(added.length === 0 ? [] : [forbidden("metadata.finalizers", `${why} ${list}`)]),
  ];
}

function addedFinalizers(object: KubeObject, before: KubeObject): readonly string[] {
  const known = new Set(before.metadata.finalizers);
  return (object.metadata.finalizers ?? []).filter((each) => !known.has(each)).sort();
}

/** Labels, or a map of labels that selects. */
export const labels: Rule = (at) =>
  entriesOf(at).flatMap(({ key, value }) => [
    ...formats.labelKey(key).map((message) => invalid({ path: at.path, value: key }, message)),
    ...formats
      .labelValue(String(value))
      .map((message) => invalid({ path: at.path, value: String(value) }, message)),
  ]);

/** Annotations: their keys in any case, and 256 KiB of them altogether. */
export const annotations: Rule = (at) => {
  const entries = entriesOf(at);
  const bytes = entries.reduce((sum, { key, value }) => sum + lengthOf(key) + lengthOf(value), 0);
  return [
    ...entries.flatMap(({ key }) =>
      formats.labelKey(key.toLowerCase()).map((message) => invalid({ path: at.path, value: key }, message)),
    ),
    ...(bytes > annotationBytesMax ? [tooLarge(at.path, { bytes: annotationBytesMax })] : []),
  ];
};

function lengthOf(value: Json | undefined): number {
  return Buffer.byteLength(String(value ?? ""));
}

const ownerTexts: readonly (readonly [string, string])[] = [
  ["apiVersion", "version must not be empty"],
  ["kind", "must not be empty"],
  ["name", "must not be empty"],
  ["uid", "must not be empty"],
];

const owners: Rule = (at) => {
  const controllers: string[] = [];
  return itemsOf(at).flatMap(({ value }) => {
    // The server names no index here.
    const empty = ownerTexts.flatMap(([name, message]) => {
      const field = below({ path: at.path, value }, name);
      return (field.value ?? "") === "" ? [invalid({ ...field, value: "" }, message)] : [];
    });
    if (readField(value, "controller") !== true) return empty;
    controllers.push(`${readField(value, "kind")}/${readField(value, "name")}`);
    if (controllers.length === 1) return empty;
    const found = `Found "true" in references for ${controllers[0]} and ${controllers.at(-1)}`;
    return [
      ...empty,
      invalid(
        { path: at.path, value: toReferences(at.value) },
        `Only one reference can have Controller set to true. ${found}`,
      ),
    ];
  });
};

/** References as Go prints them: their fields in the order of its struct. */
function toReferences(value: Json | undefined): Json {
  return asList(value).map((reference) => {
    if (!isObject(reference)) return reference;
    const { apiVersion, kind, name, uid, controller, blockOwnerDeletion } = reference;
    return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
  });
}

const orphanAndForeground: Rule = (at) => {
  const names = asList(at.value);
  const isBoth = names.includes("orphan") && names.includes("foregroundDeletion");
  return isBoth ? [invalid(at, "finalizer orphan and foregroundDeletion cannot be both set")] : [];
};

const finalizers: Rule = (at) =>
  itemsOf(at).flatMap(({ value }) =>
    formats.labelKey(String(value)).map((message) => invalid({ path: at.path, value }, message)),
  );

const metadataRule = fields({
  generation: is.atLeast(0),
  labels,
  annotations,
  ownerReferences: owners,
  finalizers: [finalizers, orphanAndForeground],
});

const requirement: Rule = (at) => {
  const operator = readField(at.value, "operator");
  const values = readField(at.value, "values");
  const isNone = !Array.isArray(values) || values.length === 0;
  const key = below(at, "key");
  const causes: Cause[] = [];
  if ((operator === "In" || operator === "NotIn") && isNone)
    causes.push(required(`${at.path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  else if ((operator === "Exists" || operator === "DoesNotExist") && !isNone)
    causes.push(
      forbidden(`${at.path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
    );
  else if (!["In", "NotIn", "Exists", "DoesNotExist"].includes(String(operator)))
    causes.push(invalid(below(at, "operator"), "not a valid selector operator"));
  const keyProblems = formats.labelKey(String(key.value ?? "")).map((message) => invalid(key, message));
  const wrongValues = itemsOf(below(at, "values")).flatMap((item) =>
    formats.labelValue(String(item.value)).map((message) => invalid(item, message)),
  );
  return [...causes, ...keyProblems, ...wrongValues];
};

/** A label selector of any object. */
export const selector: Rule = fields({ matchLabels: labels, matchExpressions: each(requirement) });
