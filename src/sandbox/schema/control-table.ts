// Written by test/sandbox/make-schema-tables.ts.

/** Types, see parse-table.ts. */
export const controlTypes = `
api.authentication.v1.SelfSubjectReview apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* status:.SelfSubjectReviewStatus*
api.authentication.v1.SelfSubjectReviewStatus userInfo:.UserInfo*
api.authentication.v1.TokenReview apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.TokenReviewSpec* status:.TokenReviewStatus*
api.authentication.v1.TokenReviewSpec audiences:[s] token:s
api.authentication.v1.TokenReviewStatus audiences:[s] authenticated:b error:s user:.UserInfo*
api.authentication.v1.UserInfo extra:{[s]} groups:[s] uid:s username:s
api.authorization.v1.FieldSelectorAttributes rawSelector:s requirements:[apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement]
api.authorization.v1.LabelSelectorAttributes rawSelector:s requirements:[apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement]
api.authorization.v1.LocalSubjectAccessReview apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.SubjectAccessReviewSpec* status:.SubjectAccessReviewStatus*
api.authorization.v1.NonResourceAttributes path:s verb:s
api.authorization.v1.NonResourceRule nonResourceURLs:[s] verbs:[s]*
api.authorization.v1.ResourceAttributes fieldSelector:.FieldSelectorAttributes group:s labelSelector:.LabelSelectorAttributes name:s namespace:s resource:s subresource:s verb:s version:s
api.authorization.v1.ResourceRule apiGroups:[s] resourceNames:[s] resources:[s] verbs:[s]*
api.authorization.v1.SelfSubjectAccessReview apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.SelfSubjectAccessReviewSpec* status:.SubjectAccessReviewStatus*
api.authorization.v1.SelfSubjectAccessReviewSpec nonResourceAttributes:.NonResourceAttributes resourceAttributes:.ResourceAttributes
api.authorization.v1.SelfSubjectRulesReview apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.SelfSubjectRulesReviewSpec* status:.SubjectRulesReviewStatus*
api.authorization.v1.SelfSubjectRulesReviewSpec namespace:s
api.authorization.v1.SubjectAccessReview apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.SubjectAccessReviewSpec* status:.SubjectAccessReviewStatus*
api.authorization.v1.SubjectAccessReviewSpec extra:{[s]} groups:[s] nonResourceAttributes:.NonResourceAttributes resourceAttributes:.ResourceAttributes uid:s user:s
api.authorization.v1.SubjectAccessReviewStatus allowed:b denied:b evaluationError:s reason:s
api.authorization.v1.SubjectRulesReviewStatus evaluationError:s incomplete:b nonResourceRules:[.NonResourceRule]* resourceRules:[.ResourceRule]*
api.certificates.v1.CertificateSigningRequest apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.CertificateSigningRequestSpec* status:.CertificateSigningRequestStatus*
api.certificates.v1.CertificateSigningRequestCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time lastUpdateTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.certificates.v1.CertificateSigningRequestSpec expirationSeconds:i extra:{[s]} groups:[s] request:B signerName:s uid:s usages:[s] username:s
api.certificates.v1.CertificateSigningRequestStatus certificate:B conditions:[.CertificateSigningRequestCondition]type
api.events.v1.Event action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:apimachinery.pkg.apis.meta.v1.Time deprecatedLastTimestamp:apimachinery.pkg.apis.meta.v1.Time deprecatedSource:api.core.v1.EventSource* eventTime:apimachinery.pkg.apis.meta.v1.MicroTime kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* note:s reason:s regarding:api.core.v1.ObjectReference* related:api.core.v1.ObjectReference reportingController:s reportingInstance:s series:.EventSeries type:s
api.events.v1.EventSeries count:i lastObservedTime:apimachinery.pkg.apis.meta.v1.MicroTime
api.flowcontrol.v1.ExemptPriorityLevelConfiguration lendablePercent:i nominalConcurrencyShares:i
api.flowcontrol.v1.FlowDistinguisherMethod type:s
api.flowcontrol.v1.FlowSchema apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.FlowSchemaSpec* status:.FlowSchemaStatus*
api.flowcontrol.v1.FlowSchemaCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.flowcontrol.v1.FlowSchemaSpec distinguisherMethod:.FlowDistinguisherMethod matchingPrecedence:i priorityLevelConfiguration:.PriorityLevelConfigurationReference* rules:[.PolicyRulesWithSubjects]
api.flowcontrol.v1.FlowSchemaStatus conditions:[.FlowSchemaCondition]type
api.flowcontrol.v1.GroupSubject name:s
api.flowcontrol.v1.LimitResponse queuing:.QueuingConfiguration type:s
api.flowcontrol.v1.LimitedPriorityLevelConfiguration borrowingLimitPercent:i lendablePercent:i limitResponse:.LimitResponse* nominalConcurrencyShares:i
api.flowcontrol.v1.NonResourcePolicyRule nonResourceURLs:[s]set* verbs:[s]set*
api.flowcontrol.v1.PolicyRulesWithSubjects nonResourceRules:[.NonResourcePolicyRule] resourceRules:[.ResourcePolicyRule] subjects:[.Subject]*
api.flowcontrol.v1.PriorityLevelConfiguration apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.PriorityLevelConfigurationSpec* status:.PriorityLevelConfigurationStatus*
api.flowcontrol.v1.PriorityLevelConfigurationCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
api.flowcontrol.v1.PriorityLevelConfigurationReference name:s
api.flowcontrol.v1.PriorityLevelConfigurationSpec exempt:.ExemptPriorityLevelConfiguration limited:.LimitedPriorityLevelConfiguration type:s
api.flowcontrol.v1.PriorityLevelConfigurationStatus conditions:[.PriorityLevelConfigurationCondition]type
api.flowcontrol.v1.QueuingConfiguration handSize:i queueLengthLimit:i queues:i
api.flowcontrol.v1.ResourcePolicyRule apiGroups:[s]set* clusterScope:b namespaces:[s]set resources:[s]set* verbs:[s]set*
api.flowcontrol.v1.ServiceAccountSubject name:s namespace:s
api.flowcontrol.v1.Subject group:.GroupSubject kind:s serviceAccount:.ServiceAccountSubject user:.UserSubject
api.flowcontrol.v1.UserSubject name:s
api.resource.v1.AllocatedDeviceStatus conditions:[apimachinery.pkg.apis.meta.v1.Condition]type data:apimachinery.pkg.runtime.RawExtension device:s driver:s networkData:.NetworkDeviceData pool:s shareID:s
api.resource.v1.AllocationResult allocationTimestamp:apimachinery.pkg.apis.meta.v1.Time devices:.DeviceAllocationResult* nodeSelector:api.core.v1.NodeSelector
api.resource.v1.CELDeviceSelector expression:s
api.resource.v1.CapacityRequestPolicy default:apimachinery.pkg.api.resource.Quantity validRange:.CapacityRequestPolicyRange validValues:[apimachinery.pkg.api.resource.Quantity]
api.resource.v1.CapacityRequestPolicyRange max:apimachinery.pkg.api.resource.Quantity min:apimachinery.pkg.api.resource.Quantity step:apimachinery.pkg.api.resource.Quantity
api.resource.v1.CapacityRequirements requests:{apimachinery.pkg.api.resource.Quantity}
api.resource.v1.Counter value:apimachinery.pkg.api.resource.Quantity
api.resource.v1.CounterSet counters:{.Counter} name:s
api.resource.v1.Device allNodes:b allowMultipleAllocations:b attributes:{.DeviceAttribute} bindingConditions:[s] bindingFailureConditions:[s] bindsToNode:b capacity:{.DeviceCapacity} consumesCounters:[.DeviceCounterConsumption] name:s nodeName:s nodeSelector:api.core.v1.NodeSelector taints:[.DeviceTaint]
api.resource.v1.DeviceAllocationConfiguration opaque:.OpaqueDeviceConfiguration requests:[s] source:s
api.resource.v1.DeviceAllocationResult config:[.DeviceAllocationConfiguration] results:[.DeviceRequestAllocationResult]
api.resource.v1.DeviceAttribute bool:b int:l string:s version:s
api.resource.v1.DeviceCapacity requestPolicy:.CapacityRequestPolicy value:apimachinery.pkg.api.resource.Quantity
api.resource.v1.DeviceClaim config:[.DeviceClaimConfiguration] constraints:[.DeviceConstraint] requests:[.DeviceRequest]
api.resource.v1.DeviceClaimConfiguration opaque:.OpaqueDeviceConfiguration requests:[s]
api.resource.v1.DeviceClass apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.DeviceClassSpec*
api.resource.v1.DeviceClassConfiguration opaque:.OpaqueDeviceConfiguration
api.resource.v1.DeviceClassSpec config:[.DeviceClassConfiguration] extendedResourceName:s selectors:[.DeviceSelector]
api.resource.v1.DeviceConstraint distinctAttribute:s matchAttribute:s requests:[s]
api.resource.v1.DeviceCounterConsumption counterSet:s counters:{.Counter}
api.resource.v1.DeviceRequest exactly:.ExactDeviceRequest firstAvailable:[.DeviceSubRequest] name:s
api.resource.v1.DeviceRequestAllocationResult adminAccess:b bindingConditions:[s] bindingFailureConditions:[s] consumedCapacity:{apimachinery.pkg.api.resource.Quantity} device:s driver:s pool:s request:s shareID:s tolerations:[.DeviceToleration]
api.resource.v1.DeviceSelector cel:.CELDeviceSelector
api.resource.v1.DeviceSubRequest allocationMode:s capacity:.CapacityRequirements count:l deviceClassName:s name:s selectors:[.DeviceSelector] tolerations:[.DeviceToleration]
api.resource.v1.DeviceTaint effect:s key:s timeAdded:apimachinery.pkg.apis.meta.v1.Time value:s
api.resource.v1.DeviceToleration effect:s key:s operator:s=Equal tolerationSeconds:l value:s
api.resource.v1.ExactDeviceRequest adminAccess:b allocationMode:s capacity:.CapacityRequirements count:l deviceClassName:s selectors:[.DeviceSelector] tolerations:[.DeviceToleration]
api.resource.v1.NetworkDeviceData hardwareAddress:s interfaceName:s ips:[s]
api.resource.v1.OpaqueDeviceConfiguration driver:s parameters:apimachinery.pkg.runtime.RawExtension
api.resource.v1.ResourceClaim apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ResourceClaimSpec* status:.ResourceClaimStatus*
api.resource.v1.ResourceClaimConsumerReference apiGroup:s name:s resource:s uid:s
api.resource.v1.ResourceClaimSpec devices:.DeviceClaim*
api.resource.v1.ResourceClaimStatus allocation:.AllocationResult devices:[.AllocatedDeviceStatus]device,driver,pool,shareID reservedFor:[.ResourceClaimConsumerReference]uid
api.resource.v1.ResourceClaimTemplate apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ResourceClaimTemplateSpec*
api.resource.v1.ResourceClaimTemplateSpec metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ResourceClaimSpec*
api.resource.v1.ResourcePool generation:l name:s resourceSliceCount:l
api.resource.v1.ResourceSlice apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ResourceSliceSpec*
api.resource.v1.ResourceSliceSpec allNodes:b devices:[.Device] driver:s nodeName:s nodeSelector:api.core.v1.NodeSelector perDeviceNodeSelection:b pool:.ResourcePool* sharedCounters:[.CounterSet]
apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement key:s operator:s values:[s]
`;
