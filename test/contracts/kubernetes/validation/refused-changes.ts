import type { Refusal } from "./refusals.ts";

/** Changes of objects that a server refuses. */
export const refusedChanges: readonly Refusal[] = [
  {
    rule: "a Deployment's selector stays",
    object: "Deployment",
    set: {
      "/spec/selector/matchLabels": {
        app: "b",
      },
      "/spec/template/metadata/labels": {
        app: "b",
      },
    },
    says: ['spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable'],
  },
  {
    rule: "a Deployment keeps to the rules of new ones",
    object: "Deployment",
    set: {
      "/spec/replicas": -1,
    },
    says: ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
  },
  {
    rule: "a ReplicaSet's selector stays",
    object: "ReplicaSet",
    set: {
      "/spec/selector/matchLabels": {
        app: "b",
      },
      "/spec/template/metadata/labels": {
        app: "b",
      },
    },
    says: ['spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable'],
  },
  {
    rule: "a DaemonSet's selector stays",
    object: "DaemonSet",
    set: {
      "/spec/selector/matchLabels": {
        app: "b",
      },
      "/spec/template/metadata/labels": {
        app: "b",
      },
    },
    says: ['spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable'],
  },
  {
    rule: "a StatefulSet's service stays",
    object: "StatefulSet",
    set: {
      "/spec/serviceName": "b",
    },
    says: [
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
  },
  {
    rule: "a StatefulSet's selector stays",
    object: "StatefulSet",
    set: {
      "/spec/selector/matchLabels": {
        app: "b",
      },
      "/spec/template/metadata/labels": {
        app: "b",
      },
    },
    says: [
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
  },
  {
    rule: "a StatefulSet's management stays",
    object: "StatefulSet",
    set: {
      "/spec/podManagementPolicy": "Parallel",
    },
    says: [
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
  },
  {
    rule: "a Job's completions stay",
    object: "Job",
    set: {
      "/spec/completions": 2,
    },
    says: ["spec.completions: Invalid value: 2: field is immutable"],
  },
  {
    rule: "a Job's mode stays",
    object: "Job",
    set: {
      "/spec/completionMode": "Indexed",
      "/spec/completions": 1,
    },
    says: [
      "spec.completions: Invalid value: 1: can only be modified in tandem with spec.parallelism",
      'spec.completionMode: Invalid value: "Indexed": field is immutable',
    ],
  },
  {
    rule: "a Service's address stays",
    object: "Service",
    set: {
      "/spec/clusterIP": "None",
      "/spec/clusterIPs": ["None"],
    },
    says: ['spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set'],
  },
  {
    rule: "a claim's class stays",
    object: "PersistentVolumeClaim",
    set: {
      "/spec/storageClassName": "other",
    },
    says: [
      "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
    ],
  },
  {
    rule: "a claim's modes stay",
    object: "PersistentVolumeClaim",
    set: {
      "/spec/accessModes": ["ReadWriteMany"],
    },
    says: [
      "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
    ],
  },
  {
    rule: "a claim that is not bound asks for no more",
    object: "PersistentVolumeClaim",
    set: {
      "/spec/resources/requests/storage": "2Gi",
    },
    says: [
      "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
    ],
  },
  {
    rule: "a volume's source stays",
    object: "PersistentVolume",
    set: {
      "/spec/hostPath/path": "/b",
    },
    says: ["spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation"],
  },
  {
    rule: "a pod's containers stay",
    object: "Pod",
    set: {
      "/spec/containers": [
        {
          name: "a",
          image: "a:1",
        },
        {
          name: "b",
          image: "b",
        },
      ],
    },
    says: ["spec.containers: Forbidden: pod updates may not add or remove containers"],
  },
  {
    rule: "a pod's commands stay",
    object: "Pod",
    set: {
      "/spec/containers/0/command": ["b"],
    },
    says: [
      "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    ],
  },
  {
    rule: "an immutable ConfigMap's data stay",
    object: "ConfigMap",
    set: {
      "/data/a": "2",
    },
    from: {
      "/immutable": true,
    },
    says: ["data: Forbidden: field is immutable when `immutable` is set"],
  },
  {
    rule: "an immutable ConfigMap stays so",
    object: "ConfigMap",
    set: {
      "/immutable": false,
    },
    from: {
      "/immutable": true,
    },
    says: ["immutable: Forbidden: field is immutable when `immutable` is set"],
  },
  {
    rule: "an immutable Secret's data stay",
    object: "Secret",
    set: {
      "/data/a": "Yg==",
    },
    from: {
      "/immutable": true,
    },
    says: ["data: Forbidden: field is immutable when `immutable` is set"],
  },
  {
    rule: "a Secret's type stays",
    object: "Secret",
    set: {
      "/type": "example.com/other",
    },
    says: ['type: Invalid value: "example.com/other": field is immutable'],
  },
  {
    rule: "a binding's role stays",
    object: "RoleBinding",
    set: {
      "/roleRef/name": "b",
    },
    says: [
      'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
    ],
  },
  {
    rule: "a StorageClass's provisioner and parameters stay",
    object: "StorageClass",
    set: {
      "/provisioner": "example.com/other",
      "/parameters": {
        a: "c",
      },
    },
    says: [
      "parameters: Forbidden: updates to parameters are forbidden.",
      "provisioner: Forbidden: updates to provisioner are forbidden.",
    ],
  },
  {
    rule: "a StorageClass's policies stay",
    object: "StorageClass",
    set: {
      "/reclaimPolicy": "Retain",
      "/volumeBindingMode": "WaitForFirstConsumer",
    },
    says: [
      "reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.",
      'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
    ],
  },
  {
    rule: "a priority stays",
    object: "PriorityClass",
    set: {
      "/value": 11,
    },
    says: ["value: Forbidden: may not be changed in an update."],
  },
  {
    rule: "a priority's preemption stays",
    object: "PriorityClass",
    set: {
      "/preemptionPolicy": "Never",
    },
    says: ['preemptionPolicy: Invalid value: "Never": field is immutable'],
  },
  {
    rule: "an IngressClass's controller stays",
    object: "IngressClass",
    set: {
      "/spec/controller": "example.com/other",
    },
    says: ['spec.controller: Invalid value: "example.com/other": field is immutable'],
  },
  {
    rule: "labels of an object that is there are held to their rules",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        "-a": "b",
      },
    },
    says: [
      "metadata.labels: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  },
];
