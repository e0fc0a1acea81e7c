// Written by test/sandbox/make-schema-tables.ts.

/** Types, see parse-table.ts. */
export const platformTypes = `
api.admissionregistration.v1.AuditAnnotation key:s valueExpression:s
api.admissionregistration.v1.ExpressionWarning fieldRef:s warning:s
api.admissionregistration.v1.MatchCondition expression:s name:s
api.admissionregistration.v1.MatchResources! excludeResourceRules:[.NamedRuleWithOperations] matchPolicy:s namespaceSelector:apimachinery.pkg.apis.meta.v1.LabelSelector objectSelector:apimachinery.pkg.apis.meta.v1.LabelSelector resourceRules:[.NamedRuleWithOperations]
api.admissionregistration.v1.MutatingWebhook admissionReviewVersions:[s]* clientConfig:.WebhookClientConfig* failurePolicy:s matchConditions:[.MatchCondition]name matchPolicy:s name:s namespaceSelector:apimachinery.pkg.apis.meta.v1.LabelSelector objectSelector:apimachinery.pkg.apis.meta.v1.LabelSelector reinvocationPolicy:s rules:[.RuleWithOperations] sideEffects:s timeoutSeconds:i
api.admissionregistration.v1.MutatingWebhookConfiguration apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* webhooks:[.MutatingWebhook]name
api.admissionregistration.v1.NamedRuleWithOperations! apiGroups:[s] apiVersions:[s] operations:[s] resourceNames:[s] resources:[s] scope:s
api.admissionregistration.v1.ParamKind! apiVersion:s kind:s
api.admissionregistration.v1.ParamRef! name:s namespace:s parameterNotFoundAction:s selector:apimachinery.pkg.apis.meta.v1.LabelSelector
api.admissionregistration.v1.RuleWithOperations apiGroups:[s] apiVersions:[s] operations:[s] resources:[s] scope:s
api.admissionregistration.v1.ServiceReference name:s namespace:s path:s port:i
api.admissionregistration.v1.TypeChecking expressionWarnings:[.ExpressionWarning]
api.admissionregistration.v1.ValidatingAdmissionPolicy apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ValidatingAdmissionPolicySpec* status:.ValidatingAdmissionPolicyStatus*
api.admissionregistration.v1.ValidatingAdmissionPolicyBinding apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.ValidatingAdmissionPolicyBindingSpec*
api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec matchResources:.MatchResources paramRef:.ParamRef policyName:s validationActions:[s]set
api.admissionregistration.v1.ValidatingAdmissionPolicySpec auditAnnotations:[.AuditAnnotation] failurePolicy:s matchConditions:[.MatchCondition]name matchConstraints:.MatchResources paramKind:.ParamKind validations:[.Validation] variables:[.Variable]name
api.admissionregistration.v1.ValidatingAdmissionPolicyStatus conditions:[apimachinery.pkg.apis.meta.v1.Condition]type observedGeneration:l typeChecking:.TypeChecking
api.admissionregistration.v1.ValidatingWebhook admissionReviewVersions:[s]* clientConfig:.WebhookClientConfig* failurePolicy:s matchConditions:[.MatchCondition]name matchPolicy:s name:s namespaceSelector:apimachinery.pkg.apis.meta.v1.LabelSelector objectSelector:apimachinery.pkg.apis.meta.v1.LabelSelector rules:[.RuleWithOperations] sideEffects:s timeoutSeconds:i
api.admissionregistration.v1.ValidatingWebhookConfiguration apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* webhooks:[.ValidatingWebhook]name
api.admissionregistration.v1.Validation expression:s message:s messageExpression:s reason:s
api.admissionregistration.v1.Variable! expression:s name:s
api.admissionregistration.v1.WebhookClientConfig caBundle:B service:.ServiceReference url:s
api.coordination.v1.Lease apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.LeaseSpec*
api.coordination.v1.LeaseSpec acquireTime:apimachinery.pkg.apis.meta.v1.MicroTime holderIdentity:s leaseDurationSeconds:i leaseTransitions:i preferredHolder:s renewTime:apimachinery.pkg.apis.meta.v1.MicroTime strategy:s
api.core.v1.TopologySelectorLabelRequirement key:s values:[s]*
api.core.v1.TopologySelectorTerm! matchLabelExpressions:[.TopologySelectorLabelRequirement]
api.discovery.v1.Endpoint addresses:[s]set* conditions:.EndpointConditions* deprecatedTopology:{s} hints:.EndpointHints hostname:s nodeName:s targetRef:api.core.v1.ObjectReference zone:s
api.discovery.v1.EndpointConditions ready:b serving:b terminating:b
api.discovery.v1.EndpointHints forNodes:[.ForNode] forZones:[.ForZone]
api.discovery.v1.EndpointPort! appProtocol:s name:s port:i protocol:s
api.discovery.v1.EndpointSlice addressType:s apiVersion:s endpoints:[.Endpoint]* kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* ports:[.EndpointPort]
api.discovery.v1.ForNode name:s
api.discovery.v1.ForZone name:s
api.node.v1.Overhead podFixed:{apimachinery.pkg.api.resource.Quantity}
api.node.v1.RuntimeClass apiVersion:s handler:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* overhead:.Overhead scheduling:.Scheduling
api.node.v1.Scheduling nodeSelector:{s}! tolerations:[api.core.v1.Toleration]
api.scheduling.v1.PriorityClass apiVersion:s description:s globalDefault:b kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* preemptionPolicy:s value:i
api.storage.v1.CSIDriver apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.CSIDriverSpec*
api.storage.v1.CSIDriverSpec attachRequired:b fsGroupPolicy:s nodeAllocatableUpdatePeriodSeconds:l podInfoOnMount:b requiresRepublish:b seLinuxMount:b serviceAccountTokenInSecrets:b storageCapacity:b tokenRequests:[.TokenRequest] volumeLifecycleModes:[s]set
api.storage.v1.CSINode apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.CSINodeSpec*
api.storage.v1.CSINodeDriver allocatable:.VolumeNodeResources name:s nodeID:s topologyKeys:[s]
api.storage.v1.CSINodeSpec drivers:[.CSINodeDriver]name*
api.storage.v1.CSIStorageCapacity apiVersion:s capacity:apimachinery.pkg.api.resource.Quantity kind:s maximumVolumeSize:apimachinery.pkg.api.resource.Quantity metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* nodeTopology:apimachinery.pkg.apis.meta.v1.LabelSelector storageClassName:s
api.storage.v1.StorageClass allowVolumeExpansion:b allowedTopologies:[api.core.v1.TopologySelectorTerm] apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* mountOptions:[s] parameters:{s} provisioner:s reclaimPolicy:s volumeBindingMode:s
api.storage.v1.TokenRequest audience:s expirationSeconds:l
api.storage.v1.VolumeAttachment apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.VolumeAttachmentSpec* status:.VolumeAttachmentStatus*
api.storage.v1.VolumeAttachmentSource inlineVolumeSpec:api.core.v1.PersistentVolumeSpec persistentVolumeName:s
api.storage.v1.VolumeAttachmentSpec attacher:s nodeName:s source:.VolumeAttachmentSource*
api.storage.v1.VolumeAttachmentStatus attachError:.VolumeError attached:b attachmentMetadata:{s} detachError:.VolumeError
api.storage.v1.VolumeAttributesClass apiVersion:s driverName:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* parameters:{s}
api.storage.v1.VolumeError errorCode:i message:s time:apimachinery.pkg.apis.meta.v1.Time
api.storage.v1.VolumeNodeResources count:i
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition description:s format:s jsonPath:s name:s priority:i type:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion strategy:s webhook:.WebhookConversion
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.CustomResourceDefinitionSpec* status:.CustomResourceDefinitionStatus*
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s observedGeneration:l reason:s status:s type:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames categories:[s] kind:s listKind:s plural:s shortNames:[s] singular:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec conversion:.CustomResourceConversion group:s names:.CustomResourceDefinitionNames* preserveUnknownFields:b scope:s versions:[.CustomResourceDefinitionVersion]*
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus acceptedNames:.CustomResourceDefinitionNames* conditions:[.CustomResourceDefinitionCondition]type observedGeneration:l storedVersions:[s]
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion additionalPrinterColumns:[.CustomResourceColumnDefinition] deprecated:b deprecationWarning:s name:s schema:.CustomResourceValidation selectableFields:[.SelectableField] served:b storage:b subresources:.CustomResourceSubresources
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale labelSelectorPath:s specReplicasPath:s statusReplicasPath:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus =j
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources scale:.CustomResourceSubresourceScale status:.CustomResourceSubresourceStatus
apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation openAPIV3Schema:.JSONSchemaProps
apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation description:s url:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON =j
apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps $ref:s $schema:s additionalItems:.JSONSchemaPropsOrBool additionalProperties:.JSONSchemaPropsOrBool allOf:[.JSONSchemaProps] anyOf:[.JSONSchemaProps] default:.JSON definitions:{.JSONSchemaProps} dependencies:{.JSONSchemaPropsOrStringArray} description:s enum:[.JSON] example:.JSON exclusiveMaximum:b exclusiveMinimum:b externalDocs:.ExternalDocumentation format:s id:s items:.JSONSchemaPropsOrArray maxItems:l maxLength:l maxProperties:l maximum:n minItems:l minLength:l minProperties:l minimum:n multipleOf:n not:.JSONSchemaProps nullable:b oneOf:[.JSONSchemaProps] pattern:s patternProperties:{.JSONSchemaProps} properties:{.JSONSchemaProps} required:[s] title:s type:s uniqueItems:b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s] x-kubernetes-list-type:s x-kubernetes-map-type:s x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[.ValidationRule]rule
apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray =j
apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool =j
apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray =j
apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField jsonPath:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference name:s namespace:s path:s port:i
apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule fieldPath:s message:s messageExpression:s optionalOldSelf:b reason:s rule:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig caBundle:B service:.ServiceReference url:s
apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion clientConfig:.WebhookClientConfig conversionReviewVersions:[s]*
kube-aggregator.pkg.apis.apiregistration.v1.APIService apiVersion:s kind:s metadata:apimachinery.pkg.apis.meta.v1.ObjectMeta* spec:.APIServiceSpec* status:.APIServiceStatus*
kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition lastTransitionTime:apimachinery.pkg.apis.meta.v1.Time message:s reason:s status:s type:s
kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec caBundle:B group:s groupPriorityMinimum:i insecureSkipTLSVerify:b service:.ServiceReference version:s versionPriority:i
kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus conditions:[.APIServiceCondition]type
kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference name:s namespace:s port:i
`;
