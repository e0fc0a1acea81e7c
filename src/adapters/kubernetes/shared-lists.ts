import type { ObjectKey } from "../../kube/key.ts";
import type { KubeObject } from "../../kube/object.ts";

export type ObjectsByName = ReadonlyMap<string, KubeObject>;

/**
 * Lists of one run, shared by the applications of a cluster: at most one GET and one list for a kind in a namespace.
 * A write of ours drops the lists it may have changed.
 */
export class SharedLists {
  readonly #lists = new Map<string, Map<string, Promise<ObjectsByName>>>();
  readonly #readSingly = new Set<string>();

  /** True once for a kind in a namespace: the first lone object is read by GET, whatever comes later by a list. */
  mayReadSingly(key: ObjectKey, apiVersion: string): boolean {
    const place = placeOf(key);
    if (this.#readSingly.has(place) || this.#lists.get(place)?.has(apiVersion) === true) return false;
    this.#readSingly.add(place);
    return true;
  }

  /** Gives the list of this run, made by `read` if there is none; a failed one is not kept. */
  list(key: ObjectKey, apiVersion: string, read: () => Promise<ObjectsByName>): Promise<ObjectsByName> {
    const place = placeOf(key);
    const versions = this.#lists.get(place) ?? new Map<string, Promise<ObjectsByName>>();
    this.#lists.set(place, versions);
    const present = versions.get(apiVersion);
    if (present !== undefined) return present;
    const made = read();
    versions.set(apiVersion, made);
    made.catch(() => {
      if (versions.get(apiVersion) === made) versions.delete(apiVersion);
    });
    return made;
  }

  /** Drops what a write to this object may have changed: its kind in its namespace; for a Namespace or a CRD, everything. */
  drop(key: ObjectKey): void {
    if (key.kind === "Namespace" || key.kind === "CustomResourceDefinition") this.clear();
    else this.#lists.delete(placeOf(key));
  }

  clear(): void {
    this.#lists.clear();
    this.#readSingly.clear();
  }
}

function placeOf(key: ObjectKey): string {
  return `${key.group}/${key.kind} ${key.namespace}`;
}
