import type { Refusal } from "./refusals.ts";

/** Services, settings, storage and roles that a server refuses. */
export const refusedSettings: readonly Refusal[] = [
  {
    rule: "a Service needs ports",
    object: "Service",
    set: {
      "/spec/ports": null,
    },
    says: ["spec.ports: Required value"],
  },
  {
    rule: "several ports have names",
    object: "Service",
    set: {
      "/spec/ports": [
        {
          port: 80,
        },
        {
          port: 81,
        },
      ],
    },
    says: ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"],
  },
  {
    rule: "two ports of a Service have two names",
    object: "Service",
    set: {
      "/spec/ports": [
        {
          name: "a",
          port: 80,
        },
        {
          name: "a",
          port: 81,
        },
      ],
    },
    says: ['spec.ports[1].name: Duplicate value: "a"'],
  },
  {
    rule: "a Service's port is there once",
    object: "Service",
    set: {
      "/spec/ports": [
        {
          name: "a",
          port: 80,
        },
        {
          name: "b",
          port: 80,
        },
      ],
    },
    says: [
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
    ],
  },
  {
    rule: "a Service's port is a number of a port",
    object: "Service",
    set: {
      "/spec/ports": [
        {
          port: 0,
        },
      ],
    },
    says: [
      "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
      "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
    ],
  },
  {
    rule: "a Service's port leads to a port",
    object: "Service",
    set: {
      "/spec/ports": [
        {
          port: 80,
          targetPort: "NOT_A_NAME",
        },
      ],
    },
    says: [
      'spec.ports[0].targetPort: Invalid value: "NOT_A_NAME": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'spec.ports[0].targetPort: Invalid value: "NOT_A_NAME": must contain at least one letter (a-z)',
    ],
  },
  {
    rule: "a Service's type is one that there is",
    object: "Service",
    set: {
      "/spec/type": "Public",
    },
    says: [
      'spec.type: Unsupported value: "Public": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
  },
  {
    rule: "a Service within the cluster has no node port",
    object: "Service",
    set: {
      "/spec/ports": [
        {
          port: 80,
          nodePort: 30080,
        },
      ],
    },
    says: ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  },
  {
    rule: "a headless Service is within the cluster",
    object: "Service",
    set: {
      "/spec/type": "NodePort",
      "/spec/clusterIP": "None",
    },
    says: ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"],
  },
  {
    rule: "an external name is one",
    object: "Service",
    set: {
      "/spec/type": "ExternalName",
      "/spec/externalName": "A_",
    },
    says: [
      "spec.externalName: Invalid value: \"A_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  },
  {
    rule: "an external name is given",
    object: "Service",
    set: {
      "/spec/type": "ExternalName",
    },
    says: ["spec.externalName: Required value"],
  },
  {
    rule: "a Service's sessions stick in a way that there is",
    object: "Service",
    set: {
      "/spec/sessionAffinity": "Sometimes",
    },
    says: ['spec.sessionAffinity: Unsupported value: "Sometimes": supported values: "ClientIP", "None"'],
  },
  {
    rule: "a Service's selector has labels",
    object: "Service",
    set: {
      "/spec/selector": {
        app: "a b",
      },
    },
    says: [
      "spec.selector: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  },
  {
    rule: "traffic from outside is for Services that it reaches",
    object: "Service",
    set: {
      "/spec/externalTrafficPolicy": "Local",
    },
    says: [
      'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    ],
  },
  {
    rule: "a ConfigMap's keys are names of files",
    object: "ConfigMap",
    set: {
      "/data": {
        "a b": "1",
      },
    },
    says: [
      "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
  },
  {
    rule: "a ConfigMap's keys are in data or in binaryData",
    object: "ConfigMap",
    set: {
      "/binaryData": {
        a: "YQ==",
      },
    },
    says: ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
  },
  {
    rule: "a ConfigMap's keys do not lead elsewhere",
    object: "ConfigMap",
    set: {
      "/data": {
        "..": "1",
      },
    },
    says: ["data[..]: Invalid value: \"..\": must not be '..'"],
  },
  {
    rule: "a Secret's keys are names of files",
    object: "Secret",
    set: {
      "/data": {
        "a/b": "YQ==",
      },
    },
    says: [
      "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
  },
  {
    rule: "a Secret for TLS has a certificate and a key",
    object: "Secret",
    set: {
      "/type": "kubernetes.io/tls",
    },
    says: ["data[tls.crt]: Required value", "data[tls.key]: Required value"],
  },
  {
    rule: "a Secret for registries has its file",
    object: "Secret",
    set: {
      "/type": "kubernetes.io/dockerconfigjson",
    },
    says: ["data[.dockerconfigjson]: Required value"],
  },
  {
    rule: "a Secret for registries is JSON",
    object: "Secret",
    set: {
      "/type": "kubernetes.io/dockerconfigjson",
      "/data": {
        ".dockerconfigjson": "YQ==",
      },
    },
    says: [
      "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid character 'a' looking for beginning of value",
    ],
  },
  {
    rule: "a Secret for passwords has a user or a password",
    object: "Secret",
    set: {
      "/type": "kubernetes.io/basic-auth",
    },
    says: ["data[username]: Required value", "data[password]: Required value"],
  },
  {
    rule: "a Secret for SSH has a key",
    object: "Secret",
    set: {
      "/type": "kubernetes.io/ssh-auth",
    },
    says: ["data[ssh-privatekey]: Required value"],
  },
  {
    rule: "a Secret for a service account names it",
    object: "Secret",
    set: {
      "/type": "kubernetes.io/service-account-token",
    },
    says: ["metadata.annotations[kubernetes.io/service-account.name]: Required value"],
  },
  {
    rule: "a claim needs access modes",
    object: "PersistentVolumeClaim",
    set: {
      "/spec/accessModes": null,
    },
    says: ["spec.accessModes: Required value: at least 1 access mode is required"],
  },
  {
    rule: "a claim's access mode is one that there is",
    object: "PersistentVolumeClaim",
    set: {
      "/spec/accessModes": ["Always"],
    },
    says: [
      'spec.accessModes: Unsupported value: "Always": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
    ],
  },
  {
    rule: "a claim says how much",
    object: "PersistentVolumeClaim",
    set: {
      "/spec/resources": null,
    },
    says: ["spec.resources[storage]: Required value"],
  },
  {
    rule: "a claim is for something",
    object: "PersistentVolumeClaim",
    set: {
      "/spec/resources/requests/storage": "0",
    },
    says: ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
  },
  {
    rule: "a volume has a source",
    object: "PersistentVolume",
    set: {
      "/spec/hostPath": null,
    },
    says: ["spec: Required value: must specify a volume type"],
  },
  {
    rule: "a volume says how much",
    object: "PersistentVolume",
    set: {
      "/spec/capacity": null,
    },
    says: [
      "spec.capacity: Required value",
      'spec.capacity: Unsupported value: null: supported values: "storage"',
    ],
  },
  {
    rule: "a volume is kept in a way that there is",
    object: "PersistentVolume",
    set: {
      "/spec/persistentVolumeReclaimPolicy": "Maybe",
    },
    says: [
      'spec.persistentVolumeReclaimPolicy: Unsupported value: "Maybe": supported values: "Delete", "Recycle", "Retain"',
    ],
  },
  {
    rule: "a StorageClass has a provisioner",
    object: "StorageClass",
    set: {
      "/provisioner": "",
    },
    says: ["provisioner: Required value"],
  },
  {
    rule: "a StorageClass binds in a way that there is",
    object: "StorageClass",
    set: {
      "/volumeBindingMode": "Later",
    },
    says: [
      'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"',
    ],
  },
  {
    rule: "an Ingress leads somewhere",
    object: "Ingress",
    set: {
      "/spec": null,
    },
    says: ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"],
  },
  {
    rule: "a path of an Ingress has a type",
    object: "Ingress",
    set: {
      "/spec/rules/0/http/paths/0/pathType": null,
    },
    says: ["spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"],
  },
  {
    rule: "a path's type is one that there is",
    object: "Ingress",
    set: {
      "/spec/rules/0/http/paths/0/pathType": "Regex",
    },
    says: [
      'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"',
    ],
  },
  {
    rule: "a path of an Ingress is absolute",
    object: "Ingress",
    set: {
      "/spec/rules/0/http/paths/0/path": "a",
    },
    says: ['spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path'],
  },
  {
    rule: "a path of an Ingress does not step back",
    object: "Ingress",
    set: {
      "/spec/rules/0/http/paths/0/path": "/a/../b",
    },
    says: ["spec.rules[0].http.paths[0].path: Invalid value: \"/a/../b\": must not contain '/../'"],
  },
  {
    rule: "a path of an Ingress has a backend",
    object: "Ingress",
    set: {
      "/spec/rules/0/http/paths/0/backend": {},
    },
    says: ['spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required'],
  },
  {
    rule: "a backend has a port",
    object: "Ingress",
    set: {
      "/spec/rules/0/http/paths/0/backend/service/port": null,
    },
    says: ["spec.rules[0].http.paths[0].backend: Required value: port name or number is required"],
  },
  {
    rule: "a host of an Ingress is a name",
    object: "Ingress",
    set: {
      "/spec/rules/0/host": "10.0.0.1",
    },
    says: ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address'],
  },
  {
    rule: "a host of an Ingress has one wildcard, in front",
    object: "Ingress",
    set: {
      "/spec/rules/0/host": "a.*.b",
    },
    says: [
      "spec.rules[0].host: Invalid value: \"a.*.b\": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  },
  {
    rule: "a rule of an Ingress has paths",
    object: "Ingress",
    set: {
      "/spec/rules/0/http/paths": [],
    },
    says: ["spec.rules[0].http.paths: Required value"],
  },
  {
    rule: "a NetworkPolicy's peer is somebody",
    object: "NetworkPolicy",
    set: {
      "/spec/ingress/0/from": [{}],
    },
    says: ["spec.ingress[0].from[0]: Required value: must specify a peer"],
  },
  {
    rule: "a NetworkPolicy's peer is a block or selected",
    object: "NetworkPolicy",
    set: {
      "/spec/ingress/0/from/0/podSelector": {},
    },
    says: ["spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer"],
  },
  {
    rule: "a NetworkPolicy's protocol is one that there is",
    object: "NetworkPolicy",
    set: {
      "/spec/ingress/0/ports/0/protocol": "HTTP",
    },
    says: [
      'spec.ingress[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "TCP", "UDP", "SCTP"',
    ],
  },
  {
    rule: "a NetworkPolicy's ports end after they start",
    object: "NetworkPolicy",
    set: {
      "/spec/ingress/0/ports/0/endPort": 79,
    },
    says: ["spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`"],
  },
  {
    rule: "a NetworkPolicy's type is one that there is",
    object: "NetworkPolicy",
    set: {
      "/spec/policyTypes": ["Sideways"],
    },
    says: ['spec.policyTypes[0]: Unsupported value: "Sideways": supported values: "Ingress", "Egress"'],
  },
  {
    rule: "an autoscaler's least is no more than its most",
    object: "HorizontalPodAutoscaler",
    set: {
      "/spec/minReplicas": 3,
    },
    says: ["spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"],
  },
  {
    rule: "an autoscaler's least is one",
    object: "HorizontalPodAutoscaler",
    set: {
      "/spec/minReplicas": -1,
    },
    says: ["spec.minReplicas: Invalid value: -1: must be greater than or equal to 1"],
  },
  {
    rule: "an autoscaler's most is one",
    object: "HorizontalPodAutoscaler",
    set: {
      "/spec/maxReplicas": 0,
    },
    says: [
      "spec.maxReplicas: Invalid value: 0: must be greater than 0",
      "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
    ],
  },
  {
    rule: "an autoscaler scales something",
    object: "HorizontalPodAutoscaler",
    set: {
      "/spec/scaleTargetRef/name": "",
      "/spec/scaleTargetRef/kind": "",
    },
    says: ["spec.scaleTargetRef.kind: Required value", "spec.scaleTargetRef.name: Required value"],
  },
  {
    rule: "a metric has a source",
    object: "HorizontalPodAutoscaler",
    set: {
      "/spec/metrics": [
        {
          type: "Resource",
        },
      ],
    },
    says: ["spec.metrics[0].resource: Required value: must populate information for the given metric source"],
  },
  {
    rule: "a metric has a target",
    object: "HorizontalPodAutoscaler",
    set: {
      "/spec/metrics/0/resource/target/averageUtilization": null,
    },
    says: [
      "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization",
    ],
  },
  {
    rule: "a metric's type is one that there is",
    object: "HorizontalPodAutoscaler",
    set: {
      "/spec/metrics/0/type": "Luck",
    },
    says: [
      'spec.metrics[0].type: Unsupported value: "Luck": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
    ],
  },
  {
    rule: "a budget says what stays or what goes",
    object: "PodDisruptionBudget",
    set: {
      "/spec/maxUnavailable": 1,
    },
    says: [
      'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"a"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
    ],
  },
  {
    rule: "a budget's percentage is one",
    object: "PodDisruptionBudget",
    set: {
      "/spec/minAvailable": "half",
    },
    says: [
      "spec.minAvailable: Invalid value: \"half\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ],
  },
  {
    rule: "a budget keeps no more than all",
    object: "PodDisruptionBudget",
    set: {
      "/spec/minAvailable": "101%",
    },
    says: ['spec.minAvailable: Invalid value: "101%": must not be greater than 100%'],
  },
  {
    rule: "a rule of a Role has verbs",
    object: "Role",
    set: {
      "/rules/0/verbs": [],
    },
    says: ["rules[0].verbs: Required value: verbs must contain at least one value"],
  },
  {
    rule: "a rule of a Role has groups and resources",
    object: "Role",
    set: {
      "/rules/0/apiGroups": null,
      "/rules/0/resources": null,
    },
    says: [
      "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
      "rules[0].resources: Required value: resource rules must supply at least one resource",
    ],
  },
  {
    rule: "a Role is for resources only",
    object: "Role",
    set: {
      "/rules": [
        {
          nonResourceURLs: ["/a"],
          verbs: ["get"],
        },
      ],
    },
    says: [
      'rules[0].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs',
    ],
  },
  {
    rule: "a rule of a ClusterRole is for resources or for paths",
    object: "ClusterRole",
    set: {
      "/rules/0/nonResourceURLs": ["/a"],
    },
    says: [
      'rules[0].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs',
    ],
  },
  {
    rule: "a binding names a role",
    object: "RoleBinding",
    set: {
      "/roleRef/name": "",
    },
    says: ["roleRef.name: Required value"],
  },
  {
    rule: "a binding is to a role",
    object: "RoleBinding",
    set: {
      "/roleRef/kind": "User",
    },
    says: ['roleRef.kind: Unsupported value: "User": supported values: "Role", "ClusterRole"'],
  },
  {
    rule: "a binding's subject is one that there is",
    object: "RoleBinding",
    set: {
      "/subjects/0/kind": "Robot",
    },
    says: [
      'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
    ],
  },
  {
    rule: "a binding's subject has a name",
    object: "RoleBinding",
    set: {
      "/subjects/0/name": "",
    },
    says: ["subjects[0].name: Required value"],
  },
  {
    rule: "a user is one of the group of roles",
    object: "RoleBinding",
    set: {
      "/subjects/0": {
        kind: "User",
        name: "a",
        apiGroup: "example.com",
      },
    },
    says: [
      'subjects[0].apiGroup: Unsupported value: "example.com": supported values: "rbac.authorization.k8s.io"',
    ],
  },
  {
    rule: "a priority of one's own has a bound",
    object: "PriorityClass",
    set: {
      "/value": 1000000001,
    },
    says: ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"],
  },
  {
    rule: "a webhook has a domain",
    object: "ValidatingWebhookConfiguration",
    set: {
      "/webhooks/0/name": "a.b",
    },
    says: [
      'webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots',
    ],
  },
  {
    rule: "a webhook is somewhere",
    object: "ValidatingWebhookConfiguration",
    set: {
      "/webhooks/0/clientConfig": {},
    },
    says: ["webhooks[0].clientConfig: Required value: exactly one of url or service is required"],
  },
  {
    rule: "a webhook says what it does besides",
    object: "ValidatingWebhookConfiguration",
    set: {
      "/webhooks/0/sideEffects": null,
    },
    says: ["webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun"],
  },
  {
    rule: "a webhook speaks a version that the server knows",
    object: "ValidatingWebhookConfiguration",
    set: {
      "/webhooks/0/admissionReviewVersions": ["v9"],
    },
    says: [
      'webhooks[0].admissionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1',
    ],
  },
  {
    rule: "a webhook's operation is one that there is",
    object: "ValidatingWebhookConfiguration",
    set: {
      "/webhooks/0/rules/0/operations": ["LOOK"],
    },
    says: [
      'webhooks[0].rules[0].operations[0]: Unsupported value: "LOOK": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
    ],
  },
  {
    rule: "a webhook fails in a way that there is",
    object: "ValidatingWebhookConfiguration",
    set: {
      "/webhooks/0/failurePolicy": "Maybe",
      "/webhooks/0/timeoutSeconds": 31,
    },
    says: [
      'webhooks[0].failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
      "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds",
    ],
  },
  {
    rule: "a Service's families are those that there are",
    object: "Service",
    set: {
      "/spec/ipFamilyPolicy": "Any",
    },
    says: [
      'spec.ipFamilyPolicy: Unsupported value: "Any": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
    ],
  },
  {
    rule: "a priority preempts in a way that there is",
    object: "PriorityClass",
    set: {
      "/preemptionPolicy": "Maybe",
    },
    says: ['preemptionPolicy: Unsupported value: "Maybe": supported values: "PreemptLowerPriority", "Never"'],
  },
];
