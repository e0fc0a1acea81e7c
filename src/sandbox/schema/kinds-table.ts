// Written by test/sandbox/make-schema-tables.ts.

/** Kinds in the order of discovery, see parse-kinds.ts. */
export const kindTable = `
v1 Binding bindings binding namespaced api.core.v1.Binding c
v1 ComponentStatus componentstatuses componentstatus cluster api.core.v1.ComponentStatus gl short:cs
v1 ConfigMap configmaps configmap namespaced api.core.v1.ConfigMap cdDglpuw short:cm
v1 Endpoints endpoints endpoints namespaced api.core.v1.Endpoints cdDglpuw short:ep
v1 Event events event namespaced api.core.v1.Event cdDglpuw short:ev
v1 LimitRange limitranges limitrange namespaced api.core.v1.LimitRange cdDglpuw short:limits
v1 Namespace namespaces namespace cluster api.core.v1.Namespace cdglpuw short:ns /finalize=u /status=gpu
v1 Node nodes node cluster api.core.v1.Node cdDglpuw short:no /proxy=cdgpu@NodeProxyOptions /status=gpu
v1 PersistentVolumeClaim persistentvolumeclaims persistentvolumeclaim namespaced api.core.v1.PersistentVolumeClaim cdDglpuw short:pvc /status=gpu
v1 PersistentVolume persistentvolumes persistentvolume cluster api.core.v1.PersistentVolume cdDglpuw short:pv /status=gpu
v1 Pod pods pod namespaced api.core.v1.Pod cdDglpuw short:po in:all /attach=cg@PodAttachOptions /binding=c@Binding /ephemeralcontainers=gpu /eviction=c@policy/v1/Eviction /exec=cg@PodExecOptions /log=g /portforward=cg@PodPortForwardOptions /proxy=cdgpu@PodProxyOptions /resize=gpu /status=gpu
v1 PodTemplate podtemplates podtemplate namespaced api.core.v1.PodTemplate cdDglpuw
v1 ReplicationController replicationcontrollers replicationcontroller namespaced api.core.v1.ReplicationController cdDglpuw short:rc in:all /scale=gpu@autoscaling/v1/Scale /status=gpu
v1 ResourceQuota resourcequotas resourcequota namespaced api.core.v1.ResourceQuota cdDglpuw short:quota /status=gpu
v1 Secret secrets secret namespaced api.core.v1.Secret cdDglpuw
v1 ServiceAccount serviceaccounts serviceaccount namespaced api.core.v1.ServiceAccount cdDglpuw short:sa /token=c@authentication.k8s.io/v1/TokenRequest
v1 Service services service namespaced api.core.v1.Service cdDglpuw short:svc in:all /proxy=cdgpu@ServiceProxyOptions /status=gpu
apiregistration.k8s.io/v1 APIService apiservices apiservice cluster kube-aggregator.pkg.apis.apiregistration.v1.APIService cdDglpuw in:api-extensions /status=gpu
apps/v1 ControllerRevision controllerrevisions controllerrevision namespaced api.apps.v1.ControllerRevision cdDglpuw
apps/v1 DaemonSet daemonsets daemonset namespaced api.apps.v1.DaemonSet cdDglpuw short:ds in:all /status=gpu
apps/v1 Deployment deployments deployment namespaced api.apps.v1.Deployment cdDglpuw short:deploy in:all /scale=gpu@autoscaling/v1/Scale /status=gpu
apps/v1 ReplicaSet replicasets replicaset namespaced api.apps.v1.ReplicaSet cdDglpuw short:rs in:all /scale=gpu@autoscaling/v1/Scale /status=gpu
apps/v1 StatefulSet statefulsets statefulset namespaced api.apps.v1.StatefulSet cdDglpuw short:sts in:all /scale=gpu@autoscaling/v1/Scale /status=gpu
events.k8s.io/v1 Event events event namespaced api.events.v1.Event cdDglpuw short:ev
authentication.k8s.io/v1 SelfSubjectReview selfsubjectreviews selfsubjectreview cluster api.authentication.v1.SelfSubjectReview c
authentication.k8s.io/v1 TokenReview tokenreviews tokenreview cluster api.authentication.v1.TokenReview c
authorization.k8s.io/v1 LocalSubjectAccessReview localsubjectaccessreviews localsubjectaccessreview namespaced api.authorization.v1.LocalSubjectAccessReview c
authorization.k8s.io/v1 SelfSubjectAccessReview selfsubjectaccessreviews selfsubjectaccessreview cluster api.authorization.v1.SelfSubjectAccessReview c
authorization.k8s.io/v1 SelfSubjectRulesReview selfsubjectrulesreviews selfsubjectrulesreview cluster api.authorization.v1.SelfSubjectRulesReview c
authorization.k8s.io/v1 SubjectAccessReview subjectaccessreviews subjectaccessreview cluster api.authorization.v1.SubjectAccessReview c
autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers horizontalpodautoscaler namespaced api.autoscaling.v2.HorizontalPodAutoscaler cdDglpuw short:hpa in:all /status=gpu
autoscaling/v1 HorizontalPodAutoscaler horizontalpodautoscalers horizontalpodautoscaler namespaced api.autoscaling.v1.HorizontalPodAutoscaler cdDglpuw short:hpa in:all /status=gpu
batch/v1 CronJob cronjobs cronjob namespaced api.batch.v1.CronJob cdDglpuw short:cj in:all /status=gpu
batch/v1 Job jobs job namespaced api.batch.v1.Job cdDglpuw in:all /status=gpu
certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests certificatesigningrequest cluster api.certificates.v1.CertificateSigningRequest cdDglpuw short:csr /approval=gpu /status=gpu
networking.k8s.io/v1 IngressClass ingressclasses ingressclass cluster api.networking.v1.IngressClass cdDglpuw
networking.k8s.io/v1 Ingress ingresses ingress namespaced api.networking.v1.Ingress cdDglpuw short:ing /status=gpu
networking.k8s.io/v1 IPAddress ipaddresses ipaddress cluster api.networking.v1.IPAddress cdDglpuw short:ip
networking.k8s.io/v1 NetworkPolicy networkpolicies networkpolicy namespaced api.networking.v1.NetworkPolicy cdDglpuw short:netpol
networking.k8s.io/v1 ServiceCIDR servicecidrs servicecidr cluster api.networking.v1.ServiceCIDR cdDglpuw /status=gpu
policy/v1 PodDisruptionBudget poddisruptionbudgets poddisruptionbudget namespaced api.policy.v1.PodDisruptionBudget cdDglpuw short:pdb /status=gpu
rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings clusterrolebinding cluster api.rbac.v1.ClusterRoleBinding cdDglpuw
rbac.authorization.k8s.io/v1 ClusterRole clusterroles clusterrole cluster api.rbac.v1.ClusterRole cdDglpuw
rbac.authorization.k8s.io/v1 RoleBinding rolebindings rolebinding namespaced api.rbac.v1.RoleBinding cdDglpuw
rbac.authorization.k8s.io/v1 Role roles role namespaced api.rbac.v1.Role cdDglpuw
storage.k8s.io/v1 CSIDriver csidrivers csidriver cluster api.storage.v1.CSIDriver cdDglpuw
storage.k8s.io/v1 CSINode csinodes csinode cluster api.storage.v1.CSINode cdDglpuw
storage.k8s.io/v1 CSIStorageCapacity csistoragecapacities csistoragecapacity namespaced api.storage.v1.CSIStorageCapacity cdDglpuw
storage.k8s.io/v1 StorageClass storageclasses storageclass cluster api.storage.v1.StorageClass cdDglpuw short:sc
storage.k8s.io/v1 VolumeAttachment volumeattachments volumeattachment cluster api.storage.v1.VolumeAttachment cdDglpuw /status=gpu
storage.k8s.io/v1 VolumeAttributesClass volumeattributesclasses volumeattributesclass cluster api.storage.v1.VolumeAttributesClass cdDglpuw short:vac
admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations mutatingwebhookconfiguration cluster api.admissionregistration.v1.MutatingWebhookConfiguration cdDglpuw in:api-extensions
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy validatingadmissionpolicies validatingadmissionpolicy cluster api.admissionregistration.v1.ValidatingAdmissionPolicy cdDglpuw in:api-extensions /status=gpu
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings validatingadmissionpolicybinding cluster api.admissionregistration.v1.ValidatingAdmissionPolicyBinding cdDglpuw in:api-extensions
admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations validatingwebhookconfiguration cluster api.admissionregistration.v1.ValidatingWebhookConfiguration cdDglpuw in:api-extensions
apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions customresourcedefinition cluster apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition cdDglpuw short:crd,crds in:api-extensions /status=gpu
scheduling.k8s.io/v1 PriorityClass priorityclasses priorityclass cluster api.scheduling.v1.PriorityClass cdDglpuw short:pc
coordination.k8s.io/v1 Lease leases lease namespaced api.coordination.v1.Lease cdDglpuw
node.k8s.io/v1 RuntimeClass runtimeclasses runtimeclass cluster api.node.v1.RuntimeClass cdDglpuw
discovery.k8s.io/v1 EndpointSlice endpointslices endpointslice namespaced api.discovery.v1.EndpointSlice cdDglpuw
resource.k8s.io/v1 DeviceClass deviceclasses deviceclass cluster api.resource.v1.DeviceClass cdDglpuw
resource.k8s.io/v1 ResourceClaim resourceclaims resourceclaim namespaced api.resource.v1.ResourceClaim cdDglpuw /status=gpu
resource.k8s.io/v1 ResourceClaimTemplate resourceclaimtemplates resourceclaimtemplate namespaced api.resource.v1.ResourceClaimTemplate cdDglpuw
resource.k8s.io/v1 ResourceSlice resourceslices resourceslice cluster api.resource.v1.ResourceSlice cdDglpuw
flowcontrol.apiserver.k8s.io/v1 FlowSchema flowschemas flowschema cluster api.flowcontrol.v1.FlowSchema cdDglpuw /status=gpu
flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration prioritylevelconfigurations prioritylevelconfiguration cluster api.flowcontrol.v1.PriorityLevelConfiguration cdDglpuw /status=gpu
`;
