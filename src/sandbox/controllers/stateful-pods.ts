import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context } from "./context.ts";
import { templateOf } from "./controller-revisions.ts";
import { controllerRef } from "./owned.ts";
import { createPod } from "./pods.ts";
import { objectAt, objectsAt, textAt, textsAt } from "./values.ts";
import { create, read } from "./write.ts";

const source = "statefulset-controller";
const claims = "/persistentvolumeclaims";

export type Ordinal = { readonly set: KubeObject; readonly ordinal: number; readonly revision: KubeObject };

/** Gives the number at the end of a pod's name; -1: it has none. */
export function ordinalOf(set: KubeObject, pod: KubeObject): number {
  const prefix = `${set.metadata.name}-`;
  const text = pod.metadata.name.startsWith(prefix) ? pod.metadata.name.slice(prefix.length) : "";
  return /^\d+$/.test(text) ? Number(text) : -1;
}

/** Creates one pod of a StatefulSet, and the claims that it has volumes from. */
export function createStatefulPod(context: Context, { set, ordinal, revision }: Ordinal): KubeObject {
  const name = `${set.metadata.name}-${ordinal}`;
  const template = templateOf(revision);
  const volumes = objectsAt(set, "spec", "volumeClaimTemplates").map((claim) => {
    const claimName = ensureClaim(context, { set, claim, pod: name });
    return { name: textAt(claim, "metadata", "name"), persistentVolumeClaim: { claimName } };
  });
  const own = objectsAt(template, "spec", "volumes").filter(
    (each) => !volumes.some(({ name: n }) => n === each["name"]),
  );
  const serviceName = textAt(set, "spec", "serviceName");
  const pod = createPod(context, {
    owner: set,
    template,
    name: { name, generateName: `${set.metadata.name}-` },
    labels: {
      "apps.kubernetes.io/pod-index": String(ordinal),
      "controller-revision-hash": revision.metadata.name,
      "statefulset.kubernetes.io/pod-name": name,
    },
    spec: {
      hostname: name,
      ...(serviceName === "" ? {} : { subdomain: serviceName }),
      ...(volumes.length === 0 ? {} : { volumes: [...own, ...volumes] }),
    },
  });
  const message = `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`;
  context.tell({ about: set, source, reason: "SuccessfulCreate", message });
  return pod;
}

type Claim = { readonly set: KubeObject; readonly claim: JsonObject; readonly pod: string };

function ensureClaim(context: Context, { set, claim, pod }: Claim): string {
  const name = `${textAt(claim, "metadata", "name")}-${pod}`;
  const { namespace = "" } = set.metadata;
  if (read(context.state, claims, { namespace, name }) !== undefined) return name;
  const policy = readField(set, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted");
  const labels = {
    ...textsAt(claim, "metadata", "labels"),
    ...textsAt(set, "spec", "selector", "matchLabels"),
  };
  const { controller: _, blockOwnerDeletion: _b, ...ref } = controllerRef(set);
  create(context.state, claims, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      ...objectAt(claim, "metadata"),
      name,
      namespace,
      labels,
      ...(policy === "Delete" ? { ownerReferences: [ref] } : {}),
    },
    spec: objectAt(claim, "spec"),
  });
  const message = `Create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`;
  context.tell({ about: set, source, reason: "SuccessfulCreate", message });
  return name;
}
