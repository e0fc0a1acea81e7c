import type { JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";

type RuleLine = readonly [groups: string, resources: string, verbs: string];

const read = "get list watch";
const write = "create delete deletecollection patch update";

// plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go, ClusterRoles.
const viewRules: readonly RuleLine[] = [
  [
    "-",
    "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status",
    read,
  ],
  [
    "-",
    "bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status",
    read,
  ],
  ["-", "namespaces", read],
  ["- events.k8s.io", "events", read],
  ["discovery.k8s.io", "endpointslices", read],
  [
    "apps",
    "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status",
    read,
  ],
  ["autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status", read],
  ["batch", "cronjobs cronjobs/status jobs jobs/status", read],
  ["policy", "poddisruptionbudgets poddisruptionbudgets/status", read],
  ["networking.k8s.io", "ingresses ingresses/status networkpolicies", read],
];

const editRules: readonly RuleLine[] = [
  ["-", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy", read],
  ["-", "serviceaccounts", "impersonate"],
  ["-", "pods pods/attach pods/exec pods/portforward pods/proxy", write],
  ["-", "pods/eviction", "create"],
  [
    "-",
    "configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy",
    write,
  ],
  ["-", "serviceaccounts/token", "create"],
  ["- events.k8s.io", "events", write],
  [
    "apps",
    "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale",
    write,
  ],
  ["autoscaling", "horizontalpodautoscalers", write],
  ["batch", "cronjobs jobs", write],
  ["policy", "poddisruptionbudgets", write],
  ["networking.k8s.io", "ingresses networkpolicies", write],
  ["coordination.k8s.io", "leases", `${write} ${read}`],
];

const adminRules: readonly RuleLine[] = [
  ["authorization.k8s.io", "localsubjectaccessreviews", "create"],
  ["rbac.authorization.k8s.io", "rolebindings roles", `${write} ${read}`],
];

/** Lists the roles for people that every cluster has, and who is bound to them at first. */
export function firstRoles(): readonly KubeObject[] {
  return [
    role("cluster-admin", [
      { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
      { nonResourceURLs: ["*"], verbs: ["*"] },
    ]),
    aggregated("admin"),
    aggregated("edit", "admin"),
    aggregated("view", "edit"),
    part("admin", adminRules),
    part("edit", editRules),
    part("view", viewRules),
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: toMetadata("cluster-admin"),
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:masters" }],
    },
  ];
}

function toMetadata(name: string, labels: Readonly<Record<string, string>> = {}) {
  return {
    name,
    annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
    labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels },
  };
}

function role(name: string, rules: readonly JsonObject[]): KubeObject {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: toMetadata(name),
    rules,
  };
}

const aggregateTo = "rbac.authorization.k8s.io/aggregate-to-";

/** A role whose rules a controller puts together from those that are labelled for it. */
function aggregated(name: string, into?: string): KubeObject {
  const matchLabels = { [aggregateTo + name]: "true" };
  return {
    ...role(name, []),
    metadata: toMetadata(name, into === undefined ? {} : { [aggregateTo + into]: "true" }),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels }] },
  };
}

function part(name: string, lines: readonly RuleLine[]): KubeObject {
  const metadata = toMetadata(`system:aggregate-to-${name}`, { [aggregateTo + name]: "true" });
  return { ...role("", lines.map(toRule)), metadata };
}

function toRule([groups, resources, verbs]: RuleLine): JsonObject {
  const apiGroups = groups.split(" ").map((group) => (group === "-" ? "" : group));
  return { apiGroups, resources: resources.split(" "), verbs: verbs.split(" ").sort() };
}
