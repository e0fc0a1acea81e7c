import { createHash } from "node:crypto";
import { type Application, formatApplicationName } from "../application/application.ts";
import { toFieldManager } from "../kube/field-manager.ts";
import type { KeyedHash } from "../kube/hash.ts";
import type { KubeObject } from "../kube/object.ts";
import type { DesiredWarning } from "./desired-context.ts";
import type { DesiredObject } from "./desired-object.ts";

/** The destination namespace as its metadata are managed; neither field: they are not. */
export type ManagedNamespace = {
  readonly desired?: DesiredObject;
  readonly warnings: readonly DesiredWarning[];
};

/**
 * Gives the destination namespace with syncPolicy.managedNamespaceMetadata, where CreateNamespace=true. As in Argo CD it is
 * not tracked, so nothing ever prunes it, one that exists is taken as it is, and a Namespace in Git is used in its place. Several
 * applications may share it, so each owns its labels and annotations under a field manager of its own.
 */
export function toManagedNamespace(
  { name: application, destination, syncPolicy }: Application,
  objects: readonly DesiredObject[],
  { installation, hash }: { readonly installation: string; readonly hash: KeyedHash },
): ManagedNamespace {
  const { managedNamespaceMetadata: managed, options } = syncPolicy;
  const { namespace: name } = destination;
  if (managed === undefined || !options.createNamespace || name === "") return { warnings: [] };
  if (objects.some(({ ref }) => ref.kind === "Namespace" && ref.group === "" && ref.name === name)) {
    const message = `managedNamespaceMetadata has no effect: Namespace ${name} is among the application's manifests, and those win`;
    return { warnings: [{ type: "ManagedNamespaceWarning", message }] };
  }
  const object: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name, ...managed } };
  const ref = { apiVersion: "v1", group: "", kind: "Namespace", namespace: "", name };
  const owner = createHash("sha256").update(formatApplicationName(application)).digest("hex");
  const desired: DesiredObject = {
    object,
    ref,
    index: -1,
    wave: 0,
    options: { ...options, replace: false, force: false },
    manager: `${toFieldManager(installation)}-namespace-${owner.slice(0, 10)}`,
    ignoreExtraneous: true,
    hash: hash(object),
  };
  return { desired, warnings: [] };
}
