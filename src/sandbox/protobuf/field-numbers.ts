// Written by test/sandbox/make-protobuf-table.ts.

/** Names of fields by their numbers, see numbered-fields.ts. */
export const fieldNumbers = `
api.admissionregistration.v1.AuditAnnotation key valueExpression
api.admissionregistration.v1.ExpressionWarning - fieldRef warning
api.admissionregistration.v1.MatchCondition name expression
api.admissionregistration.v1.MatchResources namespaceSelector objectSelector resourceRules excludeResourceRules - - matchPolicy
api.admissionregistration.v1.MutatingWebhook name clientConfig rules failurePolicy namespaceSelector sideEffects timeoutSeconds admissionReviewVersions matchPolicy reinvocationPolicy objectSelector matchConditions
api.admissionregistration.v1.MutatingWebhookConfiguration metadata webhooks
api.admissionregistration.v1.NamedRuleWithOperations resourceNames ~RuleWithOperations
api.admissionregistration.v1.ParamKind apiVersion kind
api.admissionregistration.v1.ParamRef name namespace selector parameterNotFoundAction
api.admissionregistration.v1.Rule apiGroups apiVersions resources scope
api.admissionregistration.v1.RuleWithOperations operations ~Rule
api.admissionregistration.v1.ServiceReference namespace name path port
api.admissionregistration.v1.TypeChecking expressionWarnings
api.admissionregistration.v1.ValidatingAdmissionPolicy metadata spec status
api.admissionregistration.v1.ValidatingAdmissionPolicyBinding metadata spec
api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec policyName paramRef matchResources validationActions
api.admissionregistration.v1.ValidatingAdmissionPolicySpec paramKind matchConstraints validations failurePolicy auditAnnotations matchConditions variables
api.admissionregistration.v1.ValidatingAdmissionPolicyStatus observedGeneration typeChecking conditions
api.admissionregistration.v1.ValidatingWebhook name clientConfig rules failurePolicy namespaceSelector sideEffects timeoutSeconds admissionReviewVersions matchPolicy objectSelector matchConditions
api.admissionregistration.v1.ValidatingWebhookConfiguration metadata webhooks
api.admissionregistration.v1.Validation expression message reason messageExpression
api.admissionregistration.v1.Variable name expression
api.admissionregistration.v1.WebhookClientConfig service caBundle url
api.apps.v1.ControllerRevision metadata data revision
api.apps.v1.DaemonSet metadata spec status
api.apps.v1.DaemonSetCondition type status lastTransitionTime reason message
api.apps.v1.DaemonSetSpec selector template updateStrategy minReadySeconds - revisionHistoryLimit
api.apps.v1.DaemonSetStatus currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady observedGeneration updatedNumberScheduled numberAvailable numberUnavailable collisionCount conditions
api.apps.v1.DaemonSetUpdateStrategy type rollingUpdate
api.apps.v1.Deployment metadata spec status
api.apps.v1.DeploymentCondition type status - reason message lastUpdateTime lastTransitionTime
api.apps.v1.DeploymentSpec replicas selector template strategy minReadySeconds revisionHistoryLimit paused - progressDeadlineSeconds
api.apps.v1.DeploymentStatus observedGeneration replicas updatedReplicas availableReplicas unavailableReplicas conditions readyReplicas collisionCount terminatingReplicas
api.apps.v1.DeploymentStrategy type rollingUpdate
api.apps.v1.ReplicaSet metadata spec status
api.apps.v1.ReplicaSetCondition type status lastTransitionTime reason message
api.apps.v1.ReplicaSetSpec replicas selector template minReadySeconds
api.apps.v1.ReplicaSetStatus replicas fullyLabeledReplicas observedGeneration readyReplicas availableReplicas conditions terminatingReplicas
api.apps.v1.RollingUpdateDaemonSet maxUnavailable maxSurge
api.apps.v1.RollingUpdateDeployment maxUnavailable maxSurge
api.apps.v1.RollingUpdateStatefulSetStrategy partition maxUnavailable
api.apps.v1.StatefulSet metadata spec status
api.apps.v1.StatefulSetCondition type status lastTransitionTime reason message
api.apps.v1.StatefulSetOrdinals start
api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted whenScaled
api.apps.v1.StatefulSetSpec replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals
api.apps.v1.StatefulSetStatus observedGeneration replicas readyReplicas currentReplicas updatedReplicas currentRevision updateRevision - collisionCount conditions availableReplicas
api.apps.v1.StatefulSetUpdateStrategy type rollingUpdate
api.authentication.v1.BoundObjectReference kind apiVersion name uid
api.authentication.v1.SelfSubjectReview metadata status
api.authentication.v1.SelfSubjectReviewStatus userInfo
api.authentication.v1.TokenRequest metadata spec status
api.authentication.v1.TokenRequestSpec audiences - boundObjectRef expirationSeconds
api.authentication.v1.TokenRequestStatus token expirationTimestamp
api.authentication.v1.TokenReview metadata spec status
api.authentication.v1.TokenReviewSpec token audiences
api.authentication.v1.TokenReviewStatus authenticated user error audiences
api.authentication.v1.UserInfo username uid groups extra
api.authorization.v1.FieldSelectorAttributes rawSelector requirements
api.authorization.v1.LabelSelectorAttributes rawSelector requirements
api.authorization.v1.LocalSubjectAccessReview metadata spec status
api.authorization.v1.NonResourceAttributes path verb
api.authorization.v1.NonResourceRule verbs nonResourceURLs
api.authorization.v1.ResourceAttributes namespace verb group version resource subresource name fieldSelector labelSelector
api.authorization.v1.ResourceRule verbs apiGroups resources resourceNames
api.authorization.v1.SelfSubjectAccessReview metadata spec status
api.authorization.v1.SelfSubjectAccessReviewSpec resourceAttributes nonResourceAttributes
api.authorization.v1.SelfSubjectRulesReview metadata spec status
api.authorization.v1.SelfSubjectRulesReviewSpec namespace
api.authorization.v1.SubjectAccessReview metadata spec status
api.authorization.v1.SubjectAccessReviewSpec resourceAttributes nonResourceAttributes user groups extra uid
api.authorization.v1.SubjectAccessReviewStatus allowed reason evaluationError denied
api.authorization.v1.SubjectRulesReviewStatus resourceRules nonResourceRules incomplete evaluationError
api.autoscaling.v1.CrossVersionObjectReference kind name apiVersion
api.autoscaling.v1.HorizontalPodAutoscaler metadata spec status
api.autoscaling.v1.HorizontalPodAutoscalerSpec scaleTargetRef minReplicas maxReplicas targetCPUUtilizationPercentage
api.autoscaling.v1.HorizontalPodAutoscalerStatus observedGeneration lastScaleTime currentReplicas desiredReplicas currentCPUUtilizationPercentage
api.autoscaling.v1.Scale metadata spec status
api.autoscaling.v1.ScaleSpec replicas
api.autoscaling.v1.ScaleStatus replicas selector
api.autoscaling.v2.ContainerResourceMetricSource name target container
api.autoscaling.v2.ContainerResourceMetricStatus name current container
api.autoscaling.v2.CrossVersionObjectReference kind name apiVersion
api.autoscaling.v2.ExternalMetricSource metric target
api.autoscaling.v2.ExternalMetricStatus metric current
api.autoscaling.v2.HPAScalingPolicy type value periodSeconds
api.autoscaling.v2.HPAScalingRules selectPolicy policies stabilizationWindowSeconds tolerance
api.autoscaling.v2.HorizontalPodAutoscaler metadata spec status
api.autoscaling.v2.HorizontalPodAutoscalerBehavior scaleUp scaleDown
api.autoscaling.v2.HorizontalPodAutoscalerCondition type status lastTransitionTime reason message
api.autoscaling.v2.HorizontalPodAutoscalerSpec scaleTargetRef minReplicas maxReplicas metrics behavior
api.autoscaling.v2.HorizontalPodAutoscalerStatus observedGeneration lastScaleTime currentReplicas desiredReplicas currentMetrics conditions
api.autoscaling.v2.MetricIdentifier name selector
api.autoscaling.v2.MetricSpec type object pods resource external - containerResource
api.autoscaling.v2.MetricStatus type object pods resource external - containerResource
api.autoscaling.v2.MetricTarget type value averageValue averageUtilization
api.autoscaling.v2.MetricValueStatus value averageValue averageUtilization
api.autoscaling.v2.ObjectMetricSource describedObject target metric
api.autoscaling.v2.ObjectMetricStatus metric current describedObject
api.autoscaling.v2.PodsMetricSource metric target
api.autoscaling.v2.PodsMetricStatus metric current
api.autoscaling.v2.ResourceMetricSource name target
api.autoscaling.v2.ResourceMetricStatus name current
api.batch.v1.CronJob metadata spec status
api.batch.v1.CronJobSpec schedule startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit timeZone
api.batch.v1.CronJobStatus active - - lastScheduleTime lastSuccessfulTime
api.batch.v1.Job metadata spec status
api.batch.v1.JobCondition type status lastProbeTime lastTransitionTime reason message
api.batch.v1.JobSpec parallelism completions activeDeadlineSeconds selector manualSelector template backoffLimit ttlSecondsAfterFinished completionMode suspend podFailurePolicy backoffLimitPerIndex maxFailedIndexes podReplacementPolicy managedBy successPolicy
api.batch.v1.JobStatus conditions startTime completionTime active succeeded failed completedIndexes uncountedTerminatedPods ready failedIndexes terminating
api.batch.v1.JobTemplateSpec metadata spec
api.batch.v1.PodFailurePolicy rules
api.batch.v1.PodFailurePolicyOnExitCodesRequirement containerName operator values
api.batch.v1.PodFailurePolicyOnPodConditionsPattern type status
api.batch.v1.PodFailurePolicyRule action onExitCodes onPodConditions
api.batch.v1.SuccessPolicy rules
api.batch.v1.SuccessPolicyRule succeededIndexes succeededCount
api.batch.v1.UncountedTerminatedPods succeeded failed
api.certificates.v1.CertificateSigningRequest metadata spec status
api.certificates.v1.CertificateSigningRequestCondition type reason message lastUpdateTime lastTransitionTime status
api.certificates.v1.CertificateSigningRequestSpec request username uid groups usages extra signerName expirationSeconds
api.certificates.v1.CertificateSigningRequestStatus conditions certificate
api.coordination.v1.Lease metadata spec
api.coordination.v1.LeaseSpec holderIdentity leaseDurationSeconds acquireTime renewTime leaseTransitions strategy preferredHolder
api.core.v1.AWSElasticBlockStoreVolumeSource volumeID fsType partition readOnly
api.core.v1.Affinity nodeAffinity podAffinity podAntiAffinity
api.core.v1.AppArmorProfile type localhostProfile
api.core.v1.AttachedVolume name devicePath
api.core.v1.AzureDiskVolumeSource diskName diskURI cachingMode fsType readOnly kind
api.core.v1.AzureFilePersistentVolumeSource secretName shareName readOnly secretNamespace
api.core.v1.AzureFileVolumeSource secretName shareName readOnly
api.core.v1.Binding metadata target
api.core.v1.CSIPersistentVolumeSource driver volumeHandle readOnly fsType volumeAttributes controllerPublishSecretRef nodeStageSecretRef nodePublishSecretRef controllerExpandSecretRef nodeExpandSecretRef
api.core.v1.CSIVolumeSource driver readOnly fsType volumeAttributes nodePublishSecretRef
api.core.v1.Capabilities add drop
api.core.v1.CephFSPersistentVolumeSource monitors path user secretFile secretRef readOnly
api.core.v1.CephFSVolumeSource monitors path user secretFile secretRef readOnly
api.core.v1.CinderPersistentVolumeSource volumeID fsType readOnly secretRef
api.core.v1.CinderVolumeSource volumeID fsType readOnly secretRef
api.core.v1.ClientIPConfig timeoutSeconds
api.core.v1.ClusterTrustBundleProjection name signerName labelSelector path optional
api.core.v1.ComponentCondition type status message error
api.core.v1.ComponentStatus metadata conditions
api.core.v1.ConfigMap metadata data binaryData immutable
api.core.v1.ConfigMapEnvSource ~LocalObjectReference optional
api.core.v1.ConfigMapKeySelector ~LocalObjectReference key optional
api.core.v1.ConfigMapNodeConfigSource namespace name uid resourceVersion kubeletConfigKey
api.core.v1.ConfigMapProjection ~LocalObjectReference items - optional
api.core.v1.ConfigMapVolumeSource ~LocalObjectReference items defaultMode optional
api.core.v1.Container name image command args workingDir ports env resources volumeMounts livenessProbe readinessProbe lifecycle terminationMessagePath imagePullPolicy securityContext stdin stdinOnce tty envFrom terminationMessagePolicy volumeDevices startupProbe resizePolicy restartPolicy restartPolicyRules
api.core.v1.ContainerExtendedResourceRequest containerName resourceName requestName
api.core.v1.ContainerImage names sizeBytes
api.core.v1.ContainerPort name hostPort containerPort protocol hostIP
api.core.v1.ContainerResizePolicy resourceName restartPolicy
api.core.v1.ContainerRestartRule action exitCodes
api.core.v1.ContainerRestartRuleOnExitCodes operator values
api.core.v1.ContainerState waiting running terminated
api.core.v1.ContainerStateRunning startedAt
api.core.v1.ContainerStateTerminated exitCode signal reason message startedAt finishedAt containerID
api.core.v1.ContainerStateWaiting reason message
api.core.v1.ContainerStatus name state lastState ready restartCount image imageID containerID started allocatedResources resources volumeMounts user allocatedResourcesStatus stopSignal
api.core.v1.ContainerUser linux
api.core.v1.DaemonEndpoint Port
api.core.v1.DownwardAPIProjection items
api.core.v1.DownwardAPIVolumeFile path fieldRef resourceFieldRef mode
api.core.v1.DownwardAPIVolumeSource items defaultMode
api.core.v1.EmptyDirVolumeSource medium sizeLimit
api.core.v1.EndpointAddress ip targetRef hostname nodeName
api.core.v1.EndpointPort name port protocol appProtocol
api.core.v1.EndpointSubset addresses notReadyAddresses ports
api.core.v1.Endpoints metadata subsets
api.core.v1.EnvFromSource prefix configMapRef secretRef
api.core.v1.EnvVar name value valueFrom
api.core.v1.EnvVarSource fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef
api.core.v1.EphemeralContainer ~EphemeralContainerCommon targetContainerName
api.core.v1.EphemeralContainerCommon name image command args workingDir ports env resources volumeMounts livenessProbe readinessProbe lifecycle terminationMessagePath imagePullPolicy securityContext stdin stdinOnce tty envFrom terminationMessagePolicy volumeDevices startupProbe resizePolicy restartPolicy restartPolicyRules
api.core.v1.EphemeralVolumeSource volumeClaimTemplate
api.core.v1.Event metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance
api.core.v1.EventSeries count lastObservedTime
api.core.v1.EventSource component host
api.core.v1.ExecAction command
api.core.v1.FCVolumeSource targetWWNs lun fsType readOnly wwids
api.core.v1.FileKeySelector volumeName path key optional
api.core.v1.FlexPersistentVolumeSource driver fsType secretRef readOnly options
api.core.v1.FlexVolumeSource driver fsType secretRef readOnly options
api.core.v1.FlockerVolumeSource datasetName datasetUUID
api.core.v1.GCEPersistentDiskVolumeSource pdName fsType partition readOnly
api.core.v1.GRPCAction port service
api.core.v1.GitRepoVolumeSource repository revision directory
api.core.v1.GlusterfsPersistentVolumeSource endpoints path readOnly endpointsNamespace
api.core.v1.GlusterfsVolumeSource endpoints path readOnly
api.core.v1.HTTPGetAction path port host scheme httpHeaders
api.core.v1.HTTPHeader name value
api.core.v1.HostAlias ip hostnames
api.core.v1.HostIP ip
api.core.v1.HostPathVolumeSource path type
api.core.v1.ISCSIPersistentVolumeSource targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery - secretRef chapAuthSession initiatorName
api.core.v1.ISCSIVolumeSource targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery - secretRef chapAuthSession initiatorName
api.core.v1.ImageVolumeSource reference pullPolicy
api.core.v1.KeyToPath key path mode
api.core.v1.Lifecycle postStart preStop stopSignal
api.core.v1.LifecycleHandler exec httpGet tcpSocket sleep
api.core.v1.LimitRange metadata spec
api.core.v1.LimitRangeItem type max min default defaultRequest maxLimitRequestRatio
api.core.v1.LimitRangeSpec limits
api.core.v1.LinuxContainerUser uid gid supplementalGroups
api.core.v1.LoadBalancerIngress ip hostname ipMode ports
api.core.v1.LoadBalancerStatus ingress
api.core.v1.LocalObjectReference name
api.core.v1.LocalVolumeSource path fsType
api.core.v1.ModifyVolumeStatus targetVolumeAttributesClassName status
api.core.v1.NFSVolumeSource server path readOnly
api.core.v1.Namespace metadata spec status
api.core.v1.NamespaceCondition type status - lastTransitionTime reason message
api.core.v1.NamespaceSpec finalizers
api.core.v1.NamespaceStatus phase conditions
api.core.v1.Node metadata spec status
api.core.v1.NodeAddress type address
api.core.v1.NodeAffinity requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
api.core.v1.NodeCondition type status lastHeartbeatTime lastTransitionTime reason message
api.core.v1.NodeConfigSource - configMap
api.core.v1.NodeConfigStatus assigned active lastKnownGood error
api.core.v1.NodeDaemonEndpoints kubeletEndpoint
api.core.v1.NodeFeatures supplementalGroupsPolicy
api.core.v1.NodeRuntimeHandler name features
api.core.v1.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts userNamespaces
api.core.v1.NodeSelector nodeSelectorTerms
api.core.v1.NodeSelectorRequirement key operator values
api.core.v1.NodeSelectorTerm matchExpressions matchFields
api.core.v1.NodeSpec podCIDR externalID providerID unschedulable taints configSource podCIDRs
api.core.v1.NodeStatus capacity allocatable phase conditions addresses daemonEndpoints nodeInfo images volumesInUse volumesAttached config runtimeHandlers features declaredFeatures
api.core.v1.NodeSwapStatus capacity
api.core.v1.NodeSystemInfo machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem architecture swap
api.core.v1.ObjectFieldSelector apiVersion fieldPath
api.core.v1.ObjectReference kind namespace name uid apiVersion resourceVersion fieldPath
api.core.v1.PersistentVolume metadata spec status
api.core.v1.PersistentVolumeClaim metadata spec status
api.core.v1.PersistentVolumeClaimCondition type status lastProbeTime lastTransitionTime reason message
api.core.v1.PersistentVolumeClaimSpec accessModes resources volumeName selector storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName
api.core.v1.PersistentVolumeClaimStatus phase accessModes capacity conditions allocatedResources - allocatedResourceStatuses currentVolumeAttributesClassName modifyVolumeStatus
api.core.v1.PersistentVolumeClaimTemplate metadata spec
api.core.v1.PersistentVolumeClaimVolumeSource claimName readOnly
api.core.v1.PersistentVolumeSource gcePersistentDisk awsElasticBlockStore hostPath glusterfs nfs rbd iscsi cinder cephfs fc flocker flexVolume azureFile vsphereVolume quobyte azureDisk photonPersistentDisk portworxVolume scaleIO local storageos csi
api.core.v1.PersistentVolumeSpec capacity ~PersistentVolumeSource accessModes claimRef persistentVolumeReclaimPolicy storageClassName mountOptions volumeMode nodeAffinity volumeAttributesClassName
api.core.v1.PersistentVolumeStatus phase message reason lastPhaseTransitionTime
api.core.v1.PhotonPersistentDiskVolumeSource pdID fsType
api.core.v1.Pod metadata spec status
api.core.v1.PodAffinity requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
api.core.v1.PodAffinityTerm labelSelector namespaces topologyKey namespaceSelector matchLabelKeys mismatchLabelKeys
api.core.v1.PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
api.core.v1.PodCertificateProjection signerName keyType maxExpirationSeconds credentialBundlePath keyPath certificateChainPath userAnnotations
api.core.v1.PodCondition type status lastProbeTime lastTransitionTime reason message observedGeneration
api.core.v1.PodDNSConfig nameservers searches options
api.core.v1.PodDNSConfigOption name value
api.core.v1.PodExtendedResourceClaimStatus requestMappings resourceClaimName
api.core.v1.PodIP ip
api.core.v1.PodOS name
api.core.v1.PodReadinessGate conditionType
api.core.v1.PodResourceClaim name - resourceClaimName resourceClaimTemplateName
api.core.v1.PodResourceClaimStatus name resourceClaimName
api.core.v1.PodSchedulingGate name
api.core.v1.PodSecurityContext seLinuxOptions runAsUser runAsNonRoot supplementalGroups fsGroup runAsGroup sysctls windowsOptions fsGroupChangePolicy seccompProfile appArmorProfile supplementalGroupsPolicy seLinuxChangePolicy
api.core.v1.PodSpec volumes containers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount nodeName hostNetwork hostPID hostIPC securityContext imagePullSecrets hostname subdomain affinity schedulerName initContainers automountServiceAccountToken tolerations hostAliases priorityClassName priority dnsConfig shareProcessNamespace readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints ephemeralContainers setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride workloadRef
api.core.v1.PodStatus phase conditions message reason hostIP podIP startTime containerStatuses qosClass initContainerStatuses nominatedNodeName podIPs ephemeralContainerStatuses resize resourceClaimStatuses hostIPs observedGeneration extendedResourceClaimStatus allocatedResources resources
api.core.v1.PodTemplate metadata template
api.core.v1.PodTemplateSpec metadata spec
api.core.v1.PortStatus port protocol error
api.core.v1.PortworxVolumeSource volumeID fsType readOnly
api.core.v1.PreferredSchedulingTerm weight preference
api.core.v1.Probe ~ProbeHandler initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds
api.core.v1.ProbeHandler exec httpGet tcpSocket grpc
api.core.v1.ProjectedVolumeSource sources defaultMode
api.core.v1.QuobyteVolumeSource registry volume readOnly user group tenant
api.core.v1.RBDPersistentVolumeSource monitors image fsType pool user keyring secretRef readOnly
api.core.v1.RBDVolumeSource monitors image fsType pool user keyring secretRef readOnly
api.core.v1.ReplicationController metadata spec status
api.core.v1.ReplicationControllerCondition type status lastTransitionTime reason message
api.core.v1.ReplicationControllerSpec replicas selector template minReadySeconds
api.core.v1.ReplicationControllerStatus replicas fullyLabeledReplicas observedGeneration readyReplicas availableReplicas conditions
api.core.v1.ResourceClaim name request
api.core.v1.ResourceFieldSelector containerName resource divisor
api.core.v1.ResourceHealth resourceID health
api.core.v1.ResourceQuota metadata spec status
api.core.v1.ResourceQuotaSpec hard scopes scopeSelector
api.core.v1.ResourceQuotaStatus hard used
api.core.v1.ResourceRequirements limits requests claims
api.core.v1.ResourceStatus name resources
api.core.v1.SELinuxOptions user role type level
api.core.v1.ScaleIOPersistentVolumeSource gateway system secretRef sslEnabled protectionDomain storagePool storageMode volumeName fsType readOnly
api.core.v1.ScaleIOVolumeSource gateway system secretRef sslEnabled protectionDomain storagePool storageMode volumeName fsType readOnly
api.core.v1.ScopeSelector matchExpressions
api.core.v1.ScopedResourceSelectorRequirement scopeName operator values
api.core.v1.SeccompProfile type localhostProfile
api.core.v1.Secret metadata data type stringData immutable
api.core.v1.SecretEnvSource ~LocalObjectReference optional
api.core.v1.SecretKeySelector ~LocalObjectReference key optional
api.core.v1.SecretProjection ~LocalObjectReference items - optional
api.core.v1.SecretReference name namespace
api.core.v1.SecretVolumeSource secretName items defaultMode optional
api.core.v1.SecurityContext capabilities privileged seLinuxOptions runAsUser runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation runAsGroup procMount windowsOptions seccompProfile appArmorProfile
api.core.v1.Service metadata spec status
api.core.v1.ServiceAccount metadata secrets imagePullSecrets automountServiceAccountToken
api.core.v1.ServiceAccountTokenProjection audience expirationSeconds path
api.core.v1.ServicePort name protocol port targetPort nodePort appProtocol
api.core.v1.ServiceSpec ports selector clusterIP type externalIPs - sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig - - ipFamilyPolicy clusterIPs ipFamilies allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution
api.core.v1.ServiceStatus loadBalancer conditions
api.core.v1.SessionAffinityConfig clientIP
api.core.v1.SleepAction seconds
api.core.v1.StorageOSPersistentVolumeSource volumeName volumeNamespace fsType readOnly secretRef
api.core.v1.StorageOSVolumeSource volumeName volumeNamespace fsType readOnly secretRef
api.core.v1.Sysctl name value
api.core.v1.TCPSocketAction port host
api.core.v1.Taint key value effect timeAdded
api.core.v1.Toleration key operator value effect tolerationSeconds
api.core.v1.TopologySelectorLabelRequirement key values
api.core.v1.TopologySelectorTerm matchLabelExpressions
api.core.v1.TopologySpreadConstraint maxSkew topologyKey whenUnsatisfiable labelSelector minDomains nodeAffinityPolicy nodeTaintsPolicy matchLabelKeys
api.core.v1.TypedLocalObjectReference apiGroup kind name
api.core.v1.TypedObjectReference apiGroup kind name namespace
api.core.v1.Volume name ~VolumeSource
api.core.v1.VolumeDevice name devicePath
api.core.v1.VolumeMount name readOnly mountPath subPath mountPropagation subPathExpr recursiveReadOnly
api.core.v1.VolumeMountStatus name mountPath readOnly recursiveReadOnly
api.core.v1.VolumeNodeAffinity required
api.core.v1.VolumeProjection secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate
api.core.v1.VolumeResourceRequirements limits requests
api.core.v1.VolumeSource hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs persistentVolumeClaim rbd flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume quobyte azureDisk photonPersistentDisk portworxVolume scaleIO projected storageos csi ephemeral image
api.core.v1.VsphereVirtualDiskVolumeSource volumePath fsType storagePolicyName storagePolicyID
api.core.v1.WeightedPodAffinityTerm weight podAffinityTerm
api.core.v1.WindowsSecurityContextOptions gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess
api.core.v1.WorkloadReference name podGroup podGroupReplicaKey
api.discovery.v1.Endpoint addresses conditions hostname targetRef deprecatedTopology nodeName zone hints
api.discovery.v1.EndpointConditions ready serving terminating
api.discovery.v1.EndpointHints forZones forNodes
api.discovery.v1.EndpointPort name protocol port appProtocol
api.discovery.v1.EndpointSlice metadata endpoints ports addressType
api.discovery.v1.ForNode name
api.discovery.v1.ForZone name
api.events.v1.Event metadata eventTime series reportingController reportingInstance action reason regarding related note type deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedCount
api.events.v1.EventSeries count lastObservedTime
api.networking.v1.HTTPIngressPath path backend pathType
api.networking.v1.HTTPIngressRuleValue paths
api.networking.v1.IPAddress metadata spec
api.networking.v1.IPAddressSpec parentRef
api.networking.v1.IPBlock cidr except
api.networking.v1.Ingress metadata spec status
api.networking.v1.IngressBackend - - resource service
api.networking.v1.IngressClass metadata spec
api.networking.v1.IngressClassParametersReference apiGroup kind name scope namespace
api.networking.v1.IngressClassSpec controller parameters
api.networking.v1.IngressLoadBalancerIngress ip hostname - ports
api.networking.v1.IngressLoadBalancerStatus ingress
api.networking.v1.IngressPortStatus port protocol error
api.networking.v1.IngressRule host ~IngressRuleValue
api.networking.v1.IngressRuleValue http
api.networking.v1.IngressServiceBackend name port
api.networking.v1.IngressSpec defaultBackend tls rules ingressClassName
api.networking.v1.IngressStatus loadBalancer
api.networking.v1.IngressTLS hosts secretName
api.networking.v1.NetworkPolicy metadata spec
api.networking.v1.NetworkPolicyEgressRule ports to
api.networking.v1.NetworkPolicyIngressRule ports from
api.networking.v1.NetworkPolicyPeer podSelector namespaceSelector ipBlock
api.networking.v1.NetworkPolicyPort protocol port endPort
api.networking.v1.NetworkPolicySpec podSelector ingress egress policyTypes
api.networking.v1.ParentReference group resource namespace name
api.networking.v1.ServiceBackendPort name number
api.networking.v1.ServiceCIDR metadata spec status
api.networking.v1.ServiceCIDRSpec cidrs
api.networking.v1.ServiceCIDRStatus conditions
api.node.v1.Overhead podFixed
api.node.v1.RuntimeClass metadata handler overhead scheduling
api.node.v1.Scheduling nodeSelector tolerations
api.policy.v1.Eviction metadata deleteOptions
api.policy.v1.PodDisruptionBudget metadata spec status
api.policy.v1.PodDisruptionBudgetSpec minAvailable selector maxUnavailable unhealthyPodEvictionPolicy
api.policy.v1.PodDisruptionBudgetStatus observedGeneration disruptedPods disruptionsAllowed currentHealthy desiredHealthy expectedPods conditions
api.rbac.v1.AggregationRule clusterRoleSelectors
api.rbac.v1.ClusterRole metadata rules aggregationRule
api.rbac.v1.ClusterRoleBinding metadata subjects roleRef
api.rbac.v1.PolicyRule verbs apiGroups resources resourceNames nonResourceURLs
api.rbac.v1.Role metadata rules
api.rbac.v1.RoleBinding metadata subjects roleRef
api.rbac.v1.RoleRef apiGroup kind name
api.rbac.v1.Subject kind apiGroup name namespace
api.scheduling.v1.PriorityClass metadata value globalDefault description preemptionPolicy
apimachinery.pkg.apis.meta.v1.Condition type status observedGeneration lastTransitionTime reason message
apimachinery.pkg.apis.meta.v1.DeleteOptions gracePeriodSeconds preconditions orphanDependents propagationPolicy dryRun ignoreStoreReadErrorWithClusterBreakingPotential
apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement key operator values
apimachinery.pkg.apis.meta.v1.LabelSelector matchLabels matchExpressions
apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement key operator values
apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry manager operation apiVersion time - fieldsType fieldsV1 subresource
apimachinery.pkg.apis.meta.v1.ObjectMeta name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers - - managedFields
apimachinery.pkg.apis.meta.v1.OwnerReference kind - name uid apiVersion controller blockOwnerDeletion
apimachinery.pkg.apis.meta.v1.Preconditions uid resourceVersion
`;
