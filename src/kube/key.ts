import { compareText } from "./json.ts";
import type { KubeObject } from "./object.ts";

/** Names one object whatever version it is read in. The core group and "no namespace" are empty texts. */
export type ObjectKey = {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** A key together with the version it is read and written in. */
export type ObjectRef = ObjectKey & { readonly apiVersion: string };

/** Gives the API group of an apiVersion: "apps" of "apps/v1", "" of "v1". */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** Gives the version of an apiVersion: "v1" of "apps/v1". */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}

/** Names an object with the version it is written in. */
export function toRef(object: KubeObject): ObjectRef {
  const { namespace = "", name } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    group: groupOf(object.apiVersion),
    kind: object.kind,
    namespace,
    name,
  };
}

/** Prints a key as people read it, `apps/Deployment shop/web` or `Namespace shop`; unique, so it serves as map key. */
export function formatKey(key: ObjectKey): string {
  const kind = key.group === "" ? key.kind : `${key.group}/${key.kind}`;
  return key.namespace === "" ? `${kind} ${key.name}` : `${kind} ${key.namespace}/${key.name}`;
}

/** Orders keys by group, kind, namespace and name. */
export function compareKeys(a: ObjectKey, b: ObjectKey): number {
  return (
    compareText(a.group, b.group) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.name, b.name)
  );
}
