import type { Refusal } from "./refusals.ts";

/** Pods and workloads that a server refuses. */
export const refusedPods: readonly Refusal[] = [
  {
    rule: "a pod needs containers",
    object: "Pod",
    set: {
      "/spec/containers": [],
    },
    says: ["spec.containers: Required value"],
  },
  {
    rule: "a container needs a name",
    object: "Pod",
    set: {
      "/spec/containers/0/name": null,
    },
    says: ["spec.containers[0].name: Required value"],
  },
  {
    rule: "a container's name is a label",
    object: "Pod",
    set: {
      "/spec/containers/0/name": "A",
    },
    says: [
      "spec.containers[0].name: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    rule: "a container's name has no dots",
    object: "Pod",
    set: {
      "/spec/containers/0/name": "a.b",
    },
    says: ['spec.containers[0].name: Invalid value: "a.b": must not contain dots'],
  },
  {
    rule: "a container needs an image",
    object: "Pod",
    set: {
      "/spec/containers/0/image": null,
    },
    says: ["spec.containers[0].image: Required value"],
  },
  {
    rule: "an image has no space around it",
    object: "Pod",
    set: {
      "/spec/containers/0/image": " a:1",
    },
    says: ['spec.containers[0].image: Invalid value: " a:1": must not have leading or trailing whitespace'],
  },
  {
    rule: "two containers have two names",
    object: "Pod",
    set: {
      "/spec/containers": [
        {
          name: "a",
          image: "a",
        },
        {
          name: "a",
          image: "b",
        },
      ],
    },
    says: ['spec.containers[1].name: Duplicate value: "a"'],
  },
  {
    rule: "an init container has another name than the containers",
    object: "Pod",
    set: {
      "/spec/initContainers": [
        {
          name: "a",
          image: "a",
        },
      ],
    },
    says: ['spec.initContainers[0].name: Duplicate value: "a"'],
  },
  {
    rule: "an init container that ends has no probes",
    object: "Pod",
    set: {
      "/spec/initContainers": [
        {
          name: "i",
          image: "a",
          readinessProbe: {
            tcpSocket: {
              port: 80,
            },
          },
        },
      ],
    },
    says: [
      "spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
    ],
  },
  {
    rule: "a container's port is a number of a port",
    object: "Pod",
    set: {
      "/spec/containers/0/ports": [
        {
          containerPort: 70000,
        },
      ],
    },
    says: [
      "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
    ],
  },
  {
    rule: "a container's port is given",
    object: "Pod",
    set: {
      "/spec/containers/0/ports": [
        {
          containerPort: 0,
        },
      ],
    },
    says: ["spec.containers[0].ports[0].containerPort: Required value"],
  },
  {
    rule: "a port's name has 15 characters at most",
    object: "Pod",
    set: {
      "/spec/containers/0/ports": [
        {
          containerPort: 80,
          name: "a-very-long-port-name",
        },
      ],
    },
    says: [
      'spec.containers[0].ports[0].name: Invalid value: "a-very-long-port-name": must be no more than 15 characters',
    ],
  },
  {
    rule: "a port's name has lower case letters",
    object: "Pod",
    set: {
      "/spec/containers/0/ports": [
        {
          containerPort: 80,
          name: "HTTP_1",
        },
      ],
    },
    says: [
      'spec.containers[0].ports[0].name: Invalid value: "HTTP_1": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'spec.containers[0].ports[0].name: Invalid value: "HTTP_1": must contain at least one letter (a-z)',
    ],
  },
  {
    rule: "two ports have two names",
    object: "Pod",
    set: {
      "/spec/containers/0/ports": [
        {
          containerPort: 80,
          name: "a",
        },
        {
          containerPort: 81,
          name: "a",
        },
      ],
    },
    says: ['spec.containers[0].ports[1].name: Duplicate value: "a"'],
  },
  {
    rule: "a port's protocol is one that there is",
    object: "Pod",
    set: {
      "/spec/containers/0/ports": [
        {
          containerPort: 80,
          protocol: "HTTP",
        },
      ],
    },
    says: [
      'spec.containers[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ],
  },
  {
    rule: "a port of the host is one container's",
    object: "Pod",
    set: {
      "/spec/containers/0/ports": [
        {
          containerPort: 80,
          hostPort: 80,
        },
        {
          containerPort: 81,
          hostPort: 80,
        },
      ],
    },
    says: ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
  },
  {
    rule: "a variable has a name",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          value: "1",
        },
      ],
    },
    says: ["spec.containers[0].env[0].name: Required value"],
  },
  {
    rule: "a variable's name has no equals sign",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          name: "A=B",
          value: "1",
        },
      ],
    },
    says: [
      "spec.containers[0].env[0].name: Invalid value: \"A=B\": a valid environment variable name must consist only of printable ASCII characters other than '='",
    ],
  },
  {
    rule: "a variable has one value",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          name: "A",
          value: "1",
          valueFrom: {
            fieldRef: {
              fieldPath: "metadata.name",
            },
          },
        },
      ],
    },
    says: [
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ],
  },
  {
    rule: "a variable from elsewhere says from where",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          name: "A",
          valueFrom: {},
        },
      ],
    },
    says: [
      'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    ],
  },
  {
    rule: "a variable of a ConfigMap names its key",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          name: "A",
          valueFrom: {
            configMapKeyRef: {
              name: "a",
              key: "",
            },
          },
        },
      ],
    },
    says: ["spec.containers[0].env[0].valueFrom.configMapKeyRef.key: Required value"],
  },
  {
    rule: "a variable of a field names one that there is",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          name: "A",
          valueFrom: {
            fieldRef: {
              fieldPath: "metadata.none",
            },
          },
        },
      ],
    },
    says: [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.none": error converting fieldPath: field label not supported: metadata.none',
    ],
  },
  {
    rule: "a variable of a field names one that variables can have",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          name: "A",
          valueFrom: {
            fieldRef: {
              fieldPath: "status.phase",
            },
          },
        },
      ],
    },
    says: [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
    ],
  },
  {
    rule: "a variable of a resource names one that there is",
    object: "Pod",
    set: {
      "/spec/containers/0/env": [
        {
          name: "A",
          valueFrom: {
            resourceFieldRef: {
              resource: "limits.gpu",
            },
          },
        },
      ],
    },
    says: [
      'spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
    ],
  },
  {
    rule: "a device names a volume of the pod",
    object: "Pod",
    set: {
      "/spec/containers/0/volumeDevices": [
        {
          name: "none",
          devicePath: "/dev/a",
        },
      ],
    },
    says: ['spec.containers[0].volumeDevices[0].name: Not found: "none"'],
  },
  {
    rule: "a user is a number of a user",
    object: "Pod",
    set: {
      "/spec/containers/0/securityContext": {
        runAsUser: -1,
      },
    },
    says: [
      "spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
    ],
  },
  {
    rule: "a pod's group is a number of a group",
    object: "Pod",
    set: {
      "/spec/securityContext": {
        fsGroup: -1,
      },
    },
    says: ["spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive"],
  },
  {
    rule: "a profile is one that there is",
    object: "Pod",
    set: {
      "/spec/containers/0/securityContext": {
        seccompProfile: {
          type: "None",
        },
      },
    },
    says: [
      'spec.containers[0].securityContext.seccompProfile.type: Unsupported value: "None": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
    ],
  },
  {
    rule: "a local profile is named",
    object: "Pod",
    set: {
      "/spec/securityContext": {
        seccompProfile: {
          type: "Localhost",
        },
      },
    },
    says: [
      "spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost",
    ],
  },
  {
    rule: "a mount is shared in a way that there is",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          emptyDir: {},
        },
      ],
      "/spec/containers/0/volumeMounts": [
        {
          name: "v",
          mountPath: "/a",
          mountPropagation: "Maybe",
        },
      ],
    },
    says: [
      'spec.containers[0].volumeMounts.mountPropagation: Unsupported value: "Maybe": supported values: "Bidirectional", "HostToContainer", "None"',
    ],
  },
  {
    rule: "pods spread over something",
    object: "Pod",
    set: {
      "/spec/topologySpreadConstraints": [
        {
          maxSkew: 0,
          topologyKey: "a",
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: {},
        },
      ],
    },
    says: ["spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero"],
  },
  {
    rule: "variables come from a ConfigMap or a Secret",
    object: "Pod",
    set: {
      "/spec/containers/0/envFrom": [{}],
    },
    says: [
      'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    ],
  },
  {
    rule: "a mount names a volume of the pod",
    object: "Pod",
    set: {
      "/spec/containers/0/volumeMounts": [
        {
          name: "none",
          mountPath: "/a",
        },
      ],
    },
    says: ['spec.containers[0].volumeMounts[0].name: Not found: "none"'],
  },
  {
    rule: "a mount has a path",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          emptyDir: {},
        },
      ],
      "/spec/containers/0/volumeMounts": [
        {
          name: "v",
        },
      ],
    },
    says: ["spec.containers[0].volumeMounts[0].mountPath: Required value"],
  },
  {
    rule: "two mounts have two paths",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          emptyDir: {},
        },
      ],
      "/spec/containers/0/volumeMounts": [
        {
          name: "v",
          mountPath: "/a",
        },
        {
          name: "v",
          mountPath: "/a",
        },
      ],
    },
    says: ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique'],
  },
  {
    rule: "a path below a volume goes down",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          emptyDir: {},
        },
      ],
      "/spec/containers/0/volumeMounts": [
        {
          name: "v",
          mountPath: "/a",
          subPath: "../b",
        },
      ],
    },
    says: ["spec.containers[0].volumeMounts.subPath: Invalid value: \"../b\": must not contain '..'"],
  },
  {
    rule: "two volumes have two names",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          emptyDir: {},
        },
        {
          name: "v",
          emptyDir: {},
        },
      ],
    },
    says: ['spec.volumes[1].name: Duplicate value: "v"'],
  },
  {
    rule: "a volume without a name is none",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          emptyDir: {},
        },
      ],
    },
    says: ["spec.volumes[0].name: Required value"],
  },
  {
    rule: "a volume has one source",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          configMap: {
            name: "a",
          },
          secret: {
            secretName: "a",
          },
        },
      ],
    },
    says: ["spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type"],
  },
  {
    rule: "a volume of a ConfigMap names it",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          configMap: {},
        },
      ],
    },
    says: ["spec.volumes[0].configMap.name: Required value"],
  },
  {
    rule: "a file's mode is one that there is",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          secret: {
            secretName: "a",
            defaultMode: 512,
          },
        },
      ],
    },
    says: [
      "spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
    ],
  },
  {
    rule: "a file's path stays in its volume",
    object: "Pod",
    set: {
      "/spec/volumes": [
        {
          name: "v",
          configMap: {
            name: "a",
            items: [
              {
                key: "a",
                path: "/b",
              },
            ],
          },
        },
      ],
    },
    says: ['spec.volumes[0].configMap.items[0].path: Invalid value: "/b": must be a relative path'],
  },
  {
    rule: "a probe does something",
    object: "Pod",
    set: {
      "/spec/containers/0/readinessProbe": {
        periodSeconds: 1,
      },
    },
    says: ["spec.containers[0].readinessProbe: Required value: must specify a handler type"],
  },
  {
    rule: "a probe does one thing",
    object: "Pod",
    set: {
      "/spec/containers/0/readinessProbe": {
        tcpSocket: {
          port: 80,
        },
        exec: {
          command: ["a"],
        },
      },
    },
    says: [
      "spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type",
    ],
  },
  {
    rule: "a probe's port is a number of a port",
    object: "Pod",
    set: {
      "/spec/containers/0/livenessProbe": {
        httpGet: {
          port: 0,
        },
      },
    },
    says: [
      "spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive",
    ],
  },
  {
    rule: "a probe's numbers are not negative",
    object: "Pod",
    set: {
      "/spec/containers/0/readinessProbe": {
        tcpSocket: {
          port: 80,
        },
        periodSeconds: -1,
      },
    },
    says: [
      "spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0",
    ],
  },
  {
    rule: "a liveness probe succeeds once",
    object: "Pod",
    set: {
      "/spec/containers/0/livenessProbe": {
        tcpSocket: {
          port: 80,
        },
        successThreshold: 2,
      },
    },
    says: ["spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"],
  },
  {
    rule: "a readiness probe has no grace period",
    object: "Pod",
    set: {
      "/spec/containers/0/readinessProbe": {
        tcpSocket: {
          port: 80,
        },
        terminationGracePeriodSeconds: 1,
      },
    },
    says: [
      "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes",
    ],
  },
  {
    rule: "a hook does something",
    object: "Pod",
    set: {
      "/spec/containers/0/lifecycle": {
        preStop: {},
      },
    },
    says: ["spec.containers[0].lifecycle.preStop: Required value: must specify a handler type"],
  },
  {
    rule: "a request is within its limit",
    object: "Pod",
    set: {
      "/spec/containers/0/resources": {
        requests: {
          cpu: "2",
        },
        limits: {
          cpu: "1",
        },
      },
    },
    says: [
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ],
  },
  {
    rule: "a request is not negative",
    object: "Pod",
    set: {
      "/spec/containers/0/resources": {
        requests: {
          memory: "-1",
        },
      },
    },
    says: [
      'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
    ],
  },
  {
    rule: "a container's resource is one that there is",
    object: "Pod",
    set: {
      "/spec/containers/0/resources": {
        requests: {
          gpu: "1",
        },
      },
    },
    says: [
      'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
    ],
  },
  {
    rule: "an image is pulled by a policy that there is",
    object: "Pod",
    set: {
      "/spec/containers/0/imagePullPolicy": "Sometimes",
    },
    says: [
      'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
  },
  {
    rule: "a pod restarts by a policy that there is",
    object: "Pod",
    set: {
      "/spec/restartPolicy": "Sometimes",
    },
    says: [
      'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
    ],
  },
  {
    rule: "a toleration of everything says so",
    object: "Pod",
    set: {
      "/spec/tolerations": [
        {
          operator: "Equal",
        },
      ],
    },
    says: [
      'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
  },
  {
    rule: "a pod's service account has a name",
    object: "Deployment",
    set: {
      "/spec/template/spec/serviceAccountName": "A_",
    },
    says: [
      "spec.template.spec.serviceAccountName: Invalid value: \"A_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  },
  {
    rule: "a pod on the host's network has the host's ports",
    object: "Pod",
    set: {
      "/spec/hostNetwork": true,
      "/spec/containers/0/ports": [
        {
          containerPort: 80,
          hostPort: 81,
        },
      ],
    },
    says: [
      "spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true",
    ],
  },
  {
    rule: "a Deployment needs a selector",
    object: "Deployment",
    set: {
      "/spec/selector": null,
    },
    says: [
      "spec.selector: Required value",
      'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
    ],
  },
  {
    rule: "a Deployment does not select everything",
    object: "Deployment",
    set: {
      "/spec/selector": {},
    },
    says: ["spec.selector: Invalid value: {}: empty selector is invalid for deployment"],
  },
  {
    rule: "a Deployment selects its own pods",
    object: "Deployment",
    set: {
      "/spec/template/metadata/labels": {
        app: "b",
      },
    },
    says: [
      'spec.template.metadata.labels: Invalid value: {"app":"b"}: `selector` does not match template `labels`',
    ],
  },
  {
    rule: "a Deployment's replicas are not negative",
    object: "Deployment",
    set: {
      "/spec/replicas": -1,
    },
    says: ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
  },
  {
    rule: "a Deployment's pods do not end",
    object: "Deployment",
    set: {
      "/spec/template/spec/restartPolicy": "Never",
    },
    says: ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  },
  {
    rule: "a Deployment's containers are held to the rules of pods",
    object: "Deployment",
    set: {
      "/spec/template/spec/containers/0/image": null,
      "/spec/template/spec/containers/0/name": "A",
    },
    says: [
      "spec.template.spec.containers[0].name: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      "spec.template.spec.containers[0].image: Required value",
    ],
  },
  {
    rule: "a Deployment rolls out by a strategy that there is",
    object: "Deployment",
    set: {
      "/spec/strategy": {
        type: "Slowly",
      },
    },
    says: [
      'spec.strategy: Unsupported value: {"Type":"Slowly","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
  },
  {
    rule: "a Deployment that is made anew has no rolling update",
    object: "Deployment",
    set: {
      "/spec/strategy": {
        type: "Recreate",
        rollingUpdate: {
          maxSurge: 1,
        },
      },
    },
    says: ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
  },
  {
    rule: "a rolling update moves",
    object: "Deployment",
    set: {
      "/spec/strategy": {
        type: "RollingUpdate",
        rollingUpdate: {
          maxSurge: 0,
          maxUnavailable: 0,
        },
      },
    },
    says: ["spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"],
  },
  {
    rule: "a percentage is a number",
    object: "Deployment",
    set: {
      "/spec/strategy": {
        type: "RollingUpdate",
        rollingUpdate: {
          maxSurge: "many",
          maxUnavailable: 0,
        },
      },
    },
    says: [
      "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"many\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
    ],
  },
  {
    rule: "a Deployment has time until it is late",
    object: "Deployment",
    set: {
      "/spec/progressDeadlineSeconds": 1,
      "/spec/minReadySeconds": 2,
    },
    says: ["spec.progressDeadlineSeconds: Invalid value: 1: must be greater than minReadySeconds"],
  },
  {
    rule: "a selector's operator is one that there is",
    object: "Deployment",
    set: {
      "/spec/selector": {
        matchExpressions: [
          {
            key: "app",
            operator: "Is",
            values: ["a"],
          },
        ],
      },
    },
    says: [
      'spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator',
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Is","values":["a"]}]}: invalid label selector',
    ],
  },
  {
    rule: "a selector's operator has its values",
    object: "Deployment",
    set: {
      "/spec/selector": {
        matchExpressions: [
          {
            key: "app",
            operator: "In",
          },
        ],
      },
    },
    says: [
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"In"}]}: invalid label selector',
    ],
  },
  {
    rule: "a DaemonSet selects its own pods",
    object: "DaemonSet",
    set: {
      "/spec/template/metadata/labels": {
        app: "b",
      },
    },
    says: [
      'spec.template.metadata.labels: Invalid value: {"app":"b"}: `selector` does not match template `labels`',
    ],
  },
  {
    rule: "a StatefulSet selects its own pods",
    object: "StatefulSet",
    set: {
      "/spec/template/metadata/labels": {
        app: "b",
      },
    },
    says: [
      'spec.template.metadata.labels: Invalid value: {"app":"b"}: `selector` does not match template `labels`',
    ],
  },
  {
    rule: "a StatefulSet's pods are managed in a way that there is",
    object: "StatefulSet",
    set: {
      "/spec/podManagementPolicy": "Any",
    },
    says: ["spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'"],
  },
  {
    rule: "a mount names a claim of its StatefulSet or a volume",
    object: "StatefulSet",
    set: {
      "/spec/template/spec/containers/0/volumeMounts": [
        {
          name: "data",
          mountPath: "/a",
        },
      ],
    },
    says: ['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"'],
  },
  {
    rule: "a StatefulSet's name is a label",
    object: "StatefulSet",
    set: {
      "/metadata/name": "a.b",
    },
    says: ['metadata.name: Invalid value: "a.b": must not contain dots'],
  },
  {
    rule: "a StatefulSet's claims are held to the rules of claims",
    object: "StatefulSet",
    set: {
      "/spec/volumeClaimTemplates": [
        {
          metadata: {
            name: "a",
          },
          spec: {},
        },
      ],
    },
    says: [
      "spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required",
      "spec.volumeClaimTemplates[0].spec.resources[storage]: Required value",
    ],
  },
  {
    rule: "a StatefulSet is updated in a way that there is",
    object: "StatefulSet",
    set: {
      "/spec/updateStrategy": {
        type: "Slowly",
        rollingUpdate: {
          partition: 1,
        },
      },
    },
    says: [
      'spec.updateStrategy: Invalid value: {"Type":"Slowly","RollingUpdate":{"Partition":1,"MaxUnavailable":null}}: must be \'RollingUpdate\' or \'OnDelete\'',
    ],
  },
  {
    rule: "a DaemonSet is updated in a way that there is",
    object: "DaemonSet",
    set: {
      "/spec/updateStrategy": {
        type: "Slowly",
      },
    },
    says: [
      'spec.updateStrategy: Unsupported value: {"Type":"Slowly","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
    ],
  },
  {
    rule: "a ReplicaSet needs a selector",
    object: "ReplicaSet",
    set: {
      "/spec/selector": null,
    },
    says: [
      "spec.selector: Required value",
      'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
    ],
  },
  {
    rule: "a Job's pods end",
    object: "Job",
    set: {
      "/spec/template/spec/restartPolicy": "Always",
    },
    says: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  },
  {
    rule: "a Job's pods say that they end",
    object: "Job",
    set: {
      "/spec/template/spec/restartPolicy": null,
    },
    says: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  },
  {
    rule: "a Job's numbers are not negative",
    object: "Job",
    set: {
      "/spec/parallelism": -1,
      "/spec/completions": -1,
      "/spec/backoffLimit": -1,
    },
    says: [
      "spec.parallelism: Invalid value: -1: must be greater than or equal to 0",
      "spec.completions: Invalid value: -1: must be greater than or equal to 0",
      "spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0",
    ],
  },
  {
    rule: "an indexed Job has completions",
    object: "Job",
    set: {
      "/spec/completionMode": "Indexed",
    },
    says: ["spec.completions: Required value: when completion mode is Indexed"],
  },
  {
    rule: "a CronJob needs a schedule",
    object: "CronJob",
    set: {
      "/spec/schedule": "",
    },
    says: ["spec.schedule: Required value"],
  },
  {
    rule: "a schedule has five fields",
    object: "CronJob",
    set: {
      "/spec/schedule": "* * *",
    },
    says: ['spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]'],
  },
  {
    rule: "a schedule's fields have bounds",
    object: "CronJob",
    set: {
      "/spec/schedule": "61 * * * *",
    },
    says: ['spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61'],
  },
  {
    rule: "a schedule's fields are numbers",
    object: "CronJob",
    set: {
      "/spec/schedule": "a * * * *",
    },
    says: [
      'spec.schedule: Invalid value: "a * * * *": failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax',
    ],
  },
  {
    rule: "a CronJob's time zone is one that there is",
    object: "CronJob",
    set: {
      "/spec/timeZone": "Nowhere/None",
    },
    says: ['spec.timeZone: Invalid value: "Nowhere/None": unknown time zone Nowhere/None'],
  },
  {
    rule: "a CronJob's runs overlap in a way that there is",
    object: "CronJob",
    set: {
      "/spec/concurrencyPolicy": "Maybe",
    },
    says: [
      'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"',
    ],
  },
  {
    rule: "a CronJob's name leaves room for its jobs",
    object: "CronJob",
    set: {
      "/metadata/name": "a".repeat(53),
    },
    says: [
      'metadata.name: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 52 characters',
    ],
  },
];
