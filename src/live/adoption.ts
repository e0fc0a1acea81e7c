import type { Application } from "../application/application.ts";
import type { SyncOptions } from "../application/sync-policy.ts";
import type { Json, JsonObject } from "../kube/json.ts";
import type { PatchOperation } from "../kube/json-patch.ts";
import type { KubeObject, ManagedFieldsEntry } from "../kube/object.ts";
import { joinFields } from "./field-set.ts";

/*
 * Adoption: what others once wrote whole, moved to our own entry in managedFields, so that the next apply takes away what Git no
 * longer says. It is one JSON patch of managedFields, as UpgradeManagedFields makes it:
 * https://pkg.go.dev/k8s.io/client-go/util/csaupgrade
 *
 * 1. Only writers of whole manifests, by name; controllers, autoscalers and subresources keep what they have.
 * 2. kubectl create, edit and replace count only as long as we own nothing: on an object of ours they are somebody's
 *    own change to it, and what of that is desired the next apply takes back anyway.
 * 3. The last-applied annotation moves with its owner, and the apply after it drops it: once we have written, it says
 *    what was true before, and a later client-side apply would delete and restore fields by it. A Secret's holds its values.
 * 4. Entries in another version than ours are joined by the names of their fields: left behind, they would keep a field for ever.
 */

// On the application: names one more manager whose fields are taken over.
const migrationManagerAnnotation = "argocd.argoproj.io/client-side-apply-migration-manager";

/** Where `kubectl apply` keeps what it applied last. */
export const lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

/** Who adopts, and whom beside the managers that are known. */
export type Adopter = {
  /** Our field manager. */
  readonly manager: string;
  /** Named by the application; its entries count whatever way they were written. */
  readonly named?: string | undefined;
};

/** Says who adopts an application's objects; undefined: ClientSideApplyMigration=false, nobody. */
export function toAdopter(
  { annotations }: Pick<Application, "annotations">,
  { clientSideApplyMigration = true }: Pick<SyncOptions, "clientSideApplyMigration">,
  manager: string,
): Adopter | undefined {
  return clientSideApplyMigration ? { manager, named: annotations[migrationManagerAnnotation] } : undefined;
}

type Operation = "Apply" | "Update";
type Rule = { readonly operations: readonly Operation[]; readonly onlyFirst?: true };

const rules: Readonly<Record<string, Rule>> = {
  "kubectl-client-side-apply": { operations: ["Update"] },
  "argocd-controller": { operations: ["Update", "Apply"] },
  helm: { operations: ["Update", "Apply"] },
  "kubectl-create": { operations: ["Update"], onlyFirst: true },
  "kubectl-edit": { operations: ["Update"], onlyFirst: true },
  "kubectl-replace": { operations: ["Update"], onlyFirst: true },
};

/** Names the managers whose fields are to become ours, sorted and each once; none: nothing is to be done. */
export function findAdopted(live: KubeObject, adopter: Adopter): readonly string[] {
  const entries = (live.metadata.managedFields ?? []).filter((entry) => isAdopted(entry, live, adopter));
  return [...new Set(entries.map(({ manager = "" }) => manager))].sort();
}

/**
 * Makes the JSON patch that moves their fields to our own entry, in the version of the object that was read; undefined:
 * nothing is to be moved.
 */
export function toAdoptionPatch(live: KubeObject, adopter: Adopter): readonly PatchOperation[] | undefined {
  const { managedFields = [], resourceVersion } = live.metadata;
  const isOurs = (entry: ManagedFieldsEntry) => isOwn(entry, adopter) || isAdopted(entry, live, adopter);
  const adopted = managedFields.filter((entry) => isAdopted(entry, live, adopter));
  const [first] = adopted;
  if (first === undefined || resourceVersion === undefined) return undefined;
  const own = managedFields.find((entry) => isOwn(entry, adopter));
  const joined = managedFields.filter(isOurs).reduce<JsonObject>((all, entry) => {
    return joinFields(all, entry.fieldsV1 ?? {});
  }, {});
  const { manager: _manager, operation: _operation, fieldsV1: _fields, ...rest } = own ?? first;
  const entry = { ...rest, manager: adopter.manager, operation: "Apply", fieldsV1: joined };
  return [
    toVersionCheck(resourceVersion),
    toOwners([entry, ...managedFields.filter((each) => !isOurs(each))]),
  ];
}

/**
 * Gives the operation that binds a patch to the version that was read: the API server answers 409 where it is another. A `test`
 * would give 422, as invalid objects do.
 */
export function toVersionCheck(resourceVersion: string): PatchOperation {
  return { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion };
}

/** Gives the operation that sets the owners of an object's fields. */
export function toOwners(entries: readonly Json[]): PatchOperation {
  return { op: "replace", path: "/metadata/managedFields", value: entries };
}

/** Tells whether an entry is what our field manager owns of the object itself by server-side apply. */
export function isOwn(entry: ManagedFieldsEntry, { manager }: Pick<Adopter, "manager">): boolean {
  return entry.manager === manager && entry.operation === "Apply" && isOfObject(entry);
}

function isAdopted(entry: ManagedFieldsEntry, { metadata }: KubeObject, adopter: Adopter): boolean {
  const { manager = "", operation } = entry;
  if (!isOfObject(entry)) return false;
  // What a PUT or POST of ours wrote would keep a field that a later apply leaves out.
  if (manager === adopter.manager) return operation === "Update";
  if (manager !== "" && manager === adopter.named) return true;
  const rule = Object.hasOwn(rules, manager) ? rules[manager] : undefined;
  if (rule === undefined || !rule.operations.some((each) => each === operation)) return false;
  return rule.onlyFirst !== true || !(metadata.managedFields ?? []).some((each) => isOwn(each, adopter));
}

function isOfObject({ subresource = "" }: ManagedFieldsEntry): boolean {
  return subresource === "";
}
