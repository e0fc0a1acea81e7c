import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { type ClusterState, findStored } from "../cluster/cluster.ts";
import type { Kind } from "../cluster/kind.ts";
import { createObject, replaceObject } from "../cluster/write-object.ts";
import { firstLease, firstNode } from "../node/first-node.ts";
import { firstRoles } from "./first-roles.ts";

type First = { readonly storage: string; readonly object: KubeObject };

const namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Stores the namespaces that every cluster has; those that are there already stay. */
export function addFirstNamespaces(state: ClusterState): void {
  for (const name of namespaces)
    add(state, {
      storage: "/namespaces",
      object: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
    });
}

/** Stores what else every cluster has: a node, a storage class, priorities, roles, the server's own Service. */
export function addFirstObjects(state: ClusterState): void {
  for (const first of listFirst(formatTime(state.now()))) add(state, first);
}

function listFirst(time: string): readonly First[] {
  return [
    { storage: "/nodes", object: firstNode(time) },
    { storage: "coordination.k8s.io/leases", object: firstLease(time) },
    { storage: "storage.k8s.io/storageclasses", object: storageClass },
    ...priorities.map((object) => ({ storage: "scheduling.k8s.io/priorityclasses", object })),
    ...firstRoles().map((object) => ({
      storage: `rbac.authorization.k8s.io/${object.kind.toLowerCase()}s`,
      object,
    })),
    { storage: "/services", object: ownService },
  ];
}

const storageClass: KubeObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: "standard",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "sandbox.outrigger.dev/volumes",
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
};

const priorities: readonly KubeObject[] = [
  toPriority("system-cluster-critical", {
    value: 2_000_000_000,
    description:
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
  }),
  toPriority("system-node-critical", {
    value: 2_000_001_000,
    description: "Used for system critical pods that must not be moved from their current node.",
  }),
];

function toPriority(
  name: string,
  fields: { readonly value: number; readonly description: string },
): KubeObject {
  return {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    preemptionPolicy: "PreemptLowerPriority",
    ...fields,
  };
}

const ownService: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name: "kubernetes",
    namespace: "default",
    labels: { component: "apiserver", provider: "kubernetes" },
  },
  spec: {
    clusterIP: "10.96.0.1",
    clusterIPs: ["10.96.0.1"],
    internalTrafficPolicy: "Cluster",
    ipFamilies: ["IPv4"],
    ipFamilyPolicy: "SingleStack",
    ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
    sessionAffinity: "None",
    type: "ClusterIP",
  },
};

function add(state: ClusterState, { storage, object }: First): void {
  const kind = findStored(state, storage);
  const { namespace = "", name } = object.metadata;
  if (kind === undefined || state.store.read(storage, namespace, name) !== undefined) return;
  const created = createObject(state, toRequest(kind, object));
  if (object["status"] === undefined || created["status"] === object["status"]) return;
  const status = {
    ...toRequest(kind, { ...created, status: object["status"] }),
    name,
    subresource: "status",
  };
  replaceObject(state, status);
}

function toRequest(kind: Kind, body: KubeObject) {
  return {
    kind,
    body,
    namespace: body.metadata.namespace ?? "",
    name: "",
    subresource: "",
    dryRun: false,
    force: false,
    fieldManager: body.kind === "Node" || body.kind === "Lease" ? "kubelet" : "kube-apiserver",
    fieldValidation: "Strict",
  };
}
