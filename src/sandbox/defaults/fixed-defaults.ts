import type { Json } from "../../kube/json.ts";

type Defaults = Readonly<Record<string, Readonly<Record<string, Json>>>>;

const termination = { terminationMessagePath: "/dev/termination-log", terminationMessagePolicy: "File" };
const mode = { defaultMode: 0o644 };

const core: Defaults = {
  "api.core.v1.AzureDiskVolumeSource": {
    cachingMode: "ReadWrite",
    fsType: "ext4",
    kind: "Shared",
    readOnly: false,
  },
  "api.core.v1.ConfigMapVolumeSource": mode,
  "api.core.v1.Container": termination,
  "api.core.v1.ContainerPort": { protocol: "TCP" },
  "api.core.v1.DownwardAPIVolumeSource": mode,
  "api.core.v1.EndpointPort": { protocol: "TCP" },
  "api.core.v1.EphemeralContainer": termination,
  "api.core.v1.FileKeySelector": { optional: false },
  "api.core.v1.GRPCAction": { service: "" },
  "api.core.v1.HTTPGetAction": { path: "/", scheme: "HTTP" },
  "api.core.v1.HostPathVolumeSource": { type: "" },
  "api.core.v1.ISCSIPersistentVolumeSource": { iscsiInterface: "default" },
  "api.core.v1.ISCSIVolumeSource": { iscsiInterface: "default" },
  "api.core.v1.NamespaceStatus": { phase: "Active" },
  "api.core.v1.ObjectFieldSelector": { apiVersion: "v1" },
  "api.core.v1.PersistentVolumeClaimSpec": { volumeMode: "Filesystem" },
  "api.core.v1.PersistentVolumeClaimStatus": { phase: "Pending" },
  "api.core.v1.PersistentVolumeSpec": { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" },
  "api.core.v1.PersistentVolumeStatus": { phase: "Pending" },
  "api.core.v1.PodSpec": {
    dnsPolicy: "ClusterFirst",
    restartPolicy: "Always",
    schedulerName: "default-scheduler",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
  "api.core.v1.Probe": { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
  "api.core.v1.ProjectedVolumeSource": mode,
  "api.core.v1.RBDPersistentVolumeSource": { keyring: "/etc/ceph/keyring", pool: "rbd", user: "admin" },
  "api.core.v1.RBDVolumeSource": { keyring: "/etc/ceph/keyring", pool: "rbd", user: "admin" },
  "api.core.v1.ReplicationControllerSpec": { replicas: 1 },
  "api.core.v1.ScaleIOPersistentVolumeSource": { fsType: "xfs", storageMode: "ThinProvisioned" },
  "api.core.v1.ScaleIOVolumeSource": { fsType: "xfs", storageMode: "ThinProvisioned" },
  "api.core.v1.Secret": { type: "Opaque" },
  "api.core.v1.SecretVolumeSource": mode,
  "api.core.v1.ServiceAccountTokenProjection": { expirationSeconds: 3600 },
  "api.core.v1.ServicePort": { protocol: "TCP" },
  "api.core.v1.ServiceSpec": { sessionAffinity: "None", type: "ClusterIP" },
};

const workloads: Defaults = {
  "api.apps.v1.DaemonSetSpec": { revisionHistoryLimit: 10 },
  "api.apps.v1.DeploymentSpec": { progressDeadlineSeconds: 600, replicas: 1, revisionHistoryLimit: 10 },
  "api.apps.v1.ReplicaSetSpec": { replicas: 1 },
  "api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {
    whenDeleted: "Retain",
    whenScaled: "Retain",
  },
  "api.apps.v1.StatefulSetSpec": {
    persistentVolumeClaimRetentionPolicy: {},
    podManagementPolicy: "OrderedReady",
    replicas: 1,
    revisionHistoryLimit: 10,
  },
  "api.autoscaling.v1.HorizontalPodAutoscalerSpec": { minReplicas: 1, targetCPUUtilizationPercentage: 80 },
  "api.autoscaling.v2.HorizontalPodAutoscalerBehavior": { scaleDown: {}, scaleUp: {} },
  "api.autoscaling.v2.HorizontalPodAutoscalerSpec": {
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
      },
    ],
    minReplicas: 1,
  },
  "api.batch.v1.CronJobSpec": {
    concurrencyPolicy: "Allow",
    failedJobsHistoryLimit: 1,
    successfulJobsHistoryLimit: 3,
    suspend: false,
  },
  "api.batch.v1.PodFailurePolicyOnPodConditionsPattern": { status: "True" },
};

const webhook = {
  failurePolicy: "Fail",
  matchPolicy: "Equivalent",
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};
const matchResources = { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} };
const httpsPort = { port: 443 };

const platform: Defaults = {
  "api.admissionregistration.v1.MatchResources": matchResources,
  "api.admissionregistration.v1.MutatingWebhook": { ...webhook, reinvocationPolicy: "Never" },
  "api.admissionregistration.v1.NamedRuleWithOperations": { scope: "*" },
  "api.admissionregistration.v1.RuleWithOperations": { scope: "*" },
  "api.admissionregistration.v1.ServiceReference": httpsPort,
  "api.admissionregistration.v1.ValidatingAdmissionPolicySpec": { failurePolicy: "Fail" },
  "api.admissionregistration.v1.ValidatingWebhook": webhook,
  "api.discovery.v1.EndpointPort": { name: "", protocol: "TCP" },
  "api.flowcontrol.v1.ExemptPriorityLevelConfiguration": { lendablePercent: 0, nominalConcurrencyShares: 0 },
  "api.flowcontrol.v1.FlowSchemaSpec": { matchingPrecedence: 1000 },
  "api.flowcontrol.v1.LimitedPriorityLevelConfiguration": {
    lendablePercent: 0,
    nominalConcurrencyShares: 30,
  },
  "api.flowcontrol.v1.QueuingConfiguration": { handSize: 8, queueLengthLimit: 50, queues: 64 },
  "api.networking.v1.IngressClassParametersReference": { scope: "Cluster" },
  "api.networking.v1.NetworkPolicyPort": { protocol: "TCP" },
  "api.rbac.v1.RoleRef": { apiGroup: "rbac.authorization.k8s.io" },
  "api.resource.v1.DeviceSubRequest": { allocationMode: "ExactCount" },
  "api.resource.v1.ExactDeviceRequest": { allocationMode: "ExactCount" },
  "api.scheduling.v1.PriorityClass": { preemptionPolicy: "PreemptLowerPriority" },
  "api.storage.v1.CSIDriverSpec": {
    attachRequired: true,
    fsGroupPolicy: "ReadWriteOnceWithFSType",
    podInfoOnMount: false,
    requiresRepublish: false,
    seLinuxMount: false,
    storageCapacity: false,
    volumeLifecycleModes: ["Persistent"],
  },
  "api.storage.v1.StorageClass": { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" },
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec": {
    conversion: { strategy: "None" },
  },
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference": httpsPort,
  "kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference": httpsPort,
};

/**
 * Fields that the server sets where they are absent, by type. Source: pkg/apis/<group>/<version>/defaults.go of
 * https://github.com/kubernetes/kubernetes/tree/v1.35.0, and the +default markers of k8s.io/api.
 */
export const fixedDefaults: Defaults = { ...core, ...workloads, ...platform };
