import type { KindRules } from "./kind-rules.ts";

/** Kinds of tools that deliver and run software: Argo, Flux, OLM, Knative, KEDA, Tekton, meshes and gateways. */
export const deliveryKinds: readonly KindRules[] = [
  {
    kinds: ["argoproj.io/Rollout"],
    source: "https://argo-rollouts.readthedocs.io/en/stable/features/specification/",
    lines: [
      ["InvalidSpec=True", "Degraded"],
      [".status.phase=Degraded", "Degraded", ".status.message"],
      ["Progressing=False(RolloutAborted|ProgressDeadlineExceeded)", "Degraded"],
      [".status.abort=true", "Degraded", ".status.message"],
      [".status.phase=Paused", "Suspended", ".status.message"],
      [".spec.paused=true", "Suspended"],
      ["Progressing=Unknown(RolloutPaused)", "Suspended"],
      ["Paused=True(RolloutPaused)", "Suspended"],
      [".status.phase=Progressing", "Progressing", ".status.message"],
      [".status.phase=Healthy", "Healthy"],
      ["Available=False", "Progressing"],
      ["Progressing=True(ReplicaSetUpdated|NewReplicaSetCreated)", "Progressing"],
    ],
  },
  {
    kinds: ["argoproj.io/AnalysisRun", "argoproj.io/Experiment"],
    source: "https://argo-rollouts.readthedocs.io/en/stable/features/analysis/",
    lines: [
      [".status.phase=Failed|Error", "Degraded", ".status.message"],
      [".status.phase=Inconclusive", "Unknown", ".status.message"],
      [".status.phase=Successful", "Healthy", ".status.message"],
      [".status.phase=Pending|Running", "Progressing", ".status.message"],
      [".status.phase=", "Progressing"],
    ],
  },
  {
    kinds: ["argoproj.io/CronWorkflow"],
    source: "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/",
    lines: [
      ["SpecError=True", "Degraded"],
      ["SubmissionError=True", "Degraded"],
      [".spec.suspend=true", "Suspended"],
    ],
  },
  {
    kinds: ["argoproj.io/EventBus", "argoproj.io/EventSource", "argoproj.io/Sensor"],
    source: "https://argoproj.github.io/argo-events/concepts/architecture/",
    lines: [["*=False", "Degraded"]],
  },
  {
    kinds: ["promoter.argoproj.io/*"],
    source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/",
    lines: [["Ready=False", "Degraded"]],
  },
  {
    kinds: ["*.toolkit.fluxcd.io/*"],
    source: "https://fluxcd.io/flux/components/kustomize/kustomizations/#conditions",
    lines: [
      [".spec.suspend=true", "Suspended"],
      ["Stalled=True", "Degraded"],
      [
        "Ready=False(Progressing|ProgressingWithRetry|DependencyNotReady) & !Reconciling=True(ProgressingWithRetry)",
        "Progressing",
      ],
      ["Ready=False", "Degraded"],
      ["Reconciling=True", "Progressing"],
      ["Ready=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["operators.coreos.com/Subscription"],
    source: "https://olm.operatorframework.io/docs/concepts/crds/subscription/",
    lines: [
      ["ResolutionFailed=True", "Degraded"],
      ["CatalogSourcesUnhealthy=True", "Degraded"],
      ["InstallPlanFailed=True", "Degraded"],
      ["BundleUnpackFailed=True", "Degraded"],
      ["BundleUnpacking=True", "Progressing"],
      // The next version waits for a person; the one before runs.
      ["InstallPlanPending=True(RequiresApproval) & .status.installedCSV", "Healthy"],
      ["InstallPlanPending=True", "Progressing"],
      [".status.state=AtLatestKnown", "Healthy"],
      [".status.state=UpgradePending|UpgradeAvailable", "Progressing"],
      [".status.installedCSV=", "Progressing"],
    ],
  },
  {
    kinds: ["operators.coreos.com/ClusterServiceVersion"],
    source: "https://olm.operatorframework.io/docs/concepts/crds/clusterserviceversion/",
    lines: [
      [".status.phase=Failed|Unknown", "Degraded", ".status.message"],
      [".status.phase=Succeeded", "Healthy"],
      [
        ".status.phase=None|Pending|InstallReady|Installing|Replacing|Deleting|",
        "Progressing",
        ".status.message",
      ],
    ],
  },
  {
    kinds: ["operators.coreos.com/InstallPlan"],
    source: "https://olm.operatorframework.io/docs/concepts/crds/installplan/",
    lines: [
      [".status.phase=Failed", "Degraded", ".status.message"],
      [".status.phase=Complete", "Healthy"],
      [".status.phase=RequiresApproval", "Suspended"],
      [".status.phase=*", "Progressing", ".status.message"],
    ],
  },
  {
    kinds: ["operators.coreos.com/CatalogSource"],
    source: "https://olm.operatorframework.io/docs/concepts/crds/catalogsource/",
    lines: [
      [".status.connectionState.lastObservedState=READY", "Healthy"],
      [".status.connectionState.lastObservedState=TRANSIENT_FAILURE|SHUTDOWN", "Degraded"],
      [".status.connectionState.lastObservedState=*", "Progressing"],
    ],
  },
  {
    kinds: [
      "serving.knative.dev/*",
      "eventing.knative.dev/*",
      "messaging.knative.dev/*",
      "sources.knative.dev/*",
      "serving.kserve.io/*",
    ],
    source: "https://github.com/knative/specs/blob/main/specs/serving/overview.md#conditions",
    lines: [
      ["Ready=False", "Degraded"],
      ["Ready=Unknown", "Progressing"],
      ["Ready=True", "Healthy"],
      ["Succeeded=False", "Degraded"],
    ],
  },
  {
    kinds: ["operator.knative.dev/*"],
    source: "https://knative.dev/docs/install/operator/configuring-knative-operator/",
    lines: [
      ["InstallSucceeded=False", "Degraded"],
      ["Ready=True", "Healthy"],
      ["Ready=Unknown", "Progressing"],
      ["DependenciesInstalled=False", "Degraded"],
      ["DeploymentsAvailable=False", "Progressing"],
      ["Ready=False", "Progressing"],
      ["Ready=*", "Degraded"],
    ],
  },
  {
    kinds: ["keda.sh/ScaledObject", "keda.sh/ScaledJob"],
    source: "https://keda.sh/docs/latest/concepts/scaling-deployments/",
    lines: [
      ["Paused=True", "Suspended"],
      ["Fallback=True", "Degraded"],
      ["Ready=False", "Degraded"],
      ["Ready=Unknown(PartialTriggerError|TriggerError)", "Degraded"],
      ["Ready=True", "Healthy"],
      ["Ready=*", "Progressing"],
      ["*=*", "Progressing"],
    ],
  },
  {
    kinds: ["tekton.dev/TaskRun", "tekton.dev/PipelineRun", "tekton.dev/CustomRun"],
    source: "https://tekton.dev/docs/pipelines/taskruns/#monitoring-execution-status",
    lines: [
      ["Succeeded=True", "Healthy"],
      ["Succeeded=False", "Degraded"],
      ["Succeeded=Unknown(*Pending)", "Suspended"],
      ["Succeeded=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["flagger.app/Canary"],
    source: "https://docs.flagger.app/usage/how-it-works#canary-status",
    lines: [
      [".status.phase=Failed", "Degraded"],
      [".status.phase=Initialized|Succeeded", "Healthy"],
      [".status.phase=Waiting|WaitingPromotion", "Suspended"],
      [".status.phase=*", "Progressing"],
    ],
  },
  {
    kinds: ["gateway.networking.k8s.io/GatewayClass"],
    source: "https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclassstatus",
    lines: [
      ["Accepted=False", "Degraded"],
      ["Accepted=Unknown", "Progressing"],
      ["Accepted=True", "Healthy"],
    ],
  },
  {
    kinds: ["gateway.networking.k8s.io/Gateway"],
    source: "https://gateway-api.sigs.k8s.io/reference/spec/#gatewayconditiontype",
    conditions: "status.conditions status.listeners[].conditions",
    lines: [
      ["Accepted=False(Pending)", "Progressing"],
      ["Accepted=False", "Degraded"],
      ["ResolvedRefs=False", "Degraded"],
      ["Programmed=False(Pending|*InProgress|AddressNotAssigned)", "Progressing"],
      ["Programmed=False", "Degraded"],
      ["Accepted=Unknown", "Progressing"],
      ["Programmed=Unknown", "Progressing"],
      ["Programmed=True", "Healthy"],
    ],
  },
  {
    kinds: ["gateway.networking.k8s.io/*Route", "gateway.networking.k8s.io/ReferenceGrant"],
    source: "https://gateway-api.sigs.k8s.io/reference/spec/#routeparentstatus",
    conditions: "status.parents[].conditions",
    lines: [
      ["*=False(Pending|*InProgress)", "Progressing"],
      ["Accepted=False", "Degraded"],
      ["ResolvedRefs=False", "Degraded"],
      ["Programmed=False", "Degraded"],
      ["PartiallyInvalid=True", "Degraded"],
      ["*=Unknown", "Progressing"],
      [".status.parents=", "Progressing"],
      ["Accepted=True", "Healthy"],
    ],
  },
  {
    kinds: ["gateway.networking.k8s.io/*Policy", "*.gateway.envoyproxy.io/*"],
    source: "https://gateway-api.sigs.k8s.io/geps/gep-713/#policy-status",
    conditions: "status.ancestors[].conditions",
    lines: [
      ["Accepted=False(Pending)", "Progressing"],
      ["Accepted=False", "Degraded"],
      ["ResolvedRefs=False", "Degraded"],
      ["*=Unknown", "Progressing"],
      [".status.ancestors=", "Progressing"],
      ["Accepted=True", "Healthy"],
    ],
  },
  {
    kinds: ["networking.istio.io/*", "security.istio.io/*", "telemetry.istio.io/*"],
    source: "https://istio.io/latest/docs/reference/config/config-status/",
    lines: [
      [".status.validationMessages[].level=ERROR|3", "Degraded", ".status.validationMessages[].type.name"],
      [".status.validationMessages[].level=WARNING|8", "Degraded", ".status.validationMessages[].type.name"],
      ["Reconciled=False", "Progressing"],
    ],
  },
  {
    kinds: ["install.istio.io/IstioOperator"],
    source: "https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/#InstallStatus-Status",
    lines: [
      [".status.status=ERROR|ACTION_REQUIRED", "Degraded", ".status.message"],
      [".status.status=HEALTHY", "Healthy"],
      [".status.status=*", "Progressing"],
    ],
  },
  {
    kinds: ["projectcontour.io/HTTPProxy"],
    source: "https://projectcontour.io/docs/main/config/api/#projectcontour.io/v1.HTTPProxyStatus",
    lines: [
      [".status.currentStatus=invalid|orphaned", "Degraded", ".status.description"],
      ["Valid=False", "Degraded"],
      [".status.currentStatus=NotReconciled", "Progressing", ".status.description"],
      [".status.currentStatus=valid", "Healthy"],
    ],
  },
  {
    kinds: ["projectcontour.io/ExtensionService"],
    source: "https://projectcontour.io/docs/main/config/external-service-routing/",
    lines: [
      ["Valid=False", "Degraded"],
      ["Valid=True", "Healthy"],
    ],
  },
  {
    kinds: ["gateway.solo.io/*", "gloo.solo.io/*"],
    source:
      "https://docs.solo.io/gloo-edge/latest/reference/api/github.com/solo-io/solo-kit/api/v1/status.proto.sk/",
    lines: [
      [".status.statuses.*.state=2|Rejected|3|Warning", "Degraded"],
      [".status.state=2|Rejected|3|Warning", "Degraded", ".status.reason"],
      [".status.statuses.*.state=0|Pending", "Suspended"],
      [".status.state=0|Pending", "Suspended"],
      [".status.state=1|Accepted", "Healthy"],
    ],
  },
  {
    kinds: ["route.openshift.io/Route"],
    source:
      "https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/network_apis/route-route-openshift-io-v1",
    conditions: "status.ingress[].conditions",
    lines: [
      ["Admitted=False", "Degraded"],
      ["Admitted=Unknown", "Progressing"],
      ["Admitted=True", "Healthy"],
    ],
  },
  {
    kinds: ["apps.openshift.io/DeploymentConfig"],
    source:
      "https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/workloads_apis/deploymentconfig-apps-openshift-io-v1",
    lines: [
      ["Progressing=True(NewReplicationControllerAvailable)", "Healthy"],
      ["Progressing=False", "Degraded"],
      ["Available=False", "Degraded"],
      ["Progressing=Unknown", "Progressing"],
    ],
  },
];
