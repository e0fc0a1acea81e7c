import type { KindRules } from "./kind-rules.ts";

/** Kinds that stand for something outside or below the cluster: clouds, clusters, machines, certificates, secrets, storage. */
export const infrastructureKinds: readonly KindRules[] = [
  {
    kinds: ["cert-manager.io/Certificate", "certmanager.k8s.io/Certificate"],
    source: "https://cert-manager.io/docs/usage/certificate/#inner-workings-diagram-for-developers",
    lines: [
      ["Issuing=False(Failed)", "Degraded"],
      ["Issuing=True", "Progressing"],
      ["Ready=False(DoesNotExist|InProgress|Pending|TemporaryCertificate)", "Progressing"],
      ["Ready=False", "Degraded"],
      ["Ready=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["cert-manager.io/CertificateRequest"],
    source: "https://cert-manager.io/docs/usage/certificaterequest/#conditions",
    lines: [
      ["Denied=True", "Degraded"],
      ["InvalidRequest=True", "Degraded"],
      ["Ready=False(Pending)", "Progressing"],
      ["Ready=False", "Degraded"],
    ],
  },
  {
    kinds: [
      "cert-manager.io/Issuer",
      "cert-manager.io/ClusterIssuer",
      "certmanager.k8s.io/Issuer",
      "certmanager.k8s.io/ClusterIssuer",
    ],
    source: "https://cert-manager.io/docs/configuration/",
    lines: [
      ["Ready=False", "Degraded"],
      ["Ready=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["acme.cert-manager.io/Order", "acme.cert-manager.io/Challenge"],
    source: "https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.State",
    lines: [
      [".status.state=invalid|expired|errored", "Degraded", ".status.reason"],
      [".status.state=valid|ready", "Healthy"],
      [".status.state=*", "Progressing", ".status.reason"],
    ],
  },
  {
    kinds: ["pkg.crossplane.io/*"],
    source: "https://docs.crossplane.io/latest/packages/providers/#provider-conditions",
    lines: [
      ["Installed=False(UnpackingPackage)", "Progressing"],
      ["Installed=False", "Degraded"],
      ["Healthy=False", "Degraded"],
      ["Installed=Unknown", "Progressing"],
      ["Healthy=Unknown", "Progressing"],
      ["Healthy=True", "Healthy"],
    ],
  },
  {
    kinds: ["*.crossplane.io/*", "*.upbound.io/*"],
    source: "https://docs.crossplane.io/latest/managed-resources/managed-resources/#conditions",
    lines: [
      ["Synced=False(ReconcilePaused)", "Suspended"],
      ["LastAsyncOperation=False", "Degraded"],
      ["Synced=False", "Degraded"],
      ["Healthy=False", "Degraded"],
      ["Ready=False(Creating|Deleting|Unavailable|WaitingFor*)", "Progressing"],
      ["Ready=False", "Progressing"],
      ["Ready=Unknown", "Progressing"],
      ["Ready=True", "Healthy"],
      ["Synced=True", "Progressing"],
    ],
  },
  {
    kinds: ["*.services.k8s.aws/*"],
    source: "https://aws-controllers-k8s.github.io/community/docs/community/how-it-works/",
    lines: [
      ["ACK.Terminal=True", "Degraded"],
      ["ACK.Recoverable=True", "Degraded"],
      ["ACK.ResourceSynced=False", "Progressing"],
      ["ACK.ResourceSynced=Unknown", "Progressing"],
      ["ACK.ResourceSynced=True", "Healthy"],
    ],
  },
  {
    kinds: ["*.cnrm.cloud.google.com/*"],
    source: "https://cloud.google.com/config-connector/docs/how-to/monitoring-your-resources#listing_events",
    lines: [
      ["Ready=False(Updating|Creating|Deleting)", "Progressing"],
      ["Ready=False(DependencyNotReady)", "Suspended"],
      ["Ready=False", "Degraded"],
      [".status.healthy=false", "Degraded"],
    ],
  },
  {
    kinds: [
      "cluster.x-k8s.io/Cluster",
      "cluster.x-k8s.io/Machine",
      "cluster.x-k8s.io/MachinePool",
      "cluster.x-k8s.io/MachineDeployment",
      "cluster.x-k8s.io/MachineSet",
    ],
    source: "https://cluster-api.sigs.k8s.io/developer/providers/contracts/overview",
    lines: [
      [".spec.paused=true", "Suspended"],
      ["Paused=True", "Suspended"],
      [".status.phase=Failed", "Degraded", ".status.failureMessage"],
      ["Ready=False(*Failed|*Unreachable|*Error)", "Degraded"],
      [".status.phase=Pending|Provisioning|ScalingUp|ScalingDown|Deleting", "Progressing"],
      ["Ready=False", "Progressing"],
      [".status.phase=Provisioned|Running", "Healthy"],
    ],
  },
  {
    kinds: ["cluster.x-k8s.io/MachineHealthCheck"],
    source: "https://cluster-api.sigs.k8s.io/tasks/automated-machine-management/healthchecking",
    lines: [["RemediationAllowed=False", "Degraded"]],
  },
  {
    kinds: ["addons.cluster.x-k8s.io/ClusterResourceSet"],
    source: "https://cluster-api.sigs.k8s.io/tasks/cluster-resource-set",
    lines: [
      ["ResourcesApplied=False", "Degraded"],
      ["ResourcesApplied=True", "Healthy"],
    ],
  },
  {
    kinds: [
      "controlplane.cluster.x-k8s.io/*",
      "infrastructure.cluster.x-k8s.io/*",
      "bootstrap.cluster.x-k8s.io/*",
    ],
    source: "https://cluster-api.sigs.k8s.io/developer/providers/contracts/infra-cluster",
    lines: [
      [".status.failureMessage", "Degraded", ".status.failureMessage"],
      ["*=False(*Failed)", "Degraded"],
      ["*Creating=True", "Progressing"],
      ["*Updating=True", "Progressing"],
      [".status.ready=false", "Progressing"],
      [".status.ready=true", "Healthy"],
    ],
  },
  {
    kinds: ["karpenter.sh/NodeClaim"],
    source: "https://karpenter.sh/docs/concepts/nodeclaims/",
    lines: [
      ["Disrupting=True", "Suspended"],
      ["Launched=False", "Degraded"],
      ["Registered=False", "Degraded"],
      ["Initialized=True & Ready=False", "Degraded"],
      ["Ready=True", "Healthy"],
      ["*=*", "Progressing"],
    ],
  },
  {
    kinds: ["karpenter.sh/NodePool", "karpenter.k8s.aws/EC2NodeClass"],
    source: "https://karpenter.sh/docs/concepts/nodepools/",
    lines: [
      ["Ready=False", "Degraded"],
      ["Ready=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["external-secrets.io/ClusterExternalSecret"],
    source: "https://external-secrets.io/latest/api/clusterexternalsecret/",
    lines: [
      ["Ready=True", "Healthy"],
      ["NotReady=True", "Degraded"],
      ["PartiallyReady=True", "Degraded"],
      ["Ready=False", "Degraded"],
    ],
  },
  {
    kinds: ["external-secrets.io/*", "generators.external-secrets.io/*"],
    source: "https://external-secrets.io/latest/api/externalsecret/",
    lines: [
      ["Ready=False", "Degraded"],
      ["Ready=Unknown", "Progressing"],
      ["Deleted=True", "Healthy"],
    ],
  },
  {
    kinds: ["kubernetes-client.io/ExternalSecret"],
    source: "https://github.com/external-secrets/kubernetes-external-secrets#status",
    lines: [
      [".status.status=SUCCESS", "Healthy"],
      [".status.status=ERROR*", "Degraded"],
    ],
  },
  {
    kinds: ["bitnami.com/SealedSecret"],
    source: "https://github.com/bitnami-labs/sealed-secrets#readme",
    lines: [
      ["Synced=False", "Degraded"],
      ["Synced=True", "Healthy"],
    ],
  },
  {
    kinds: ["onepassword.com/OnePasswordItem", "secrets-store.csi.x-k8s.io/*", "secrets.hashicorp.com/*"],
    source: "https://developer.1password.com/docs/k8s/operator/",
    lines: [
      ["Ready=False", "Degraded"],
      ["SecretSynced=False", "Degraded"],
      [".status.valid=false", "Degraded"],
    ],
  },
  {
    kinds: ["snapshot.storage.k8s.io/VolumeSnapshot", "snapshot.storage.k8s.io/VolumeSnapshotContent"],
    source: "https://kubernetes.io/docs/concepts/storage/volume-snapshots/",
    lines: [
      [".status.error.message", "Degraded", ".status.error.message"],
      [".status.readyToUse=true", "Healthy"],
      [".status.readyToUse=false|", "Progressing"],
    ],
  },
  {
    kinds: ["ceph.rook.io/CephCluster"],
    source: "https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/#status",
    lines: [
      [".status.ceph.health=HEALTH_ERR", "Degraded"],
      [".status.state=Error", "Degraded", ".status.message"],
      [".status.ceph.health=HEALTH_WARN", "Degraded"],
      [".status.state=Creating|Connecting|Updating|Progressing|Deleting", "Progressing", ".status.message"],
    ],
  },
  {
    kinds: ["ceph.rook.io/*", "objectbucket.io/ObjectBucketClaim", "ocs.openshift.io/StorageCluster"],
    source: "https://rook.io/docs/rook/latest/CRDs/specification/",
    lines: [
      [".status.phase=Failure|Failed|Error|ReconcileFailed", "Degraded"],
      [".status.phase=Ready|Connected|Bound|Released|Completed", "Healthy"],
      [".status.phase=*", "Progressing"],
      ["Degraded=True", "Degraded"],
    ],
  },
  {
    kinds: ["kubevirt.io/VirtualMachine", "kubevirt.io/VirtualMachineInstance"],
    source: "https://kubevirt.io/user-guide/user_workloads/lifecycle/",
    lines: [
      ["Paused=True", "Suspended"],
      [".status.printableStatus=Stopped|Paused|Halted", "Suspended"],
      [".status.printableStatus=*Error*|CrashLoopBackOff|ErrImagePull|ImagePullBackOff|Unknown", "Degraded"],
      ["Failure=True", "Degraded"],
      [".status.phase=Failed", "Degraded"],
      [".status.phase=Succeeded", "Suspended"],
      ["Ready=False(PodTerminating|Stopped)", "Suspended"],
      ["Ready=True", "Healthy"],
      ["Ready=False", "Progressing"],
    ],
  },
  {
    kinds: ["cdi.kubevirt.io/DataVolume"],
    source: "https://github.com/kubevirt/containerized-data-importer/blob/main/doc/datavolumes.md#conditions",
    lines: [
      [".status.phase=Failed|Unknown", "Degraded"],
      ["Running=False(Error)", "Degraded"],
      [".status.phase=Succeeded", "Healthy"],
      [".status.phase=Paused|WaitForFirstConsumer|PendingPopulation", "Suspended"],
      [".status.phase=*", "Progressing"],
    ],
  },
  {
    kinds: ["networking.gke.io/ManagedCertificate"],
    source: "https://cloud.google.com/kubernetes-engine/docs/how-to/managed-certs#managed-certificate-status",
    lines: [
      [".status.domainStatus[].status=Failed*", "Degraded"],
      [".status.certificateStatus=ProvisioningFailed*|RenewalFailed*", "Degraded"],
      [".status.certificateStatus=Active", "Healthy"],
      [".status.certificateStatus=*", "Progressing"],
    ],
  },
  {
    kinds: ["nmstate.io/NodeNetworkConfigurationPolicy"],
    source: "https://nmstate.io/kubernetes-nmstate/user-guide/102-configuration",
    lines: [
      ["Ignored=True", "Suspended"],
      ["Degraded=True", "Degraded"],
      ["Progressing=True", "Progressing"],
      ["Available=True", "Healthy"],
      ["Available=False(FailedToConfigure)", "Degraded"],
    ],
  },
  {
    kinds: ["trident.netapp.io/TridentBackendConfig", "trident.netapp.io/TridentOrchestrator"],
    source: "https://docs.netapp.com/us-en/trident/trident-use/backend_ops_kubectl.html",
    lines: [
      [".status.lastOperationStatus=Failed", "Degraded", ".status.message"],
      [".status.status=Failed|Error", "Degraded", ".status.message"],
      [".status.phase=Lost|Failed", "Degraded", ".status.message"],
      [".status.lastOperationStatus=Success", "Healthy"],
      [".status.status=Installed", "Healthy"],
      [".status.status=Installing|Updating|Uninstalling", "Progressing"],
    ],
  },
  {
    kinds: ["policy.open-cluster-management.io/*"],
    source:
      "https://open-cluster-management.io/docs/getting-started/integration/policy-controllers/policy-framework/",
    lines: [
      [".status.compliant=NonCompliant", "Degraded"],
      [".status.compliant=Pending|UnknownCompliancy", "Progressing"],
      [".status.compliant=Compliant", "Healthy"],
    ],
  },
  {
    kinds: ["core.gardener.cloud/Shoot"],
    source: "https://gardener.cloud/docs/gardener/usage/shoot/shoot_status/",
    lines: [
      [".spec.hibernation.enabled=true", "Suspended"],
      [".status.lastOperation.state=Failed|Error|Aborted", "Degraded", ".status.lastOperation.description"],
      [".status.lastOperation.state=Processing|Pending", "Progressing", ".status.lastOperation.description"],
      ["*=False", "Progressing"],
      ["*=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["elbv2.k8s.aws/TargetGroupBinding", "networking.k8s.aws/*"],
    source:
      "https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/",
    lines: [[".status.observedGeneration=", "Progressing"]],
  },
  {
    kinds: ["velero.io/*"],
    source: "https://velero.io/docs/main/api-types/backup/",
    lines: [
      [".status.phase=Failed|PartiallyFailed|FailedValidation|*Failed|Unavailable", "Degraded"],
      [".spec.paused=true", "Suspended"],
      [".status.phase=Completed|Enabled|Available|Processed|Ready", "Healthy"],
      [".status.phase=*", "Progressing"],
    ],
  },
];
