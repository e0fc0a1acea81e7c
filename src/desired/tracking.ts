import type { ApplicationName } from "../application/application.ts";
import { controlPlaneNamespace } from "../declaration/object-name.ts";
import type { ObjectKey } from "../kube/key.ts";

/** The annotation that says which application an object belongs to; Argo CD's own. */
export const trackingAnnotation = "argocd.argoproj.io/tracking-id";

/** The label that selects everything one installation manages. */
export const installationLabel = "outrigger.dev/installation";

/** A tracking id taken apart: the application's instance name, and the object that was written with it. */
export type TrackingId = ObjectKey & { readonly application: string };

/** Gives the name an application has in tracking ids: `name`, or `namespace_name` outside the control plane's namespace. */
export function toInstanceName(application: ApplicationName): string {
  const { namespace, name } = application;
  return namespace === "" || namespace === controlPlaneNamespace ? name : `${namespace}_${name}`;
}

/** Takes such a name apart; undefined where no application is named so. */
export function parseInstanceName(text: string): ApplicationName | undefined {
  // Kubernetes names hold no underscore.
  const [, namespace = controlPlaneNamespace, name] = /^(?:([^_]+)_)?([^_]+)$/.exec(text) ?? [];
  return name === undefined ? undefined : { namespace, name };
}

/**
 * Gives the tracking id of an object, as Argo CD 3.x writes it. A cluster-scoped object carries the application's
 * destination namespace: UnstructuredToAppInstanceValue in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/argo/resource_tracking.go
 */
export function toTrackingId(
  application: ApplicationName,
  key: ObjectKey,
  destinationNamespace = "",
): string {
  const namespace = key.namespace === "" ? destinationNamespace : key.namespace;
  return `${toInstanceName(application)}:${key.group}/${key.kind}:${namespace}/${key.name}`;
}

// The application's name ends at the first colon; a name of an object may hold colons (RBAC), never a slash.
const trackingId = /^([^:]*):([^:/]*)\/([^:/]*):([^/]*)\/([^/]*)$/s;

/** Takes a tracking id apart; undefined for anything that Argo CD would not have written. */
export function parseTrackingId(text: string): TrackingId | undefined {
  const [, application, group, kind, namespace, name] = trackingId.exec(text) ?? [];
  if (application === undefined || group === undefined || kind === undefined) return undefined;
  if (namespace === undefined || name === undefined) return undefined;
  return { application, group, kind, namespace, name };
}

/**
 * Tells whether a tracking id names this very object: annotations are copied to children, so an id alone proves
 * nothing. The namespace of a cluster-scoped object says where its application deploys, so it is not compared.
 */
export function isTrackingIdOf(id: TrackingId, key: ObjectKey): boolean {
  return (
    id.group === key.group &&
    id.kind === key.kind &&
    id.name === key.name &&
    (key.namespace === "" || id.namespace === key.namespace)
  );
}
