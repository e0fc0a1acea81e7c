import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { ageOf } from "./age.ts";
import { countAt, itemsAt, numberAt, textAt } from "./cell-texts.ts";
import { type Cell, type Printer, parseColumns } from "./column.ts";
import { toLabelText } from "./selector-texts.ts";

/** A printer whose cells between the name and the age are read from fields. */
function plain(columns: string, ...read: readonly ((object: KubeObject) => Cell)[]): Printer {
  return {
    columns: parseColumns(columns),
    cells: (object, now) => [object.metadata.name, ...read.map((each) => each(object)), ageOf(object, now)],
  };
}

const text = (path: string, absent?: string) => (object: KubeObject) => textAt(object, path, absent);
const count = (path: string) => (object: KubeObject) => countAt(object, path);

const bindingPrinter: Printer = {
  columns: parseColumns("Name|Role|Age|Users*|Groups*|ServiceAccounts*"),
  cells: (object, now) => [
    object.metadata.name,
    `${textAt(object, "roleRef.kind")}/${textAt(object, "roleRef.name")}`,
    ageOf(object, now),
    toSubjects(object, "User"),
    toSubjects(object, "Group"),
    toSubjects(object, "ServiceAccount"),
  ],
};

/** Printers of what the cluster consists of and what is written in it, by group and plural. */
export const clusterPrinters: Readonly<Record<string, Printer>> = {
  "/configmaps": plain("Name|Data|Age", (object) => countAt(object, "data") + countAt(object, "binaryData")),
  "/secrets": plain("Name|Type|Data|Age", text("type"), count("data")),
  "/serviceaccounts": plain("Name|Age"),
  "/namespaces": plain("Name|Status|Age", text("status.phase")),
  "/resourcequotas": plain("Name|Request|Limit|Age", quotaText(false), quotaText(true)),
  "/componentstatuses": {
    columns: parseColumns("Name|Status|Message|Error"),
    cells: (object) => {
      const healthy = itemsAt(object, "conditions").find((each) => each["type"] === "Healthy");
      const status = healthy?.["status"] === "True" ? "Healthy" : "Unhealthy";
      return [
        object.metadata.name,
        status,
        String(healthy?.["message"] ?? ""),
        String(healthy?.["error"] ?? ""),
      ];
    },
  },
  "/nodes": {
    columns: parseColumns(
      "Name|Status|Roles|Age|Version|Internal-IP*|External-IP*|OS-Image*|Kernel-Version*|Container-Runtime*",
    ),
    cells: (object, now) => [
      object.metadata.name,
      toNodeStatus(object),
      toRoles(object),
      ageOf(object, now),
      textAt(object, "status.nodeInfo.kubeletVersion"),
      toAddress(object, "InternalIP"),
      toAddress(object, "ExternalIP"),
      textAt(object, "status.nodeInfo.osImage", "<unknown>"),
      textAt(object, "status.nodeInfo.kernelVersion", "<unknown>"),
      textAt(object, "status.nodeInfo.containerRuntimeVersion", "<unknown>"),
    ],
  },
  "coordination.k8s.io/leases": plain("Name|Holder|Age", text("spec.holderIdentity")),
  "node.k8s.io/runtimeclasses": plain("Name|Handler|Age", text("handler")),
  "scheduling.k8s.io/priorityclasses": {
    columns: parseColumns("Name|Value:integer|Global-Default:boolean|Age|PreemptionPolicy"),
    cells: (object, now) => [
      object.metadata.name,
      numberAt(object, "value"),
      object["globalDefault"] === true,
      ageOf(object, now),
      textAt(object, "preemptionPolicy"),
    ],
  },
  "policy/poddisruptionbudgets": plain(
    "Name|Min Available|Max Unavailable|Allowed Disruptions:integer|Age",
    text("spec.minAvailable", "N/A"),
    text("spec.maxUnavailable", "N/A"),
    (object) => numberAt(object, "status.disruptionsAllowed"),
  ),
  "rbac.authorization.k8s.io/rolebindings": bindingPrinter,
  "rbac.authorization.k8s.io/clusterrolebindings": bindingPrinter,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": plain(
    "Name|Webhooks:integer|Age",
    count("webhooks"),
  ),
  "admissionregistration.k8s.io/validatingwebhookconfigurations": plain(
    "Name|Webhooks:integer|Age",
    count("webhooks"),
  ),
  "admissionregistration.k8s.io/validatingadmissionpolicies": plain(
    "Name|Validations:integer|ParamKind|Age",
    count("spec.validations"),
    (object) =>
      isObject(readField(object, "spec", "paramKind"))
        ? `${textAt(object, "spec.paramKind.apiVersion")}/${textAt(object, "spec.paramKind.kind")}`
        : "<unset>",
  ),
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": plain(
    "Name|PolicyName|ParamRef|Age",
    text("spec.policyName"),
    toParamRef,
  ),
  "apiregistration.k8s.io/apiservices": plain(
    "Name|Service|Available|Age",
    (object) =>
      isObject(readField(object, "spec", "service"))
        ? `${textAt(object, "spec.service.namespace")}/${textAt(object, "spec.service.name")}`
        : "Local",
    toAvailable,
  ),
  "certificates.k8s.io/certificatesigningrequests": {
    columns: parseColumns("Name|Age|SignerName|Requestor|RequestedDuration|Condition"),
    cells: (object, now) => [
      object.metadata.name,
      ageOf(object, now),
      textAt(object, "spec.signerName", "<none>"),
      textAt(object, "spec.username"),
      "<none>",
      toRequestStatus(object),
    ],
  },
  "flowcontrol.apiserver.k8s.io/flowschemas": {
    columns: parseColumns("Name|PriorityLevel|MatchingPrecedence|DistinguisherMethod|Age|MissingPL"),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.priorityLevelConfiguration.name", "<none>"),
      numberAt(object, "spec.matchingPrecedence"),
      textAt(object, "spec.distinguisherMethod.type", "<none>"),
      ageOf(object, now),
      textAt(conditionOf(object, "Dangling"), "status", "?"),
    ],
  },
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": plain(
    "Name|Type|NominalConcurrencyShares|Queues|HandSize|QueueLengthLimit|Age",
    text("spec.type"),
    levelNumber("nominalConcurrencyShares"),
    levelNumber("limitResponse.queuing.queues"),
    levelNumber("limitResponse.queuing.handSize"),
    levelNumber("limitResponse.queuing.queueLengthLimit"),
  ),
  "resource.k8s.io/deviceclasses": plain("Name|Age"),
  "resource.k8s.io/resourceclaimtemplates": plain("Name|Age"),
};

