// Written by test/sandbox/make-schema-tables.ts.

/** Types, see parse-table.ts. */
export const workloadsTypes = `
api.apps.v1.ControllerRevision apiVersion:s data:apimachinery.pkg.runtime.RawExtension kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* revision:l
api.apps.v1.DaemonSet apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.DaemonSetSpec* status:.DaemonSetStatus*
api.apps.v1.DaemonSetCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.apps.v1.DaemonSetSpec minReadySeconds:i revisionHistoryLimit:i selector:apimachinery.pkg.apis.meta.v1.LabelSelector template:api.core.v1.PodTemplateSpec* updateStrategy:.DaemonSetUpdateStrategy*
api.apps.v1.DaemonSetStatus collisionCount:i conditions:[.DaemonSetCondition]type currentNumberScheduled:i desiredNumberScheduled:i numberAvailable:i numberMisscheduled:i numberReady:i numberUnavailable:i observedGeneration:l updatedNumberScheduled:i
api.apps.v1.DaemonSetUpdateStrategy rollingUpdate:.RollingUpdateDaemonSet type:s
api.apps.v1.Deployment apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.DeploymentSpec* status:.DeploymentStatus*
api.apps.v1.DeploymentCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time lastUpdateTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.apps.v1.DeploymentSpec minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i selector:apimachinery.pkg.apis.meta.v1.LabelSelector strategy:.DeploymentStrategy* template:api.core.v1.PodTemplateSpec*
api.apps.v1.DeploymentStatus availableReplicas:i collisionCount:i conditions:[.DeploymentCondition]type observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i unavailableReplicas:i updatedReplicas:i
api.apps.v1.DeploymentStrategy rollingUpdate:.RollingUpdateDeployment type:s
api.apps.v1.ReplicaSet apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ReplicaSetSpec* status:.ReplicaSetStatus*
api.apps.v1.ReplicaSetCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.apps.v1.ReplicaSetSpec minReadySeconds:i replicas:i selector:apimachinery.pkg.apis.meta.v1.LabelSelector template:api.core.v1.PodTemplateSpec*
api.apps.v1.ReplicaSetStatus availableReplicas:i conditions:[.ReplicaSetCondition]type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i
api.apps.v1.RollingUpdateDaemonSet maxSurge:apimachinery.pkg.util.intstr.IntOrString maxUnavailable:apimachinery.pkg.util.intstr.IntOrString
api.apps.v1.RollingUpdateDeployment maxSurge:apimachinery.pkg.util.intstr.IntOrString maxUnavailable:apimachinery.pkg.util.intstr.IntOrString
api.apps.v1.RollingUpdateStatefulSetStrategy maxUnavailable:apimachinery.pkg.util.intstr.IntOrString partition:i
api.apps.v1.StatefulSet apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.StatefulSetSpec* status:.StatefulSetStatus*
api.apps.v1.StatefulSetCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.apps.v1.StatefulSetOrdinals start:i
api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:s whenScaled:s
api.apps.v1.StatefulSetSpec minReadySeconds:i ordinals:.StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:.StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:s replicas:i revisionHistoryLimit:i selector:apimachinery.pkg.apis.meta.v1.LabelSelector serviceName:s template:api.core.v1.PodTemplateSpec* updateStrategy:.StatefulSetUpdateStrategy* volumeClaimTemplates:[api.core.v1.PersistentVolumeClaim]
api.apps.v1.StatefulSetStatus availableReplicas:i collisionCount:i conditions:[.StatefulSetCondition]type currentReplicas:i currentRevision:s observedGeneration:l readyReplicas:i replicas:i updateRevision:s updatedReplicas:i
api.apps.v1.StatefulSetUpdateStrategy rollingUpdate:.RollingUpdateStatefulSetStrategy type:s
api.autoscaling.v1.CrossVersionObjectReference! apiVersion:s kind:s name:s
api.autoscaling.v1.HorizontalPodAutoscaler apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.HorizontalPodAutoscalerSpec* status:.HorizontalPodAutoscalerStatus*
api.autoscaling.v1.HorizontalPodAutoscalerSpec maxReplicas:i minReplicas:i scaleTargetRef:.CrossVersionObjectReference* targetCPUUtilizationPercentage:i
api.autoscaling.v1.HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage:i currentReplicas:i desiredReplicas:i lastScaleTime:apimachinery.pkg.apis.meta.v1.Time observedGeneration:l
api.autoscaling.v2.ContainerResourceMetricSource container:s name:s target:.MetricTarget*
api.autoscaling.v2.ContainerResourceMetricStatus container:s current:.MetricValueStatus* name:s
api.autoscaling.v2.CrossVersionObjectReference apiVersion:s kind:s name:s
api.autoscaling.v2.ExternalMetricSource metric:.MetricIdentifier* target:.MetricTarget*
api.autoscaling.v2.ExternalMetricStatus current:.MetricValueStatus* metric:.MetricIdentifier*
api.autoscaling.v2.HPAScalingPolicy periodSeconds:i type:s value:i
api.autoscaling.v2.HPAScalingRules policies:[.HPAScalingPolicy] selectPolicy:s stabilizationWindowSeconds:i tolerance:apimachinery.pkg.api.resource.Quantity
api.autoscaling.v2.HorizontalPodAutoscaler apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.HorizontalPodAutoscalerSpec* status:.HorizontalPodAutoscalerStatus*
api.autoscaling.v2.HorizontalPodAutoscalerBehavior scaleDown:.HPAScalingRules scaleUp:.HPAScalingRules
api.autoscaling.v2.HorizontalPodAutoscalerCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.autoscaling.v2.HorizontalPodAutoscalerSpec behavior:.HorizontalPodAutoscalerBehavior maxReplicas:i metrics:[.MetricSpec] minReplicas:i scaleTargetRef:.CrossVersionObjectReference*
api.autoscaling.v2.HorizontalPodAutoscalerStatus conditions:[.HorizontalPodAutoscalerCondition]type currentMetrics:[.MetricStatus] currentReplicas:i desiredReplicas:i lastScaleTime:apimachinery.pkg.apis.meta.v1.Time observedGeneration:l
api.autoscaling.v2.MetricIdentifier name:s selector:apimachinery.pkg.apis.meta.v1.LabelSelector
api.autoscaling.v2.MetricSpec containerResource:.ContainerResourceMetricSource external:.ExternalMetricSource object:.ObjectMetricSource pods:.PodsMetricSource resource:.ResourceMetricSource type:s
api.autoscaling.v2.MetricStatus containerResource:.ContainerResourceMetricStatus external:.ExternalMetricStatus object:.ObjectMetricStatus pods:.PodsMetricStatus resource:.ResourceMetricStatus type:s
api.autoscaling.v2.MetricTarget averageUtilization:i averageValue:apimachinery.pkg.api.resource.Quantity type:s value:apimachinery.pkg.api.resource.Quantity
api.autoscaling.v2.MetricValueStatus averageUtilization:i averageValue:apimachinery.pkg.api.resource.Quantity value:apimachinery.pkg.api.resource.Quantity
api.autoscaling.v2.ObjectMetricSource describedObject:.CrossVersionObjectReference* metric:.MetricIdentifier* target:.MetricTarget*
api.autoscaling.v2.ObjectMetricStatus current:.MetricValueStatus* describedObject:.CrossVersionObjectReference* metric:.MetricIdentifier*
api.autoscaling.v2.PodsMetricSource metric:.MetricIdentifier* target:.MetricTarget*
api.autoscaling.v2.PodsMetricStatus current:.MetricValueStatus* metric:.MetricIdentifier*
api.autoscaling.v2.ResourceMetricSource name:s target:.MetricTarget*
api.autoscaling.v2.ResourceMetricStatus current:.MetricValueStatus* name:s
api.batch.v1.CronJob apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.CronJobSpec* status:.CronJobStatus*
api.batch.v1.CronJobSpec concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate:.JobTemplateSpec* schedule:s startingDeadlineSeconds:l successfulJobsHistoryLimit:i suspend:b timeZone:s
api.batch.v1.CronJobStatus active:[api.core.v1.ObjectReference] lastScheduleTime:apimachinery.pkg.apis.meta.v1.Time lastSuccessfulTime:apimachinery.pkg.apis.meta.v1.Time
api.batch.v1.Job apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.JobSpec* status:.JobStatus*
api.batch.v1.JobCondition lastProbeTime:apimachinery.pkg.apis.meta.v1.Time lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.batch.v1.JobSpec activeDeadlineSeconds:l backoffLimit:i backoffLimitPerIndex:i completionMode:s completions:i managedBy:s manualSelector:b maxFailedIndexes:i parallelism:i podFailurePolicy:.PodFailurePolicy podReplacementPolicy:s selector:apimachinery.pkg.apis.meta.v1.LabelSelector successPolicy:.SuccessPolicy suspend:b template:api.core.v1.PodTemplateSpec* ttlSecondsAfterFinished:i
api.batch.v1.JobStatus active:i completedIndexes:s completionTime:apimachinery.pkg.apis.meta.v1.Time conditions:[.JobCondition] failed:i failedIndexes:s ready:i startTime:apimachinery.pkg.apis.meta.v1.Time succeeded:i terminating:i uncountedTerminatedPods:.UncountedTerminatedPods
api.batch.v1.JobTemplateSpec metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.JobSpec*
api.batch.v1.PodFailurePolicy rules:[.PodFailurePolicyRule]*
api.batch.v1.PodFailurePolicyOnExitCodesRequirement containerName:s operator:s values:[i]set*
api.batch.v1.PodFailurePolicyOnPodConditionsPattern status:s type:s
api.batch.v1.PodFailurePolicyRule action:s onExitCodes:.PodFailurePolicyOnExitCodesRequirement onPodConditions:[.PodFailurePolicyOnPodConditionsPattern]
api.batch.v1.SuccessPolicy rules:[.SuccessPolicyRule]*
api.batch.v1.SuccessPolicyRule succeededCount:i succeededIndexes:s
api.batch.v1.UncountedTerminatedPods failed:[s]set succeeded:[s]set
api.networking.v1.HTTPIngressPath backend:.IngressBackend* path:s pathType:s
api.networking.v1.HTTPIngressRuleValue paths:[.HTTPIngressPath]*
api.networking.v1.IPAddress apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.IPAddressSpec*
api.networking.v1.IPAddressSpec parentRef:.ParentReference
api.networking.v1.IPBlock cidr:s except:[s]
api.networking.v1.Ingress apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.IngressSpec* status:.IngressStatus*
api.networking.v1.IngressBackend resource:api.core.v1.TypedLocalObjectReference service:.IngressServiceBackend
api.networking.v1.IngressClass apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.IngressClassSpec*
api.networking.v1.IngressClassParametersReference apiGroup:s kind:s name:s namespace:s scope:s
api.networking.v1.IngressClassSpec controller:s parameters:.IngressClassParametersReference
api.networking.v1.IngressLoadBalancerIngress hostname:s ip:s ports:[.IngressPortStatus]
api.networking.v1.IngressLoadBalancerStatus ingress:[.IngressLoadBalancerIngress]
api.networking.v1.IngressPortStatus error:s port:i protocol:s
api.networking.v1.IngressRule host:s http:.HTTPIngressRuleValue
api.networking.v1.IngressServiceBackend name:s port:.ServiceBackendPort*
api.networking.v1.IngressSpec defaultBackend:.IngressBackend ingressClassName:s rules:[.IngressRule] tls:[.IngressTLS]
api.networking.v1.IngressStatus loadBalancer:.IngressLoadBalancerStatus*
api.networking.v1.IngressTLS hosts:[s] secretName:s
api.networking.v1.NetworkPolicy apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.NetworkPolicySpec*
api.networking.v1.NetworkPolicyEgressRule ports:[.NetworkPolicyPort] to:[.NetworkPolicyPeer]
api.networking.v1.NetworkPolicyIngressRule from:[.NetworkPolicyPeer] ports:[.NetworkPolicyPort]
api.networking.v1.NetworkPolicyPeer ipBlock:.IPBlock namespaceSelector:apimachinery.pkg.apis.meta.v1.LabelSelector podSelector:apimachinery.pkg.apis.meta.v1.LabelSelector
api.networking.v1.NetworkPolicyPort endPort:i port:apimachinery.pkg.util.intstr.IntOrString protocol:s
api.networking.v1.NetworkPolicySpec egress:[.NetworkPolicyEgressRule] ingress:[.NetworkPolicyIngressRule] podSelector:apimachinery.pkg.apis.meta.v1.LabelSelector* policyTypes:[s]
api.networking.v1.ParentReference group:s name:s namespace:s resource:s
api.networking.v1.ServiceBackendPort! name:s number:i
api.networking.v1.ServiceCIDR apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ServiceCIDRSpec* status:.ServiceCIDRStatus*
api.networking.v1.ServiceCIDRSpec cidrs:[s]
api.networking.v1.ServiceCIDRStatus conditions:[apimachinery.pkg.apis.meta.v1.Condition]type
api.policy.v1.PodDisruptionBudget apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.PodDisruptionBudgetSpec* status:.PodDisruptionBudgetStatus*
api.policy.v1.PodDisruptionBudgetSpec maxUnavailable:apimachinery.pkg.util.intstr.IntOrString minAvailable:apimachinery.pkg.util.intstr.IntOrString selector:apimachinery.pkg.apis.meta.v1.LabelSelector unhealthyPodEvictionPolicy:s
api.policy.v1.PodDisruptionBudgetStatus conditions:[apimachinery.pkg.apis.meta.v1.Condition]type currentHealthy:i desiredHealthy:i disruptedPods:{apimachinery.pkg.apis.meta.v1.Time} disruptionsAllowed:i expectedPods:i observedGeneration:l
api.rbac.v1.AggregationRule clusterRoleSelectors:[apimachinery.pkg.apis.meta.v1.LabelSelector]
api.rbac.v1.ClusterRole aggregationRule:.AggregationRule apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* rules:[.PolicyRule]
api.rbac.v1.ClusterRoleBinding apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* roleRef:.RoleRef* subjects:[.Subject]
api.rbac.v1.PolicyRule apiGroups:[s] nonResourceURLs:[s] resourceNames:[s] resources:[s] verbs:[s]*
api.rbac.v1.Role apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* rules:[.PolicyRule]
api.rbac.v1.RoleBinding apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* roleRef:.RoleRef* subjects:[.Subject]
api.rbac.v1.RoleRef! apiGroup:s kind:s name:s
api.rbac.v1.Subject! apiGroup:s kind:s name:s namespace:s
apimachinery.pkg.runtime.RawExtension =j
`;
