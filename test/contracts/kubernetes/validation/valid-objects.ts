import type { Json, JsonObject } from "../../../../src/kube/json.ts";

/** An object that every server takes, and where it is made; `{space}` stands for a namespace. */
export type ValidObject = { readonly path: string; readonly body: JsonObject };

const labels = { app: "a" };
const containers = [{ name: "a", image: "a:1" }];
const template = { metadata: { labels }, spec: { containers } };
const selector = { matchLabels: labels };
const endless = { selector, template };
const ending = { template: { spec: { containers, restartPolicy: "Never" } } };

/** Valid objects, by the name that cases use; each has a name that nothing else uses. */
export const validObjects: Readonly<Record<string, ValidObject>> = {
  Pod: at("api/v1", "pods", { kind: "Pod", spec: { containers } }),
  Deployment: at("apis/apps/v1", "deployments", { kind: "Deployment", spec: { replicas: 0, ...endless } }),
  ReplicaSet: at("apis/apps/v1", "replicasets", { kind: "ReplicaSet", spec: { replicas: 0, ...endless } }),
  StatefulSet: at("apis/apps/v1", "statefulsets", {
    kind: "StatefulSet",
    spec: { replicas: 0, serviceName: "a", ...endless },
  }),
  DaemonSet: at("apis/apps/v1", "daemonsets", { kind: "DaemonSet", spec: endless }),
  Job: at("apis/batch/v1", "jobs", { kind: "Job", spec: { parallelism: 0, ...ending } }),
  CronJob: at("apis/batch/v1", "cronjobs", {
    kind: "CronJob",
    spec: { schedule: "0 0 1 1 *", suspend: true, jobTemplate: { spec: ending } },
  }),
  Service: at("api/v1", "services", { kind: "Service", spec: { selector: labels, ports: [{ port: 80 }] } }),
  ConfigMap: at("api/v1", "configmaps", { kind: "ConfigMap", data: { a: "1" } }),
  Secret: at("api/v1", "secrets", { kind: "Secret", data: { a: "YQ==" } }),
  ServiceAccount: at("api/v1", "serviceaccounts", { kind: "ServiceAccount" }),
  PersistentVolumeClaim: at("api/v1", "persistentvolumeclaims", {
    kind: "PersistentVolumeClaim",
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "none",
      resources: { requests: { storage: "1Gi" } },
    },
  }),
  Ingress: at("apis/networking.k8s.io/v1", "ingresses", {
    kind: "Ingress",
    spec: {
      rules: [
        {
          host: "a.example.com",
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "a", port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  }),
  NetworkPolicy: at("apis/networking.k8s.io/v1", "networkpolicies", {
    kind: "NetworkPolicy",
    spec: {
      podSelector: {},
      ingress: [{ ports: [{ port: 80 }], from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
    },
  }),
  HorizontalPodAutoscaler: at("apis/autoscaling/v2", "horizontalpodautoscalers", {
    kind: "HorizontalPodAutoscaler",
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "none" },
      minReplicas: 1,
      maxReplicas: 2,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
        },
      ],
    },
  }),
  PodDisruptionBudget: at("apis/policy/v1", "poddisruptionbudgets", {
    kind: "PodDisruptionBudget",
    spec: { minAvailable: 1, selector },
  }),
  Role: at("apis/rbac.authorization.k8s.io/v1", "roles", {
    kind: "Role",
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  }),
  RoleBinding: at("apis/rbac.authorization.k8s.io/v1", "rolebindings", {
    kind: "RoleBinding",
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "a" },
    subjects: [{ kind: "ServiceAccount", name: "a", namespace: "default" }],
  }),
  ClusterRole: of("apis/rbac.authorization.k8s.io/v1", "clusterroles", {
    kind: "ClusterRole",
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  }),
  PersistentVolume: of("api/v1", "persistentvolumes", {
    kind: "PersistentVolume",
    spec: {
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      hostPath: { path: "/a" },
      storageClassName: "none",
    },
  }),
  StorageClass: of("apis/storage.k8s.io/v1", "storageclasses", {
    kind: "StorageClass",
    provisioner: "example.com/none",
    parameters: { a: "b" },
  }),
  PriorityClass: of("apis/scheduling.k8s.io/v1", "priorityclasses", { kind: "PriorityClass", value: 10 }),
  IngressClass: of("apis/networking.k8s.io/v1", "ingressclasses", {
    kind: "IngressClass",
    spec: { controller: "example.com/none" },
  }),
  ValidatingWebhookConfiguration: of(
    "apis/admissionregistration.k8s.io/v1",
    "validatingwebhookconfigurations",
    {
      kind: "ValidatingWebhookConfiguration",
      webhooks: [
        {
          name: "none.example.com",
          clientConfig: { service: { name: "none", namespace: "none" } },
          rules: [
            {
              operations: ["CREATE"],
              apiGroups: ["none.example.com"],
              apiVersions: ["v1"],
              resources: ["nones"],
            },
          ],
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          failurePolicy: "Ignore",
        },
      ],
    },
  ),
  Namespace: of("api/v1", "namespaces", { kind: "Namespace" }),
};

type Named = JsonObject & { readonly kind: string };

function at(group: string, plural: string, body: Named): ValidObject {
  return of(`${group}/namespaces/{space}`, plural, body);
}

function of(prefix: string, plural: string, body: Named): ValidObject {
  const apiVersion = prefix.replace(/^apis?\//, "").replace(/\/namespaces\/.*/, "");
  return { path: `/${prefix}/${plural}`, body: { apiVersion, ...body } };
}

/** Fields by their JSON pointers; null: the field goes. */
export type Fields = Readonly<Record<string, Json>>;

/** Gives a copy of a value with fields set; `null` takes a field or an item away. */
export function withFields(value: JsonObject, set: Fields): JsonObject {
  let changed: Json = value;
  for (const [pointer, field] of Object.entries(set)) {
    const steps = pointer.slice(1).split("/");
    changed = withField(
      changed,
      steps.map((step) => step.replaceAll("~1", "/")),
      field,
    );
  }
  return changed as JsonObject;
}

function withField(value: Json, steps: readonly string[], field: Json): Json {
  const [step = "", ...rest] = steps;
  if (steps.length === 0) return field;
  if (Array.isArray(value)) {
    const index = Number(step);
    const item = withField(value[index] ?? {}, rest, field);
    return item === null ? value.toSpliced(index, 1) : value.toSpliced(index, 1, item);
  }
  const object = typeof value === "object" && value !== null ? (value as JsonObject) : {};
  const { [step]: present, ...others } = object;
  const entry = withField(present ?? {}, rest, field);
  return entry === null ? others : { ...object, [step]: entry };
}
