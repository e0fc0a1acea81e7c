/** What the compared commands are given to read; `$NS` stands for the scenario's namespace. */

export const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels: {app: shop, tier: front}
data:
  color: blue
  size: "3"
`;

export const changedSettings = settings.replace("color: blue", "color: green");
export const prunedSettings = settings.replace('  size: "3"\n', "");

export const secret = `apiVersion: v1
kind: Secret
metadata: {name: token, labels: {app: shop}}
stringData: {user: me, password: not-a-real-one}
`;

export const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports: [{containerPort: 80}]
        env: [{name: MODE, value: plain}, {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 0.5Gi}}
        readinessProbe: {httpGet: {path: /, port: 80}}
        volumeMounts: [{name: files, mountPath: /files}]
      volumes: [{name: files, configMap: {name: settings}}]
`;

export const webService = `apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: 80}]
`;

export const database = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: database}
spec:
  serviceName: database
  replicas: 2
  selector: {matchLabels: {app: database}}
  template:
    metadata: {labels: {app: database}}
    spec:
      containers: [{name: postgres, image: "postgres:17"}]
`;

export const agent = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: "agent:2"}]
`;

export const bareJob = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  backoffLimit: 1
  template:
    spec:
      restartPolicy: Never
      containers: [{name: migrate, image: "migrate:1"}]
`;

export const barePod = `apiVersion: v1
kind: Pod
metadata: {name: alone, labels: {app: alone}}
spec:
  containers: [{name: alone, image: "alone:1"}]
`;

export const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
`;

export const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
  - host: shop.example
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`;

export const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec:
  podSelector: {}
  policyTypes: [Ingress]
`;

/** The group holds the namespace, so that runs beside each other do not share the definition. */
export const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gizmos.$NS.example}
spec:
  group: $NS.example
  scope: Namespaced
  names: {plural: gizmos, singular: gizmo, kind: Gizmo, shortNames: [gzm], categories: [$NS-all]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
    additionalPrinterColumns:
    - {name: Size, type: string, jsonPath: .spec.size}
    - {name: Replicas, type: integer, jsonPath: .spec.replicas}
    - {name: Note, type: string, jsonPath: .spec.note, priority: 1}
    schema:
      openAPIV3Schema:
        description: A gizmo of the shop.
        type: object
        required: [spec]
        properties:
          spec:
            description: What the gizmo should be.
            type: object
            required: [size]
            properties:
              size: {description: How big it is., type: string, enum: [small, large]}
              replicas: {type: integer, minimum: 0, default: 1}
              note: {type: string, maxLength: 10}
              parts: {type: array, items: {type: object, properties: {name: {type: string}}}}
          status: {type: object, properties: {replicas: {type: integer}}}
`;

export const gizmo = `apiVersion: $NS.example/v1
kind: Gizmo
metadata: {name: one}
spec: {size: small, note: hello}
`;

export const listOfTwo = `${settings}---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
`;
