import { findOtherInstallation, installationIdAnnotation } from "../desired/installation-marks.ts";
import { installationLabel, trackingAnnotation } from "../desired/tracking.ts";
import { formatJson, type JsonObject } from "../kube/json.ts";
import { type PatchOperation, toPointer } from "../kube/json-patch.ts";
import type { KubeObject, ManagedFieldsEntry } from "../kube/object.ts";
import { asObject } from "../kube/values.ts";
import { isOwn, lastAppliedAnnotation, toOwners, toVersionCheck } from "./adoption.ts";
import { extractOwned, joinFields, withoutField } from "./field-set.ts";

/*
 * Release: an object is left as if `kubectl apply` had written it, which every tool knows how to take over: Argo CD and kubectl,
 * client-side by the last-applied annotation, server-side by moving the entry that holds it to their own. So what they apply
 * first takes away what they leave out, and nobody meets a conflict, but for a server-side kubectl that changes a value at
 * once: as after its own client-side apply, it wants --force-conflicts, or the heir to be `kubectl` by Apply. An
 * entry of `argocd-controller` would do for Argo CD alone; no entry at all would leave behind whatever is dropped first.
 *
 * The label of label tracking stays: charts write the same label, selectors may need it, and Argo CD goes on by it.
 */

/** To whom the fields of a released object are given. */
export type Heir = { readonly manager: string; readonly operation: "Apply" | "Update" };

/** The heir that anybody can take over from. */
export const anybody: Heir = { manager: "kubectl-client-side-apply", operation: "Update" };

/** Who gives it away. */
export type Releaser = {
  readonly installation: string;
  /** Our field manager. */
  readonly manager: string;
  readonly heir: Heir;
};

/** The API server refuses more than 256 KiB of annotations in all: TotalAnnotationSizeLimitB of apimachinery. */
const annotationBytesMax = 256 * 1024;

const marks = [
  ["labels", installationLabel],
  ["annotations", trackingAnnotation],
  ["annotations", installationIdAnnotation],
] as const;

/** Makes the JSON patch that takes our marks off an object and gives our fields to the heir; undefined: there is nothing of ours. */
export function toReleasePatch(live: KubeObject, releaser: Releaser): readonly PatchOperation[] | undefined {
  const { managedFields = [], resourceVersion } = live.metadata;
  if (resourceVersion === undefined) return undefined;
  if (findOtherInstallation(live, releaser.installation) !== undefined) return undefined;
  const present = marks.filter(([map, name]) => live.metadata[map]?.[name] !== undefined);
  const own = managedFields.filter((entry) => isOurs(entry, releaser));
  if (present.length === 0 && own.length === 0) return undefined;
  const removals = present.map(([map, name]): PatchOperation => {
    return { op: "remove", path: toPointer("metadata", map, name) };
  });
  return [toVersionCheck(resourceVersion), ...removals, ...toInheritance(live, own, releaser)];
}

function isOurs(entry: ManagedFieldsEntry, { manager }: Releaser): boolean {
  return entry.manager === manager && (entry.subresource ?? "") === "";
}

/** The entry that stands for all of ours: the applied one where there is one. */
function toInheritance(
  live: KubeObject,
  own: readonly ManagedFieldsEntry[],
  releaser: Releaser,
): readonly PatchOperation[] {
  const first = own.find((entry) => isOwn(entry, releaser)) ?? own[0];
  if (first === undefined) return [];
  const { heir } = releaser;
  const others = (live.metadata.managedFields ?? []).filter((entry) => !isOurs(entry, releaser));
  const given = own.reduce<JsonObject>((all, { fieldsV1 = {} }) => joinFields(all, fieldsV1), {});
  const fields = marks.reduce((rest, [map, name]) => withoutField(rest, ["metadata", map, name]), given);
  const note = heir.operation === "Update" ? toLastApplied(live, fields) : undefined;
  const { manager: _manager, operation: _operation, fieldsV1: _fields, ...rest } = first;
  const noted = note === undefined ? fields : joinFields(fields, lastAppliedField);
  const entry = { ...rest, ...heir, fieldsV1: noted };
  return [...toNote(live, note), toOwners([entry, ...others.filter((each) => !isHeirs(each, entry))])];
}

/** Two entries of one manager for the same version would be one. */
function isHeirs(each: ManagedFieldsEntry, entry: ManagedFieldsEntry): boolean {
  const isSame = each.manager === entry.manager && each.operation === entry.operation;
  return isSame && (each.subresource ?? "") === "" && each.apiVersion === entry.apiVersion;
}

const lastAppliedField: JsonObject = {
  "f:metadata": { "f:annotations": { [`f:${lastAppliedAnnotation}`]: {} } },
};

function toNote(live: KubeObject, note: string | undefined): readonly PatchOperation[] {
  if (note === undefined) return [];
  const { annotations } = live.metadata;
  const path = toPointer("metadata", "annotations");
  const parent: readonly PatchOperation[] = annotations === undefined ? [{ op: "add", path, value: {} }] : [];
  const noted = toPointer("metadata", "annotations", lastAppliedAnnotation);
  return [...parent, { op: "add", path: noted, value: note }];
}

/** What `kubectl apply` would have noted: our part of the object; undefined: it has no room for it, as kubectl's own would. */
function toLastApplied(live: KubeObject, fields: JsonObject): string | undefined {
  const { apiVersion, kind, metadata } = live;
  const owned = Object.keys(fields).length === 0 ? {} : extractOwned(live, fields);
  const { metadata: part, ...rest } = asObject(owned);
  const { name, namespace } = metadata;
  const place = namespace === undefined ? { name } : { name, namespace };
  const text = `${formatJson({
    apiVersion,
    kind,
    metadata: { annotations: {}, ...asObject(part), ...place },
    ...rest,
  })}\n`;
  const present = formatJson(metadata.annotations ?? {});
  return Buffer.byteLength(text) + Buffer.byteLength(present) > annotationBytesMax ? undefined : text;
}
