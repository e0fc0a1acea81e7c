import type { TableExample } from "./table-examples.ts";

const admission = "admissionregistration.k8s.io/v1";
const hook = {
  name: "hook.example.com",
  clientConfig: { url: "https://127.0.0.1:1/none" },
  admissionReviewVersions: ["v1"],
  sideEffects: "None",
  failurePolicy: "Ignore",
  rules: [
    { apiGroups: ["none.example.com"], apiVersions: ["v1"], resources: ["nones"], operations: ["CREATE"] },
  ],
};
const metadata = { name: "{name}" };

/** What belongs to no namespace; `{name}` is a name that nobody else uses. */
export const clusterExamples: readonly TableExample[] = [
  {
    title: "a StorageClass with all its values",
    path: "/apis/storage.k8s.io/v1/storageclasses",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata,
      provisioner: "example.com/none",
      reclaimPolicy: "Retain",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    },
    cells: ["{name}", "example.com/none", "Retain", "WaitForFirstConsumer", true, "<age>"],
  },
  {
    title: "a StorageClass with none of them",
    path: "/apis/storage.k8s.io/v1/storageclasses",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata,
      provisioner: "example.com/none",
    },
    cells: ["{name}", "example.com/none", "Delete", "Immediate", false, "<age>"],
  },
  {
    title: "a PersistentVolume",
    path: "/api/v1/persistentvolumes",
    object: {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata,
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteMany", "ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: "none-such",
        hostPath: { path: "/tmp/none" },
      },
    },
    status: { phase: "Released", reason: "Because" },
    cells: [
      "{name}",
      "1Gi",
      "RWO,RWX",
      "Retain",
      "Released",
      "",
      "none-such",
      "<unset>",
      "Because",
      "<age>",
      "Filesystem",
    ],
  },
  {
    title: "a PriorityClass",
    path: "/apis/scheduling.k8s.io/v1/priorityclasses",
    object: {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata,
      value: 7,
      preemptionPolicy: "Never",
    },
    cells: ["{name}", 7, false, "<age>", "Never"],
  },
  {
    title: "a ClusterRole: its time is written out",
    path: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    object: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata, rules: [] },
    cells: ["{name}", "<time>"],
  },
  {
    title: "a ClusterRoleBinding",
    path: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    object: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "no-such" },
      subjects: [{ kind: "ServiceAccount", name: "a", namespace: "b" }],
    },
    cells: ["{name}", "ClusterRole/no-such", "<age>", "", "", "b/a"],
  },
  {
    title: "a ValidatingWebhookConfiguration",
    path: `/apis/${admission}/validatingwebhookconfigurations`,
    object: { apiVersion: admission, kind: "ValidatingWebhookConfiguration", metadata, webhooks: [hook] },
    cells: ["{name}", 1, "<age>"],
  },
  {
    title: "a MutatingWebhookConfiguration of nothing",
    path: `/apis/${admission}/mutatingwebhookconfigurations`,
    object: { apiVersion: admission, kind: "MutatingWebhookConfiguration", metadata },
    cells: ["{name}", 0, "<age>"],
  },
  {
    title: "a ValidatingAdmissionPolicy",
    path: `/apis/${admission}/validatingadmissionpolicies`,
    object: {
      apiVersion: admission,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        failurePolicy: "Ignore",
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["none.example.com"],
              apiVersions: ["v1"],
              resources: ["nones"],
              operations: ["CREATE"],
            },
          ],
        },
        validations: [{ expression: "true" }],
      },
    },
    cells: ["{name}", 1, "v1/ConfigMap", "<age>"],
  },
  {
    title: "a ValidatingAdmissionPolicyBinding",
    path: `/apis/${admission}/validatingadmissionpolicybindings`,
    object: {
      apiVersion: admission,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: {
        policyName: "no-such",
        validationActions: ["Audit"],
        paramRef: { name: "p", namespace: "n", parameterNotFoundAction: "Allow" },
      },
    },
    cells: ["{name}", "no-such", "n/p", "<age>"],
  },
  {
    title: "an IngressClass",
    path: "/apis/networking.k8s.io/v1/ingressclasses",
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata,
      spec: {
        controller: "example.com/none",
        parameters: { apiGroup: "example.com", kind: "Thing", name: "t", scope: "Cluster" },
      },
    },
    cells: ["{name}", "example.com/none", "Thing.example.com/t", "<age>"],
  },
  {
    title: "a RuntimeClass",
    path: "/apis/node.k8s.io/v1/runtimeclasses",
    object: { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata, handler: "none" },
    cells: ["{name}", "none", "<age>"],
  },
  {
    title: "a CSIDriver",
    path: "/apis/storage.k8s.io/v1/csidrivers",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "CSIDriver",
      metadata,
      spec: { attachRequired: false, tokenRequests: [{ audience: "a" }] },
    },
    cells: ["{name}", false, false, false, "a", false, "Persistent", "<age>"],
  },
  {
    title: "a CSINode",
    path: "/apis/storage.k8s.io/v1/csinodes",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "CSINode",
      metadata,
      spec: { drivers: [{ name: "d", nodeID: "n" }] },
    },
    cells: ["{name}", 1, "<age>"],
  },
  {
    title: "a VolumeAttachment",
    path: "/apis/storage.k8s.io/v1/volumeattachments",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "VolumeAttachment",
      metadata,
      spec: { attacher: "a.example.com", nodeName: "n", source: { persistentVolumeName: "pv" } },
    },
    cells: ["{name}", "a.example.com", "pv", "n", false, "<age>"],
  },
  {
    title: "a PriorityLevelConfiguration",
    path: "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
    object: {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "PriorityLevelConfiguration",
      metadata,
      spec: { type: "Limited", limited: { nominalConcurrencyShares: 1, limitResponse: { type: "Reject" } } },
    },
    cells: ["{name}", "Limited", 1, "<none>", "<none>", "<none>", "<age>"],
  },
  {
    title: "an APIService of which nothing is known yet",
    path: "/apis/apiregistration.k8s.io/v1/apiservices",
    object: {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1.{name}.example.com" },
      spec: {
        group: "{name}.example.com",
        version: "v1",
        groupPriorityMinimum: 1,
        versionPriority: 1,
        insecureSkipTLSVerify: true,
        service: { namespace: "no-such", name: "none" },
      },
    },
    cells: ["v1.{name}.example.com", "no-such/none", "Unknown", "<age>"],
  },
  {
    title: "a Node that knows nothing of itself",
    path: "/api/v1/nodes",
    object: {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name: "{name}",
        labels: { "node-role.kubernetes.io/edge": "", "node-role.kubernetes.io/api": "" },
      },
      spec: { unschedulable: true },
    },
    cells: [
      "{name}",
      "Unknown,SchedulingDisabled",
      "api,edge",
      "<age>",
      "",
      "<none>",
      "<none>",
      "<unknown>",
      "<unknown>",
      "<unknown>",
    ],
  },
];
