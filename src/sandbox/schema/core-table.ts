// Written by test/sandbox/make-schema-tables.ts.

/** Types, see parse-table.ts. */
export const coreTypes = `
api.authentication.v1.BoundObjectReference apiVersion:s kind:s name:s uid:s
api.authentication.v1.TokenRequest apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.TokenRequestSpec* status:.TokenRequestStatus*
api.authentication.v1.TokenRequestSpec audiences:[s]* boundObjectRef:.BoundObjectReference expirationSeconds:l
api.authentication.v1.TokenRequestStatus expirationTimestamp:apimachinery.pkg.apis.meta.v1.Time token:s
api.autoscaling.v1.Scale apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ScaleSpec* status:.ScaleStatus*
api.autoscaling.v1.ScaleSpec replicas:i
api.autoscaling.v1.ScaleStatus replicas:i selector:s
api.core.v1.AWSElasticBlockStoreVolumeSource fsType:s partition:i readOnly:b volumeID:s
api.core.v1.Affinity nodeAffinity:.NodeAffinity podAffinity:.PodAffinity podAntiAffinity:.PodAntiAffinity
api.core.v1.AppArmorProfile localhostProfile:s type:s
api.core.v1.AttachedVolume devicePath:s name:s
api.core.v1.AzureDiskVolumeSource cachingMode:s=ReadWrite diskName:s diskURI:s fsType:s=ext4 kind:s=Shared readOnly:b
api.core.v1.AzureFilePersistentVolumeSource readOnly:b secretName:s secretNamespace:s shareName:s
api.core.v1.AzureFileVolumeSource readOnly:b secretName:s shareName:s
api.core.v1.Binding apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* target:.ObjectReference*
api.core.v1.CSIPersistentVolumeSource controllerExpandSecretRef:.SecretReference controllerPublishSecretRef:.SecretReference driver:s fsType:s nodeExpandSecretRef:.SecretReference nodePublishSecretRef:.SecretReference nodeStageSecretRef:.SecretReference readOnly:b volumeAttributes:{s} volumeHandle:s
api.core.v1.CSIVolumeSource driver:s fsType:s nodePublishSecretRef:.LocalObjectReference readOnly:b volumeAttributes:{s}
api.core.v1.Capabilities add:[s] drop:[s]
api.core.v1.CephFSPersistentVolumeSource monitors:[s]* path:s readOnly:b secretFile:s secretRef:.SecretReference user:s
api.core.v1.CephFSVolumeSource monitors:[s]* path:s readOnly:b secretFile:s secretRef:.LocalObjectReference user:s
api.core.v1.CinderPersistentVolumeSource fsType:s readOnly:b secretRef:.SecretReference volumeID:s
api.core.v1.CinderVolumeSource fsType:s readOnly:b secretRef:.LocalObjectReference volumeID:s
api.core.v1.ClientIPConfig timeoutSeconds:i
api.core.v1.ClusterTrustBundleProjection labelSelector:apimachinery.pkg.apis.meta.v1.LabelSelector name:s optional:b path:s signerName:s
api.core.v1.ComponentCondition error:s message:s status:s type:s
api.core.v1.ComponentStatus apiVersion:s conditions:[.ComponentCondition]type kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta*
api.core.v1.ConfigMap apiVersion:s binaryData:{B} data:{s} immutable:b kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta*
api.core.v1.ConfigMapEnvSource name:s optional:b
api.core.v1.ConfigMapKeySelector! key:s name:s optional:b
api.core.v1.ConfigMapNodeConfigSource kubeletConfigKey:s name:s namespace:s resourceVersion:s uid:s
api.core.v1.ConfigMapProjection items:[.KeyToPath] name:s optional:b
api.core.v1.ConfigMapVolumeSource defaultMode:i items:[.KeyToPath] name:s optional:b
api.core.v1.Container args:[s] command:[s] env:[.EnvVar]name envFrom:[.EnvFromSource] image:s imagePullPolicy:s lifecycle:.Lifecycle livenessProbe:.Probe name:s ports:[.ContainerPort]containerPort,protocol readinessProbe:.Probe resizePolicy:[.ContainerResizePolicy] resources:.ResourceRequirements* restartPolicy:s restartPolicyRules:[.ContainerRestartRule] securityContext:.SecurityContext startupProbe:.Probe stdin:b stdinOnce:b terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[.VolumeDevice]devicePath volumeMounts:[.VolumeMount]mountPath workingDir:s
api.core.v1.ContainerExtendedResourceRequest containerName:s requestName:s resourceName:s
api.core.v1.ContainerImage names:[s] sizeBytes:l
api.core.v1.ContainerPort containerPort:i hostIP:s hostPort:i name:s protocol:s=TCP
api.core.v1.ContainerResizePolicy resourceName:s restartPolicy:s
api.core.v1.ContainerRestartRule action:s exitCodes:.ContainerRestartRuleOnExitCodes
api.core.v1.ContainerRestartRuleOnExitCodes operator:s values:[i]set
api.core.v1.ContainerState running:.ContainerStateRunning terminated:.ContainerStateTerminated waiting:.ContainerStateWaiting
api.core.v1.ContainerStateRunning startedAt:apimachinery.pkg.apis.meta.v1.Time
api.core.v1.ContainerStateTerminated containerID:s exitCode:i finishedAt:apimachinery.pkg.apis.meta.v1.Time message:s reason:s signal:i startedAt:apimachinery.pkg.apis.meta.v1.Time
api.core.v1.ContainerStateWaiting message:s reason:s
api.core.v1.ContainerStatus allocatedResources:{apimachinery.pkg.api.resource.Quantity} allocatedResourcesStatus:[.ResourceStatus]name containerID:s image:s imageID:s lastState:.ContainerState* name:s ready:b resources:.ResourceRequirements restartCount:i started:b state:.ContainerState* stopSignal:s user:.ContainerUser volumeMounts:[.VolumeMountStatus]mountPath
api.core.v1.ContainerUser linux:.LinuxContainerUser
api.core.v1.DaemonEndpoint Port:i
api.core.v1.DownwardAPIProjection items:[.DownwardAPIVolumeFile]
api.core.v1.DownwardAPIVolumeFile fieldRef:.ObjectFieldSelector mode:i path:s resourceFieldRef:.ResourceFieldSelector
api.core.v1.DownwardAPIVolumeSource defaultMode:i items:[.DownwardAPIVolumeFile]
api.core.v1.EmptyDirVolumeSource medium:s sizeLimit:apimachinery.pkg.api.resource.Quantity
api.core.v1.EndpointAddress! hostname:s ip:s nodeName:s targetRef:.ObjectReference
api.core.v1.EndpointPort! appProtocol:s name:s port:i protocol:s
api.core.v1.EndpointSubset addresses:[.EndpointAddress] notReadyAddresses:[.EndpointAddress] ports:[.EndpointPort]
api.core.v1.Endpoints apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* subsets:[.EndpointSubset]
api.core.v1.EnvFromSource configMapRef:.ConfigMapEnvSource prefix:s secretRef:.SecretEnvSource
api.core.v1.EnvVar name:s value:s valueFrom:.EnvVarSource
api.core.v1.EnvVarSource configMapKeyRef:.ConfigMapKeySelector fieldRef:.ObjectFieldSelector fileKeyRef:.FileKeySelector resourceFieldRef:.ResourceFieldSelector secretKeyRef:.SecretKeySelector
api.core.v1.EphemeralContainer args:[s] command:[s] env:[.EnvVar]name envFrom:[.EnvFromSource] image:s imagePullPolicy:s lifecycle:.Lifecycle livenessProbe:.Probe name:s ports:[.ContainerPort]containerPort,protocol readinessProbe:.Probe resizePolicy:[.ContainerResizePolicy] resources:.ResourceRequirements* restartPolicy:s restartPolicyRules:[.ContainerRestartRule] securityContext:.SecurityContext startupProbe:.Probe stdin:b stdinOnce:b targetContainerName:s terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[.VolumeDevice]devicePath volumeMounts:[.VolumeMount]mountPath workingDir:s
api.core.v1.EphemeralVolumeSource volumeClaimTemplate:.PersistentVolumeClaimTemplate
api.core.v1.Event action:s apiVersion:s count:i eventTime:apimachinery.pkg.apis.meta.v1.MicroTime firstTimestamp:apimachinery.pkg.apis.meta.v1.Time involvedObject:.ObjectReference* kind:s lastTimestamp:apimachinery.pkg.apis.meta.v1.Time message:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* reason:s related:.ObjectReference reportingComponent:s reportingInstance:s series:.EventSeries source:.EventSource* type:s
api.core.v1.EventSeries count:i lastObservedTime:apimachinery.pkg.apis.meta.v1.MicroTime
api.core.v1.EventSource component:s host:s
api.core.v1.ExecAction command:[s]
api.core.v1.FCVolumeSource fsType:s lun:i readOnly:b targetWWNs:[s] wwids:[s]
api.core.v1.FileKeySelector! key:s optional:b path:s volumeName:s
api.core.v1.FlexPersistentVolumeSource driver:s fsType:s options:{s} readOnly:b secretRef:.SecretReference
api.core.v1.FlexVolumeSource driver:s fsType:s options:{s} readOnly:b secretRef:.LocalObjectReference
api.core.v1.FlockerVolumeSource datasetName:s datasetUUID:s
api.core.v1.GCEPersistentDiskVolumeSource fsType:s partition:i pdName:s readOnly:b
api.core.v1.GRPCAction port:i service:s
api.core.v1.GitRepoVolumeSource directory:s repository:s revision:s
api.core.v1.GlusterfsPersistentVolumeSource endpoints:s endpointsNamespace:s path:s readOnly:b
api.core.v1.GlusterfsVolumeSource endpoints:s path:s readOnly:b
api.core.v1.HTTPGetAction host:s httpHeaders:[.HTTPHeader] path:s port:apimachinery.pkg.util.intstr.IntOrString scheme:s
api.core.v1.HTTPHeader name:s value:s
api.core.v1.HostAlias hostnames:[s] ip:s
api.core.v1.HostIP ip:s
api.core.v1.HostPathVolumeSource path:s type:s
api.core.v1.ISCSIPersistentVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s iscsiInterface:s=default lun:i portals:[s] readOnly:b secretRef:.SecretReference targetPortal:s
api.core.v1.ISCSIVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s iscsiInterface:s=default lun:i portals:[s] readOnly:b secretRef:.LocalObjectReference targetPortal:s
api.core.v1.ImageVolumeSource pullPolicy:s reference:s
api.core.v1.KeyToPath key:s mode:i path:s
api.core.v1.Lifecycle postStart:.LifecycleHandler preStop:.LifecycleHandler stopSignal:s
api.core.v1.LifecycleHandler exec:.ExecAction httpGet:.HTTPGetAction sleep:.SleepAction tcpSocket:.TCPSocketAction
api.core.v1.LimitRange apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.LimitRangeSpec*
api.core.v1.LimitRangeItem default:{apimachinery.pkg.api.resource.Quantity} defaultRequest:{apimachinery.pkg.api.resource.Quantity} max:{apimachinery.pkg.api.resource.Quantity} maxLimitRequestRatio:{apimachinery.pkg.api.resource.Quantity} min:{apimachinery.pkg.api.resource.Quantity} type:s
api.core.v1.LimitRangeSpec limits:[.LimitRangeItem]*
api.core.v1.LinuxContainerUser gid:l supplementalGroups:[l] uid:l
api.core.v1.LoadBalancerIngress hostname:s ip:s ipMode:s ports:[.PortStatus]
api.core.v1.LoadBalancerStatus ingress:[.LoadBalancerIngress]
api.core.v1.LocalObjectReference! name:s
api.core.v1.LocalVolumeSource fsType:s path:s
api.core.v1.ModifyVolumeStatus status:s targetVolumeAttributesClassName:s
api.core.v1.NFSVolumeSource path:s readOnly:b server:s
api.core.v1.Namespace apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.NamespaceSpec* status:.NamespaceStatus*
api.core.v1.NamespaceCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.core.v1.NamespaceSpec finalizers:[s]
api.core.v1.NamespaceStatus conditions:[.NamespaceCondition]type phase:s
api.core.v1.Node apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.NodeSpec* status:.NodeStatus*
api.core.v1.NodeAddress address:s type:s
api.core.v1.NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[.PreferredSchedulingTerm] requiredDuringSchedulingIgnoredDuringExecution:.NodeSelector
api.core.v1.NodeCondition lastHeartbeatTime:apimachinery.pkg.apis.meta.v1.Time lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.core.v1.NodeConfigSource configMap:.ConfigMapNodeConfigSource
api.core.v1.NodeConfigStatus active:.NodeConfigSource assigned:.NodeConfigSource error:s lastKnownGood:.NodeConfigSource
api.core.v1.NodeDaemonEndpoints kubeletEndpoint:.DaemonEndpoint*
api.core.v1.NodeFeatures supplementalGroupsPolicy:b
api.core.v1.NodeRuntimeHandler features:.NodeRuntimeHandlerFeatures name:s
api.core.v1.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:b userNamespaces:b
api.core.v1.NodeSelector! nodeSelectorTerms:[.NodeSelectorTerm]*
api.core.v1.NodeSelectorRequirement key:s operator:s values:[s]
api.core.v1.NodeSelectorTerm! matchExpressions:[.NodeSelectorRequirement] matchFields:[.NodeSelectorRequirement]
api.core.v1.NodeSpec configSource:.NodeConfigSource externalID:s podCIDR:s podCIDRs:[s]set providerID:s taints:[.Taint] unschedulable:b
api.core.v1.NodeStatus addresses:[.NodeAddress]type allocatable:{apimachinery.pkg.api.resource.Quantity} capacity:{apimachinery.pkg.api.resource.Quantity} conditions:[.NodeCondition]type config:.NodeConfigStatus daemonEndpoints:.NodeDaemonEndpoints* declaredFeatures:[s] features:.NodeFeatures images:[.ContainerImage] nodeInfo:.NodeSystemInfo* phase:s runtimeHandlers:[.NodeRuntimeHandler] volumesAttached:[.AttachedVolume] volumesInUse:[s]
api.core.v1.NodeSwapStatus capacity:l
api.core.v1.NodeSystemInfo architecture:s bootID:s containerRuntimeVersion:s kernelVersion:s kubeProxyVersion:s kubeletVersion:s machineID:s operatingSystem:s osImage:s swap:.NodeSwapStatus systemUUID:s
api.core.v1.ObjectFieldSelector! apiVersion:s fieldPath:s
api.core.v1.ObjectReference! apiVersion:s fieldPath:s kind:s name:s namespace:s resourceVersion:s uid:s
api.core.v1.PersistentVolume apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.PersistentVolumeSpec* status:.PersistentVolumeStatus*
api.core.v1.PersistentVolumeClaim apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.PersistentVolumeClaimSpec* status:.PersistentVolumeClaimStatus*
api.core.v1.PersistentVolumeClaimCondition lastProbeTime:apimachinery.pkg.apis.meta.v1.Time lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.core.v1.PersistentVolumeClaimSpec accessModes:[s] dataSource:.TypedLocalObjectReference dataSourceRef:.TypedObjectReference resources:.VolumeResourceRequirements* selector:apimachinery.pkg.apis.meta.v1.LabelSelector storageClassName:s volumeAttributesClassName:s volumeMode:s volumeName:s
api.core.v1.PersistentVolumeClaimStatus accessModes:[s] allocatedResourceStatuses:{s} allocatedResources:{apimachinery.pkg.api.resource.Quantity} capacity:{apimachinery.pkg.api.resource.Quantity} conditions:[.PersistentVolumeClaimCondition]type currentVolumeAttributesClassName:s modifyVolumeStatus:.ModifyVolumeStatus phase:s
api.core.v1.PersistentVolumeClaimTemplate metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.PersistentVolumeClaimSpec*
api.core.v1.PersistentVolumeClaimVolumeSource claimName:s readOnly:b
api.core.v1.PersistentVolumeSpec accessModes:[s] awsElasticBlockStore:.AWSElasticBlockStoreVolumeSource azureDisk:.AzureDiskVolumeSource azureFile:.AzureFilePersistentVolumeSource capacity:{apimachinery.pkg.api.resource.Quantity} cephfs:.CephFSPersistentVolumeSource cinder:.CinderPersistentVolumeSource claimRef:.ObjectReference+ csi:.CSIPersistentVolumeSource fc:.FCVolumeSource flexVolume:.FlexPersistentVolumeSource flocker:.FlockerVolumeSource gcePersistentDisk:.GCEPersistentDiskVolumeSource glusterfs:.GlusterfsPersistentVolumeSource hostPath:.HostPathVolumeSource iscsi:.ISCSIPersistentVolumeSource local:.LocalVolumeSource mountOptions:[s] nfs:.NFSVolumeSource nodeAffinity:.VolumeNodeAffinity persistentVolumeReclaimPolicy:s photonPersistentDisk:.PhotonPersistentDiskVolumeSource portworxVolume:.PortworxVolumeSource quobyte:.QuobyteVolumeSource rbd:.RBDPersistentVolumeSource scaleIO:.ScaleIOPersistentVolumeSource storageClassName:s storageos:.StorageOSPersistentVolumeSource volumeAttributesClassName:s volumeMode:s vsphereVolume:.VsphereVirtualDiskVolumeSource
api.core.v1.PersistentVolumeStatus lastPhaseTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s phase:s reason:s
api.core.v1.PhotonPersistentDiskVolumeSource fsType:s pdID:s
api.core.v1.Pod apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.PodSpec* status:.PodStatus*
api.core.v1.PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[.WeightedPodAffinityTerm] requiredDuringSchedulingIgnoredDuringExecution:[.PodAffinityTerm]
api.core.v1.PodAffinityTerm labelSelector:apimachinery.pkg.apis.meta.v1.LabelSelector matchLabelKeys:[s] mismatchLabelKeys:[s] namespaceSelector:apimachinery.pkg.apis.meta.v1.LabelSelector namespaces:[s] topologyKey:s
api.core.v1.PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[.WeightedPodAffinityTerm] requiredDuringSchedulingIgnoredDuringExecution:[.PodAffinityTerm]
api.core.v1.PodCertificateProjection certificateChainPath:s credentialBundlePath:s keyPath:s keyType:s maxExpirationSeconds:i signerName:s userAnnotations:{s}
api.core.v1.PodCondition lastProbeTime:apimachinery.pkg.apis.meta.v1.Time lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s observedGeneration:l reason:s status:s type:s
api.core.v1.PodDNSConfig nameservers:[s] options:[.PodDNSConfigOption] searches:[s]
api.core.v1.PodDNSConfigOption name:s value:s
api.core.v1.PodExtendedResourceClaimStatus requestMappings:[.ContainerExtendedResourceRequest]* resourceClaimName:s
api.core.v1.PodIP ip:s
api.core.v1.PodOS name:s
api.core.v1.PodReadinessGate conditionType:s
api.core.v1.PodResourceClaim name:s resourceClaimName:s resourceClaimTemplateName:s
api.core.v1.PodResourceClaimStatus name:s resourceClaimName:s
api.core.v1.PodSchedulingGate name:s
api.core.v1.PodSecurityContext appArmorProfile:.AppArmorProfile fsGroup:l fsGroupChangePolicy:s runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxChangePolicy:s seLinuxOptions:.SELinuxOptions seccompProfile:.SeccompProfile supplementalGroups:[l] supplementalGroupsPolicy:s sysctls:[.Sysctl] windowsOptions:.WindowsSecurityContextOptions
api.core.v1.PodSpec activeDeadlineSeconds:l affinity:.Affinity automountServiceAccountToken:b containers:[.Container]name* dnsConfig:.PodDNSConfig dnsPolicy:s enableServiceLinks:b ephemeralContainers:[.EphemeralContainer]name hostAliases:[.HostAlias]ip hostIPC:b hostNetwork:b hostPID:b hostUsers:b hostname:s hostnameOverride:s imagePullSecrets:[.LocalObjectReference]name initContainers:[.Container]name nodeName:s nodeSelector:{s}! os:.PodOS overhead:{apimachinery.pkg.api.resource.Quantity} preemptionPolicy:s priority:i priorityClassName:s readinessGates:[.PodReadinessGate] resourceClaims:[.PodResourceClaim]name resources:.ResourceRequirements restartPolicy:s runtimeClassName:s schedulerName:s schedulingGates:[.PodSchedulingGate]name securityContext:.PodSecurityContext serviceAccount:s serviceAccountName:s setHostnameAsFQDN:b shareProcessNamespace:b subdomain:s terminationGracePeriodSeconds:l tolerations:[.Toleration] topologySpreadConstraints:[.TopologySpreadConstraint]topologyKey,whenUnsatisfiable volumes:[.Volume]name workloadRef:.WorkloadReference
api.core.v1.PodStatus allocatedResources:{apimachinery.pkg.api.resource.Quantity} conditions:[.PodCondition]type containerStatuses:[.ContainerStatus] ephemeralContainerStatuses:[.ContainerStatus] extendedResourceClaimStatus:.PodExtendedResourceClaimStatus hostIP:s hostIPs:[.HostIP] initContainerStatuses:[.ContainerStatus] message:s nominatedNodeName:s observedGeneration:l phase:s podIP:s podIPs:[.PodIP]ip qosClass:s reason:s resize:s resourceClaimStatuses:[.PodResourceClaimStatus]name resources:.ResourceRequirements startTime:apimachinery.pkg.apis.meta.v1.Time
api.core.v1.PodTemplate apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* template:.PodTemplateSpec*
api.core.v1.PodTemplateSpec metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.PodSpec*
api.core.v1.PortStatus error:s port:i protocol:s
api.core.v1.PortworxVolumeSource fsType:s readOnly:b volumeID:s
api.core.v1.PreferredSchedulingTerm preference:.NodeSelectorTerm* weight:i
api.core.v1.Probe exec:.ExecAction failureThreshold:i grpc:.GRPCAction httpGet:.HTTPGetAction initialDelaySeconds:i periodSeconds:i successThreshold:i tcpSocket:.TCPSocketAction terminationGracePeriodSeconds:l timeoutSeconds:i
api.core.v1.ProjectedVolumeSource defaultMode:i sources:[.VolumeProjection]
api.core.v1.QuobyteVolumeSource group:s readOnly:b registry:s tenant:s user:s volume:s
api.core.v1.RBDPersistentVolumeSource fsType:s image:s keyring:s=/etc/ceph/keyring monitors:[s]* pool:s=rbd readOnly:b secretRef:.SecretReference user:s=admin
api.core.v1.RBDVolumeSource fsType:s image:s keyring:s=/etc/ceph/keyring monitors:[s]* pool:s=rbd readOnly:b secretRef:.LocalObjectReference user:s=admin
api.core.v1.ReplicationController apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ReplicationControllerSpec* status:.ReplicationControllerStatus*
api.core.v1.ReplicationControllerCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.core.v1.ReplicationControllerSpec minReadySeconds:i replicas:i selector:{s}! template:.PodTemplateSpec
api.core.v1.ReplicationControllerStatus availableReplicas:i conditions:[.ReplicationControllerCondition]type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i
api.core.v1.ResourceClaim name:s request:s
api.core.v1.ResourceFieldSelector! containerName:s divisor:apimachinery.pkg.api.resource.Quantity resource:s
api.core.v1.ResourceHealth health:s resourceID:s
api.core.v1.ResourceQuota apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ResourceQuotaSpec* status:.ResourceQuotaStatus*
api.core.v1.ResourceQuotaSpec hard:{apimachinery.pkg.api.resource.Quantity} scopeSelector:.ScopeSelector scopes:[s]
api.core.v1.ResourceQuotaStatus hard:{apimachinery.pkg.api.resource.Quantity} used:{apimachinery.pkg.api.resource.Quantity}
api.core.v1.ResourceRequirements claims:[.ResourceClaim]name limits:{apimachinery.pkg.api.resource.Quantity} requests:{apimachinery.pkg.api.resource.Quantity}
api.core.v1.ResourceStatus name:s resources:[.ResourceHealth]resourceID
api.core.v1.SELinuxOptions level:s role:s type:s user:s
api.core.v1.ScaleIOPersistentVolumeSource fsType:s=xfs gateway:s protectionDomain:s readOnly:b secretRef:.SecretReference sslEnabled:b storageMode:s=ThinProvisioned storagePool:s system:s volumeName:s
api.core.v1.ScaleIOVolumeSource fsType:s=xfs gateway:s protectionDomain:s readOnly:b secretRef:.LocalObjectReference sslEnabled:b storageMode:s=ThinProvisioned storagePool:s system:s volumeName:s
api.core.v1.ScopeSelector! matchExpressions:[.ScopedResourceSelectorRequirement]
api.core.v1.ScopedResourceSelectorRequirement operator:s scopeName:s values:[s]
api.core.v1.SeccompProfile localhostProfile:s type:s
api.core.v1.Secret apiVersion:s data:{B} immutable:b kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* stringData:{s} type:s
api.core.v1.SecretEnvSource name:s optional:b
api.core.v1.SecretKeySelector! key:s name:s optional:b
api.core.v1.SecretProjection items:[.KeyToPath] name:s optional:b
api.core.v1.SecretReference! name:s namespace:s
api.core.v1.SecretVolumeSource defaultMode:i items:[.KeyToPath] optional:b secretName:s
api.core.v1.SecurityContext allowPrivilegeEscalation:b appArmorProfile:.AppArmorProfile capabilities:.Capabilities privileged:b procMount:s readOnlyRootFilesystem:b runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxOptions:.SELinuxOptions seccompProfile:.SeccompProfile windowsOptions:.WindowsSecurityContextOptions
api.core.v1.Service apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ServiceSpec* status:.ServiceStatus*
api.core.v1.ServiceAccount apiVersion:s automountServiceAccountToken:b imagePullSecrets:[.LocalObjectReference] kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* secrets:[.ObjectReference]name
api.core.v1.ServiceAccountTokenProjection audience:s expirationSeconds:l path:s
api.core.v1.ServicePort appProtocol:s name:s nodePort:i port:i protocol:s=TCP targetPort:apimachinery.pkg.util.intstr.IntOrString
api.core.v1.ServiceSpec allocateLoadBalancerNodePorts:b clusterIP:s clusterIPs:[s] externalIPs:[s] externalName:s externalTrafficPolicy:s healthCheckNodePort:i internalTrafficPolicy:s ipFamilies:[s] ipFamilyPolicy:s loadBalancerClass:s loadBalancerIP:s loadBalancerSourceRanges:[s] ports:[.ServicePort]port,protocol publishNotReadyAddresses:b selector:{s}! sessionAffinity:s sessionAffinityConfig:.SessionAffinityConfig trafficDistribution:s type:s
api.core.v1.ServiceStatus conditions:[apimachinery.pkg.apis.meta.v1.Condition]type loadBalancer:.LoadBalancerStatus*
api.core.v1.SessionAffinityConfig clientIP:.ClientIPConfig
api.core.v1.SleepAction seconds:l
api.core.v1.StorageOSPersistentVolumeSource fsType:s readOnly:b secretRef:.ObjectReference volumeName:s volumeNamespace:s
api.core.v1.StorageOSVolumeSource fsType:s readOnly:b secretRef:.LocalObjectReference volumeName:s volumeNamespace:s
api.core.v1.Sysctl name:s value:s
api.core.v1.TCPSocketAction host:s port:apimachinery.pkg.util.intstr.IntOrString
api.core.v1.Taint effect:s key:s timeAdded:apimachinery.pkg.apis.meta.v1.Time value:s
api.core.v1.Toleration effect:s key:s operator:s tolerationSeconds:l value:s
api.core.v1.TopologySpreadConstraint labelSelector:apimachinery.pkg.apis.meta.v1.LabelSelector matchLabelKeys:[s] maxSkew:i minDomains:i nodeAffinityPolicy:s nodeTaintsPolicy:s topologyKey:s whenUnsatisfiable:s
api.core.v1.TypedLocalObjectReference! apiGroup:s kind:s name:s
api.core.v1.TypedObjectReference apiGroup:s kind:s name:s namespace:s
api.core.v1.Volume awsElasticBlockStore:.AWSElasticBlockStoreVolumeSource azureDisk:.AzureDiskVolumeSource azureFile:.AzureFileVolumeSource cephfs:.CephFSVolumeSource cinder:.CinderVolumeSource configMap:.ConfigMapVolumeSource csi:.CSIVolumeSource downwardAPI:.DownwardAPIVolumeSource emptyDir:.EmptyDirVolumeSource ephemeral:.EphemeralVolumeSource fc:.FCVolumeSource flexVolume:.FlexVolumeSource flocker:.FlockerVolumeSource gcePersistentDisk:.GCEPersistentDiskVolumeSource gitRepo:.GitRepoVolumeSource glusterfs:.GlusterfsVolumeSource hostPath:.HostPathVolumeSource image:.ImageVolumeSource iscsi:.ISCSIVolumeSource name:s nfs:.NFSVolumeSource persistentVolumeClaim:.PersistentVolumeClaimVolumeSource photonPersistentDisk:.PhotonPersistentDiskVolumeSource portworxVolume:.PortworxVolumeSource projected:.ProjectedVolumeSource quobyte:.QuobyteVolumeSource rbd:.RBDVolumeSource scaleIO:.ScaleIOVolumeSource secret:.SecretVolumeSource storageos:.StorageOSVolumeSource vsphereVolume:.VsphereVirtualDiskVolumeSource
api.core.v1.VolumeDevice devicePath:s name:s
api.core.v1.VolumeMount mountPath:s mountPropagation:s name:s readOnly:b recursiveReadOnly:s subPath:s subPathExpr:s
api.core.v1.VolumeMountStatus mountPath:s name:s readOnly:b recursiveReadOnly:s
api.core.v1.VolumeNodeAffinity required:.NodeSelector
api.core.v1.VolumeProjection clusterTrustBundle:.ClusterTrustBundleProjection configMap:.ConfigMapProjection downwardAPI:.DownwardAPIProjection podCertificate:.PodCertificateProjection secret:.SecretProjection serviceAccountToken:.ServiceAccountTokenProjection
api.core.v1.VolumeResourceRequirements limits:{apimachinery.pkg.api.resource.Quantity} requests:{apimachinery.pkg.api.resource.Quantity}
api.core.v1.VsphereVirtualDiskVolumeSource fsType:s storagePolicyID:s storagePolicyName:s volumePath:s
api.core.v1.WeightedPodAffinityTerm podAffinityTerm:.PodAffinityTerm* weight:i
api.core.v1.WindowsSecurityContextOptions gmsaCredentialSpec:s gmsaCredentialSpecName:s hostProcess:b runAsUserName:s
api.core.v1.WorkloadReference name:s podGroup:s podGroupReplicaKey:s
api.policy.v1.Eviction apiVersion:s deleteOptions:apimachinery.pkg.apis.meta.v1.DeleteOptions kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta*
apimachinery.pkg.api.resource.Quantity =q
apimachinery.pkg.apis.meta.v1.Condition lastTransitionTime:.Time message:s observedGeneration:l reason:s status:s type:s
apimachinery.pkg.apis.meta.v1.DeleteOptions apiVersion:s dryRun:[s] gracePeriodSeconds:l ignoreStoreReadErrorWithClusterBreakingPotential:b kind:s orphanDependents:b preconditions:.Preconditions propagationPolicy:s
apimachinery.pkg.apis.meta.v1.FieldsV1 =j
apimachinery.pkg.apis.meta.v1.LabelSelector! matchExpressions:[.LabelSelectorRequirement] matchLabels:{s}
apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement key:s operator:s values:[s]
apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry apiVersion:s fieldsType:s fieldsV1:.FieldsV1 manager:s operation:s subresource:s time:.Time
apimachinery.pkg.apis.meta.v1.MicroTime =t
apimachinery.pkg.apis.meta.v1.ObjectMeta annotations:{s} creationTimestamp:.Time deletionGracePeriodSeconds:l deletionTimestamp:.Time finalizers:[s]set generateName:s generation:l labels:{s} managedFields:[.ManagedFieldsEntry] name:s namespace:s ownerReferences:[.OwnerReference]uid resourceVersion:s selfLink:s uid:s
apimachinery.pkg.apis.meta.v1.OwnerReference! apiVersion:s blockOwnerDeletion:b controller:b kind:s name:s uid:s
apimachinery.pkg.apis.meta.v1.Preconditions resourceVersion:s uid:s
apimachinery.pkg.apis.meta.v1.Time =t
apimachinery.pkg.util.intstr.IntOrString =x
`;