function conditionOf(object: KubeObject, type: string): JsonObject | undefined {
  return itemsAt(object, "status.conditions").find((each) => each["type"] === type);
}

function levelNumber(path: string): (object: KubeObject) => Cell {
  return (object) => {
    const value = readField(object, "spec", "limited", ...path.split("."));
    return typeof value === "number" ? value : "<none>";
  };
}

function toNodeStatus(node: KubeObject): string {
  const ready = textAt(conditionOf(node, "Ready"), "status");
  const known = ready === "" ? "Unknown" : "NotReady";
  const status = ready === "True" ? "Ready" : known;
  return readField(node, "spec", "unschedulable") === true ? `${status},SchedulingDisabled` : status;
}

const rolePrefix = "node-role.kubernetes.io/";

function toRoles({ metadata }: KubeObject): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value = ""]) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)];
    return key === "kubernetes.io/role" ? [value] : [];
  });
  const named = [...new Set(roles.filter((role) => role !== ""))].sort();
  return named.length === 0 ? "<none>" : named.join(",");
}

function toAddress(node: KubeObject, type: string): string {
  const address = itemsAt(node, "status.addresses").find((each) => each["type"] === type);
  return textAt(address, "address", "<none>");
}

/** `requests.cpu: 1/2, pods: 0/4`: what is used of what there is. */
function quotaText(isLimit: boolean): (object: KubeObject) => string {
  return (object) => {
    const hard = readField(object, "status", "hard");
    const names = isObject(hard) ? Object.keys(hard).sort() : [];
    const own = names.filter((name) => name.startsWith("limits.") === isLimit);
    const used = (name: string) => readField(object, "status", "used", name) ?? "0";
    return own.map((name) => `${name}: ${used(name)}/${readField(hard, name)}`).join(", ");
  };
}

function toSubjects(binding: KubeObject, kind: string): string {
  const own = itemsAt(binding, "subjects").filter((subject) => subject["kind"] === kind);
  const names = own.map((subject) => {
    const name = textAt(subject, "name");
    return kind === "ServiceAccount" ? `${textAt(subject, "namespace")}/${name}` : name;
  });
  return names.join(", ");
}

function toParamRef(binding: KubeObject): string {
  const reference = readField(binding, "spec", "paramRef");
  if (!isObject(reference)) return "<unset>";
  const name = textAt(reference, "name");
  if (name === "") return toLabelText(readField(reference, "selector", "matchLabels"));
  return `${textAt(reference, "namespace", "*")}/${name}`;
}

function toAvailable(service: KubeObject): string {
  const condition = conditionOf(service, "Available");
  const status = textAt(condition, "status", "Unknown");
  const reason = textAt(condition, "reason");
  return status === "True" || reason === "" ? status : `${status} (${reason})`;
}

function toRequestStatus(request: KubeObject): string {
  const types = new Set(itemsAt(request, "status.conditions").map((each) => each["type"]));
  const decision = ["Denied", "Approved"].find((type) => types.has(type)) ?? "Pending";
  const failed = types.has("Failed") ? ",Failed" : "";
  const issued = textAt(request, "status.certificate") === "" ? "" : ",Issued";
  return `${decision}${failed}${issued}`;
}
