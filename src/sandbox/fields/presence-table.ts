// Written by test/sandbox/make-presence-table.ts.

/** What the server writes of scalars and lists that are zero or absent, see presence.ts. */
export const presence = `
api.admissionregistration.v1.AuditAnnotation key! valueExpression!
api.admissionregistration.v1.ExpressionWarning fieldRef! warning!
api.admissionregistration.v1.MatchCondition expression! name!
api.admissionregistration.v1.MatchResources matchPolicy?
api.admissionregistration.v1.MutatingWebhook admissionReviewVersions! failurePolicy? matchPolicy? name! reinvocationPolicy? sideEffects? timeoutSeconds?
api.admissionregistration.v1.NamedRuleWithOperations scope?
api.admissionregistration.v1.ParamRef parameterNotFoundAction?
api.admissionregistration.v1.RuleWithOperations scope?
api.admissionregistration.v1.ServiceReference name! namespace! path? port?
api.admissionregistration.v1.ValidatingAdmissionPolicySpec failurePolicy?
api.admissionregistration.v1.ValidatingWebhook admissionReviewVersions! failurePolicy? matchPolicy? name! sideEffects? timeoutSeconds?
api.admissionregistration.v1.Validation expression! reason?
api.admissionregistration.v1.Variable expression! name!
api.admissionregistration.v1.WebhookClientConfig url?
api.apps.v1.ControllerRevision revision!
api.apps.v1.DaemonSetCondition lastTransitionTime! status! type!
api.apps.v1.DaemonSetSpec revisionHistoryLimit?
api.apps.v1.DaemonSetStatus collisionCount? currentNumberScheduled! desiredNumberScheduled! numberMisscheduled! numberReady!
api.apps.v1.DeploymentCondition lastTransitionTime! lastUpdateTime! status! type!
api.apps.v1.DeploymentSpec progressDeadlineSeconds? replicas? revisionHistoryLimit?
api.apps.v1.DeploymentStatus collisionCount? terminatingReplicas?
api.apps.v1.ReplicaSetCondition lastTransitionTime! status! type!
api.apps.v1.ReplicaSetSpec replicas?
api.apps.v1.ReplicaSetStatus replicas! terminatingReplicas?
api.apps.v1.RollingUpdateDaemonSet maxSurge? maxUnavailable?
api.apps.v1.RollingUpdateDeployment maxSurge? maxUnavailable?
api.apps.v1.RollingUpdateStatefulSetStrategy maxUnavailable? partition?
api.apps.v1.StatefulSetCondition lastTransitionTime! status! type!
api.apps.v1.StatefulSetOrdinals start!
api.apps.v1.StatefulSetSpec replicas? revisionHistoryLimit? serviceName!
api.apps.v1.StatefulSetStatus availableReplicas! collisionCount? replicas!
api.authentication.v1.TokenRequestSpec audiences! expirationSeconds?
api.authentication.v1.TokenRequestStatus expirationTimestamp! token!
api.authorization.v1.NonResourceRule verbs!
api.authorization.v1.ResourceRule verbs!
api.authorization.v1.SubjectAccessReviewStatus allowed!
api.authorization.v1.SubjectRulesReviewStatus incomplete! nonResourceRules! resourceRules!
api.autoscaling.v1.CrossVersionObjectReference kind! name!
api.autoscaling.v1.HorizontalPodAutoscalerSpec maxReplicas! minReplicas? targetCPUUtilizationPercentage?
api.autoscaling.v1.HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage? currentReplicas! desiredReplicas! lastScaleTime? observedGeneration?
api.autoscaling.v1.ScaleStatus replicas!
api.autoscaling.v2.ContainerResourceMetricSource container! name!
api.autoscaling.v2.ContainerResourceMetricStatus container! name!
api.autoscaling.v2.CrossVersionObjectReference kind! name!
api.autoscaling.v2.HPAScalingPolicy periodSeconds! type! value!
api.autoscaling.v2.HPAScalingRules selectPolicy? stabilizationWindowSeconds? tolerance?
api.autoscaling.v2.HorizontalPodAutoscalerCondition lastTransitionTime! status! type!
api.autoscaling.v2.HorizontalPodAutoscalerSpec maxReplicas! minReplicas?
api.autoscaling.v2.HorizontalPodAutoscalerStatus currentMetrics! desiredReplicas! lastScaleTime? observedGeneration?
api.autoscaling.v2.MetricIdentifier name!
api.autoscaling.v2.MetricSpec type!
api.autoscaling.v2.MetricStatus type!
api.autoscaling.v2.MetricTarget averageUtilization? averageValue? type! value?
api.autoscaling.v2.MetricValueStatus averageUtilization? averageValue? value?
api.autoscaling.v2.ResourceMetricSource name!
api.autoscaling.v2.ResourceMetricStatus name!
api.batch.v1.CronJobSpec failedJobsHistoryLimit? schedule! startingDeadlineSeconds? successfulJobsHistoryLimit? suspend? timeZone?
api.batch.v1.CronJobStatus lastScheduleTime? lastSuccessfulTime?
api.batch.v1.JobCondition lastProbeTime! lastTransitionTime! status! type!
api.batch.v1.JobSpec activeDeadlineSeconds? backoffLimit? backoffLimitPerIndex? completionMode? completions? managedBy? manualSelector? maxFailedIndexes? parallelism? podReplacementPolicy? suspend? ttlSecondsAfterFinished?
api.batch.v1.JobStatus completionTime? failedIndexes? ready? startTime? terminating?
api.batch.v1.PodFailurePolicy rules!
api.batch.v1.PodFailurePolicyOnExitCodesRequirement containerName? operator! values!
api.batch.v1.PodFailurePolicyOnPodConditionsPattern status! type!
api.batch.v1.PodFailurePolicyRule action!
api.batch.v1.SuccessPolicy rules!
api.batch.v1.SuccessPolicyRule succeededCount? succeededIndexes?
api.certificates.v1.CertificateSigningRequestCondition lastTransitionTime! lastUpdateTime! status! type!
api.certificates.v1.CertificateSigningRequestSpec expirationSeconds? request! signerName!
api.coordination.v1.LeaseSpec acquireTime? holderIdentity? leaseDurationSeconds? leaseTransitions? preferredHolder? renewTime? strategy?
api.core.v1.AWSElasticBlockStoreVolumeSource volumeID!
api.core.v1.AppArmorProfile localhostProfile? type!
api.core.v1.AttachedVolume devicePath! name!
api.core.v1.AzureDiskVolumeSource cachingMode? diskName! diskURI! fsType? kind? readOnly?
api.core.v1.AzureFilePersistentVolumeSource secretName! secretNamespace? shareName!
api.core.v1.AzureFileVolumeSource secretName! shareName!
api.core.v1.CSIPersistentVolumeSource driver! volumeHandle!
api.core.v1.CSIVolumeSource driver! fsType? readOnly?
api.core.v1.CephFSPersistentVolumeSource monitors!
api.core.v1.CephFSVolumeSource monitors!
api.core.v1.CinderPersistentVolumeSource volumeID!
api.core.v1.CinderVolumeSource volumeID!
api.core.v1.ClientIPConfig timeoutSeconds?
api.core.v1.ClusterTrustBundleProjection name? optional? path! signerName?
api.core.v1.ComponentCondition status! type!
api.core.v1.ConfigMap immutable?
api.core.v1.ConfigMapEnvSource optional?
api.core.v1.ConfigMapKeySelector key! optional?
api.core.v1.ConfigMapNodeConfigSource kubeletConfigKey! name! namespace!
api.core.v1.ConfigMapProjection optional?
api.core.v1.ConfigMapVolumeSource defaultMode? optional?
api.core.v1.Container name! restartPolicy?
api.core.v1.ContainerExtendedResourceRequest containerName! requestName! resourceName!
api.core.v1.ContainerImage names!
api.core.v1.ContainerPort containerPort!
api.core.v1.ContainerResizePolicy resourceName! restartPolicy!
api.core.v1.ContainerStateRunning startedAt!
api.core.v1.ContainerStateTerminated exitCode! finishedAt! startedAt!
api.core.v1.ContainerStatus image! imageID! name! ready! restartCount! started? stopSignal?
api.core.v1.DaemonEndpoint Port!
api.core.v1.DownwardAPIVolumeFile mode? path!
api.core.v1.DownwardAPIVolumeSource defaultMode?
api.core.v1.EmptyDirVolumeSource sizeLimit?
api.core.v1.EndpointAddress ip! nodeName?
api.core.v1.EndpointPort appProtocol? port!
api.core.v1.EnvVar name!
api.core.v1.EphemeralContainer name! restartPolicy?
api.core.v1.Event eventTime! firstTimestamp! lastTimestamp! reportingComponent! reportingInstance!
api.core.v1.EventSeries lastObservedTime!
api.core.v1.FCVolumeSource lun?
api.core.v1.FileKeySelector key! optional? path! volumeName!
api.core.v1.FlexPersistentVolumeSource driver!
api.core.v1.FlexVolumeSource driver!
api.core.v1.GCEPersistentDiskVolumeSource pdName!
api.core.v1.GRPCAction port! service?
api.core.v1.GitRepoVolumeSource repository!
api.core.v1.GlusterfsPersistentVolumeSource endpoints! endpointsNamespace? path!
api.core.v1.GlusterfsVolumeSource endpoints! path!
api.core.v1.HTTPGetAction port!
api.core.v1.HTTPHeader name! value!
api.core.v1.HostAlias ip!
api.core.v1.HostIP ip!
api.core.v1.HostPathVolumeSource path! type?
api.core.v1.ISCSIPersistentVolumeSource initiatorName? iqn! lun! targetPortal!
api.core.v1.ISCSIVolumeSource initiatorName? iqn! lun! targetPortal!
api.core.v1.KeyToPath key! mode? path!
api.core.v1.Lifecycle stopSignal?
api.core.v1.LimitRangeItem type!
api.core.v1.LimitRangeSpec limits!
api.core.v1.LinuxContainerUser gid! uid!
api.core.v1.LoadBalancerIngress ipMode?
api.core.v1.LocalVolumeSource fsType? path!
api.core.v1.ModifyVolumeStatus status!
api.core.v1.NFSVolumeSource path! server!
api.core.v1.NamespaceCondition lastTransitionTime! status! type!
api.core.v1.NodeAddress address! type!
api.core.v1.NodeCondition lastHeartbeatTime! lastTransitionTime! status! type!
api.core.v1.NodeFeatures supplementalGroupsPolicy?
api.core.v1.NodeRuntimeHandler name!
api.core.v1.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts? userNamespaces?
api.core.v1.NodeSelector nodeSelectorTerms!
api.core.v1.NodeSelectorRequirement key! operator!
api.core.v1.NodeSwapStatus capacity?
api.core.v1.NodeSystemInfo architecture! bootID! containerRuntimeVersion! kernelVersion! kubeProxyVersion! kubeletVersion! machineID! operatingSystem! osImage! systemUUID!
api.core.v1.ObjectFieldSelector fieldPath!
api.core.v1.PersistentVolumeClaimCondition lastProbeTime! lastTransitionTime! status! type!
api.core.v1.PersistentVolumeClaimSpec storageClassName? volumeAttributesClassName? volumeMode?
api.core.v1.PersistentVolumeClaimStatus currentVolumeAttributesClassName?
api.core.v1.PersistentVolumeClaimVolumeSource claimName!
api.core.v1.PersistentVolumeSpec volumeAttributesClassName? volumeMode?
api.core.v1.PersistentVolumeStatus lastPhaseTransitionTime?
api.core.v1.PhotonPersistentDiskVolumeSource pdID!
api.core.v1.PodAffinityTerm topologyKey!
api.core.v1.PodCertificateProjection maxExpirationSeconds?
api.core.v1.PodCondition lastProbeTime! lastTransitionTime! status! type!
api.core.v1.PodDNSConfigOption value?
api.core.v1.PodExtendedResourceClaimStatus requestMappings! resourceClaimName!
api.core.v1.PodIP ip!
api.core.v1.PodOS name!
api.core.v1.PodReadinessGate conditionType!
api.core.v1.PodResourceClaim name! resourceClaimName? resourceClaimTemplateName?
api.core.v1.PodResourceClaimStatus name! resourceClaimName?
api.core.v1.PodSchedulingGate name!
api.core.v1.PodSecurityContext fsGroup? fsGroupChangePolicy? runAsGroup? runAsNonRoot? runAsUser? seLinuxChangePolicy? supplementalGroupsPolicy?
api.core.v1.PodSpec activeDeadlineSeconds? automountServiceAccountToken? containers! enableServiceLinks? hostUsers? hostnameOverride? preemptionPolicy? priority? runtimeClassName? setHostnameAsFQDN? shareProcessNamespace? terminationGracePeriodSeconds?
api.core.v1.PodStatus startTime?
api.core.v1.PortStatus error? port! protocol!
api.core.v1.PortworxVolumeSource volumeID!
api.core.v1.PreferredSchedulingTerm weight!
api.core.v1.Probe terminationGracePeriodSeconds?
api.core.v1.ProjectedVolumeSource defaultMode? sources!
api.core.v1.QuobyteVolumeSource registry! volume!
api.core.v1.RBDPersistentVolumeSource image! monitors!
api.core.v1.RBDVolumeSource image! monitors!
api.core.v1.ReplicationControllerCondition lastTransitionTime! status! type!
api.core.v1.ReplicationControllerSpec replicas?
api.core.v1.ReplicationControllerStatus replicas!
api.core.v1.ResourceClaim name!
api.core.v1.ResourceFieldSelector divisor! resource!
api.core.v1.ResourceHealth resourceID!
api.core.v1.ResourceStatus name!
api.core.v1.ScaleIOPersistentVolumeSource gateway! system!
api.core.v1.ScaleIOVolumeSource gateway! system!
api.core.v1.ScopedResourceSelectorRequirement operator! scopeName!
api.core.v1.SeccompProfile localhostProfile? type!
api.core.v1.Secret immutable?
api.core.v1.SecretEnvSource optional?
api.core.v1.SecretKeySelector key! optional?
api.core.v1.SecretProjection optional?
api.core.v1.SecretVolumeSource defaultMode? optional?
api.core.v1.SecurityContext allowPrivilegeEscalation? privileged? procMount? readOnlyRootFilesystem? runAsGroup? runAsNonRoot? runAsUser?
api.core.v1.ServiceAccount automountServiceAccountToken?
api.core.v1.ServiceAccountTokenProjection expirationSeconds? path!
api.core.v1.ServicePort appProtocol? port! targetPort!
api.core.v1.ServiceSpec allocateLoadBalancerNodePorts? internalTrafficPolicy? ipFamilyPolicy? loadBalancerClass? trafficDistribution?
api.core.v1.SleepAction seconds!
api.core.v1.Sysctl name! value!
api.core.v1.TCPSocketAction port!
api.core.v1.Taint effect! key! timeAdded?
api.core.v1.Toleration tolerationSeconds?
api.core.v1.TopologySelectorLabelRequirement key! values!
api.core.v1.TopologySpreadConstraint maxSkew! minDomains? nodeAffinityPolicy? nodeTaintsPolicy? topologyKey! whenUnsatisfiable!
api.core.v1.TypedLocalObjectReference apiGroup? kind! name!
api.core.v1.TypedObjectReference apiGroup? kind! name! namespace?
api.core.v1.Volume name!
api.core.v1.VolumeDevice devicePath! name!
api.core.v1.VolumeMount mountPath! mountPropagation? name! recursiveReadOnly?
api.core.v1.VolumeMountStatus mountPath! name! recursiveReadOnly?
api.core.v1.VsphereVirtualDiskVolumeSource volumePath!
api.core.v1.WeightedPodAffinityTerm weight!
api.core.v1.WindowsSecurityContextOptions gmsaCredentialSpec? gmsaCredentialSpecName? hostProcess? runAsUserName?
api.core.v1.WorkloadReference name! podGroup!
api.discovery.v1.Endpoint addresses! hostname? nodeName? zone?
api.discovery.v1.EndpointConditions ready? serving? terminating?
api.discovery.v1.EndpointPort appProtocol? name? port? protocol?
api.discovery.v1.EndpointSlice addressType! endpoints! ports!
api.discovery.v1.ForNode name!
api.discovery.v1.ForZone name!
api.events.v1.Event deprecatedFirstTimestamp! deprecatedLastTimestamp! eventTime!
api.events.v1.EventSeries count! lastObservedTime!
api.flowcontrol.v1.ExemptPriorityLevelConfiguration lendablePercent? nominalConcurrencyShares?
api.flowcontrol.v1.FlowDistinguisherMethod type!
api.flowcontrol.v1.FlowSchemaCondition lastTransitionTime!
api.flowcontrol.v1.FlowSchemaSpec matchingPrecedence!
api.flowcontrol.v1.GroupSubject name!
api.flowcontrol.v1.LimitResponse type!
api.flowcontrol.v1.LimitedPriorityLevelConfiguration borrowingLimitPercent? lendablePercent? nominalConcurrencyShares?
api.flowcontrol.v1.NonResourcePolicyRule nonResourceURLs! verbs!
api.flowcontrol.v1.PolicyRulesWithSubjects subjects!
api.flowcontrol.v1.PriorityLevelConfigurationCondition lastTransitionTime!
api.flowcontrol.v1.PriorityLevelConfigurationReference name!
api.flowcontrol.v1.PriorityLevelConfigurationSpec type!
api.flowcontrol.v1.QueuingConfiguration handSize! queueLengthLimit! queues!
api.flowcontrol.v1.ResourcePolicyRule apiGroups! namespaces! resources! verbs!
api.flowcontrol.v1.ServiceAccountSubject name! namespace!
api.flowcontrol.v1.Subject kind!
api.flowcontrol.v1.UserSubject name!
api.networking.v1.HTTPIngressPath pathType?
api.networking.v1.HTTPIngressRuleValue paths!
api.networking.v1.IPBlock cidr!
api.networking.v1.IngressClassParametersReference apiGroup? kind! name! namespace? scope?
api.networking.v1.IngressPortStatus error? port! protocol!
api.networking.v1.IngressServiceBackend name!
api.networking.v1.IngressSpec ingressClassName?
api.networking.v1.NetworkPolicyPort endPort? port? protocol?
api.node.v1.RuntimeClass handler!
api.policy.v1.PodDisruptionBudgetSpec maxUnavailable? minAvailable? unhealthyPodEvictionPolicy?
api.policy.v1.PodDisruptionBudgetStatus currentHealthy! desiredHealthy! disruptionsAllowed! expectedPods!
api.rbac.v1.ClusterRole rules!
api.rbac.v1.PolicyRule verbs!
api.rbac.v1.Role rules!
api.rbac.v1.RoleRef apiGroup! kind! name!
api.rbac.v1.Subject kind! name!
api.resource.v1.AllocatedDeviceStatus conditions! device! driver! pool! shareID?
api.resource.v1.AllocationResult allocationTimestamp?
api.resource.v1.CELDeviceSelector expression!
api.resource.v1.CapacityRequestPolicy default?
api.resource.v1.CapacityRequestPolicyRange max? min? step?
api.resource.v1.Counter value!
api.resource.v1.CounterSet name!
api.resource.v1.Device allNodes? allowMultipleAllocations? bindsToNode? name! nodeName?
api.resource.v1.DeviceAllocationConfiguration source!
api.resource.v1.DeviceAttribute bool? int? string? version?
api.resource.v1.DeviceCapacity value!
api.resource.v1.DeviceClaim requests!
api.resource.v1.DeviceClassSpec extendedResourceName?
api.resource.v1.DeviceConstraint distinctAttribute? matchAttribute?
api.resource.v1.DeviceCounterConsumption counterSet!
api.resource.v1.DeviceRequest name!
api.resource.v1.DeviceRequestAllocationResult adminAccess? device! driver! pool! request! shareID?
api.resource.v1.DeviceSubRequest deviceClassName! name!
api.resource.v1.DeviceTaint effect! key! timeAdded?
api.resource.v1.DeviceToleration tolerationSeconds?
api.resource.v1.ExactDeviceRequest adminAccess? deviceClassName!
api.resource.v1.OpaqueDeviceConfiguration driver!
api.resource.v1.ResourceClaimConsumerReference name! resource! uid!
api.resource.v1.ResourcePool generation! name! resourceSliceCount!
api.resource.v1.ResourceSliceSpec allNodes? driver! nodeName? perDeviceNodeSelection?
api.scheduling.v1.PriorityClass preemptionPolicy? value!
api.storage.v1.CSIDriverSpec attachRequired? fsGroupPolicy? nodeAllocatableUpdatePeriodSeconds? podInfoOnMount? requiresRepublish? seLinuxMount? serviceAccountTokenInSecrets? storageCapacity?
api.storage.v1.CSINodeDriver name! nodeID! topologyKeys!
api.storage.v1.CSINodeSpec drivers!
api.storage.v1.CSIStorageCapacity capacity? maximumVolumeSize? storageClassName!
api.storage.v1.StorageClass allowVolumeExpansion? provisioner! reclaimPolicy? volumeBindingMode?
api.storage.v1.TokenRequest audience! expirationSeconds?
api.storage.v1.VolumeAttachmentSource persistentVolumeName?
api.storage.v1.VolumeAttachmentSpec attacher! nodeName!
api.storage.v1.VolumeAttachmentStatus attached!
api.storage.v1.VolumeAttributesClass driverName!
api.storage.v1.VolumeError errorCode? time!
api.storage.v1.VolumeNodeResources count?
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition jsonPath! name! type!
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion strategy!
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition lastTransitionTime! status! type!
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames kind! plural!
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec group! scope! versions!
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus conditions! storedVersions!
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion deprecationWarning? name! served! storage!
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale labelSelectorPath? specReplicasPath! statusReplicasPath!
apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps $ref? maxItems? maxLength? maxProperties? maximum? minItems? minLength? minProperties? minimum? multipleOf? x-kubernetes-list-type? x-kubernetes-map-type? x-kubernetes-preserve-unknown-fields?
apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField jsonPath!
apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference name! namespace! path? port?
apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule optionalOldSelf? reason? rule!
apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig url?
apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion conversionReviewVersions!
apimachinery.pkg.apis.meta.v1.Condition lastTransitionTime! message! reason! status! type!
apimachinery.pkg.apis.meta.v1.DeleteOptions gracePeriodSeconds? ignoreStoreReadErrorWithClusterBreakingPotential? orphanDependents? propagationPolicy?
apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement key! operator!
apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement key! operator!
apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry time?
apimachinery.pkg.apis.meta.v1.ObjectMeta deletionGracePeriodSeconds? deletionTimestamp?
apimachinery.pkg.apis.meta.v1.OwnerReference apiVersion! blockOwnerDeletion? controller? kind! name! uid!
apimachinery.pkg.apis.meta.v1.Preconditions resourceVersion? uid?
kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition lastTransitionTime! status! type!
kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec groupPriorityMinimum! versionPriority!
kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference port?
`;
