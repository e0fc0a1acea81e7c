/**
 * Strategies: what the server sets on an object after it is decided who owns which field, so that nobody owns it.
 *
 * In: a write: the kind, the object as it is stored, the object as the request makes it, defaults included. Out: the object as
 * it will be stored, or the StatusError that refuses it. What PrepareForCreate and PrepareForUpdate do in pkg/registry of
 * https://github.com/kubernetes/kubernetes/tree/v1.35.0, and what its admission plugins add:
 * 1. a new object gets the first status of its kind; a given one is dropped, except for that of a Node;
 * 2. the strategy of the kind, one file each: Pods, Jobs, Services, claims, and small ones.
 */
import type { KubeObject } from "../../kube/object.ts";
import type { Kind } from "../cluster/kind.ts";
import { toFirstStatus } from "../defaults/defaults.ts";
import { toStoredDaemonSet } from "./daemon-set.ts";
import { toStoredDefinition } from "./definition.ts";
import { toStoredJob } from "./job.ts";
import { toStoredNamespace } from "./namespace.ts";
import { toStoredNode } from "./node.ts";
import { toStoredPod } from "./pod.ts";
import { toStoredRole } from "./role.ts";
import { toStoredService } from "./service.ts";
import type { Strategy, Subject } from "./strategy.ts";
import { toStoredClaim, toStoredVolume } from "./volume.ts";

const strategies: Readonly<Record<string, Strategy>> = {
  "/Namespace": toStoredNamespace,
  "/Node": toStoredNode,
  "/PersistentVolume": toStoredVolume,
  "/PersistentVolumeClaim": toStoredClaim,
  "/Pod": toStoredPod,
  "/Service": toStoredService,
  "apiextensions.k8s.io/CustomResourceDefinition": toStoredDefinition,
  "apps/DaemonSet": toStoredDaemonSet,
  "batch/Job": toStoredJob,
  "rbac.authorization.k8s.io/ClusterRole": toStoredRole,
  "rbac.authorization.k8s.io/Role": toStoredRole,
};

/** Gives the object of a write as the server stores it. Throws the server's StatusError. */
export function toStored(subject: Subject): KubeObject {
  const { kind } = subject;
  const object = withFirstStatus(subject);
  const strategy = kind.typeName === undefined ? undefined : strategies[`${kind.group}/${kind.kind}`];
  return strategy === undefined ? object : strategy({ ...subject, object });
}

function withFirstStatus({ kind, before, object }: Subject): KubeObject {
  if (before !== undefined || kind.typeName === undefined || object["status"] !== undefined) return object;
  const status = toFirstStatus(kind);
  return status === undefined ? object : { ...object, status };
}

/** Tells whether a request that makes an object of this kind may say its status, though the kind has a subresource for it. */
export function takesStatus(kind: Kind): boolean {
  return kind.group === "" && kind.kind === "Node";
}
