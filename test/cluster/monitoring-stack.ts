import type { JsonObject } from "../../src/kube/json.ts";
import { toCustomKinds } from "./monitoring-kinds.ts";
import { toWorkloads } from "./monitoring-workloads.ts";

/** The objects of a monitoring stack in files, and the cluster-scoped ones, which nobody else may share. */
export type MonitoringStack = {
  readonly files: Readonly<Record<string, readonly JsonObject[]>>;
  /** Paths of the API of what is outside the namespace. */
  readonly clusterPaths: readonly string[];
};

const dashboards = 60;
const ruleGroups = 60;
const targets = ["api", "scheduler", "etcd", "kubelet", "proxy", "dns", "ingress", "node", "state", "self"];

/**
 * Makes what a monitoring stack for Kubernetes consists of, as its installers write it: CRDs with structural schemas and some
 * defaults, their objects, dashboards, rights, workloads, webhooks. `id` is part of every name outside the namespace.
 */
export function toMonitoringStack(id: string): MonitoringStack {
  const { group, crds, custom } = toCustomKinds(id);
  const rights = toRights(id, group);
  const webhooks = toWebhooks(id, group);
  return {
    files: {
      "01-objects.yaml": [
        ...range(ruleGroups).map((index) => custom("Rule", `rules-${index}`, toRule(index))),
        ...targets.flatMap((name) => [
          custom("ServiceTarget", name, toTarget(name)),
          custom("Probe", name, { interval: "30s", targets: { static: [`https://${name}.example.org`] } }),
        ]),
        custom("Collector", "main", {
          replicas: 2,
          retention: "10d",
          resources: { memory: "2Gi", cpu: "1000m" },
        }),
        custom("Alerter", "main", {
          replicas: 3,
          routes: [{ receiver: "ops", matchers: { severity: "page" } }],
        }),
        custom("AlertRoute", "ops", { receiver: "ops", groupBy: ["job", "instance"] }),
        custom("Scrape", "blackbox", { jobName: "blackbox", relabel: [{ source: "a", target: "b" }] }),
        custom("PodTarget", "sidecars", { selector: { matchLabels: { metrics: "on" } }, port: "metrics" }),
        custom("Agent", "edge", { mode: "daemon" }),
        custom("Ruler", "main", { replicas: 1 }),
      ],
      "02-dashboards.yaml": range(dashboards).map(toDashboard),
      "03-workloads.yaml": toWorkloads(),
      "04-rights.yaml": rights,
      "05-webhooks.yaml": webhooks,
      "99-crds.yaml": crds,
    },
    clusterPaths: [...crds, ...rights, ...webhooks].flatMap(toClusterPath),
  };
}

/** Counts the objects of a stack. */
export function countObjects({ files }: MonitoringStack): number {
  return Object.values(files).reduce((count, objects) => count + objects.length, 0);
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

function toRule(index: number): JsonObject {
  const rules = range(4).map((place) => ({
    alert: `Alert${index}x${place}`,
    expr: `sum(rate(errors_total{job="${targets[index % targets.length]}"}[5m])) by (instance) > ${place}`,
    for: "10m",
    labels: { severity: place === 0 ? "page" : "ticket" },
    annotations: {
      summary: `{{ $labels.instance }} has errors`,
      runbook: `https://runbooks.example.org/${index}`,
    },
  }));
  return { groups: [{ name: `group-${index}`, interval: "1m", rules }] };
}

function toTarget(name: string): JsonObject {
  return {
    selector: { matchLabels: { app: name } },
    endpoints: [{ port: "metrics", scheme: "https", tls: { insecureSkipVerify: false } }, { port: "own" }],
  };
}

function toDashboard(index: number): JsonObject {
  const panels = range(6).map((id) => ({
    id,
    type: "graph",
    title: `Panel ${id}`,
    targets: [{ expr: `up{n="${index}"}` }],
  }));
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `dashboard-${index}`, labels: { dashboard: "1" } },
    data: { [`dashboard-${index}.json`]: JSON.stringify({ title: `Dashboard ${index}`, panels }, null, 2) },
  };
}

const accounts = ["collector", "alerter", "operator", "dashboards", "state", "node", "blackbox", "adapter"];

function toRights(id: string, group: string): readonly JsonObject[] {
  const rbac = "rbac.authorization.k8s.io";
  const read = ["get", "list", "watch"];
  return accounts.flatMap((name) => {
    const clusterName = `${id}-${name}`;
    // A binding names the namespace of its subject by hand; `default` grants nothing that matters to anybody's test.
    const subjects = [{ kind: "ServiceAccount", name, namespace: "default" }];
    const rules = [
      { apiGroups: [group], resources: ["*"], verbs: read },
      { apiGroups: [""], resources: ["configmaps"], resourceNames: [clusterName], verbs: ["get"] },
    ];
    return [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name }, automountServiceAccountToken: false },
      { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name: clusterName }, rules },
      {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name: clusterName },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name: clusterName },
        subjects,
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: "Role",
        metadata: { name },
        rules: [{ ...rules[0], apiGroups: [""], resources: ["pods"] }],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: "RoleBinding",
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: "Role", name },
        subjects,
      },
    ];
  });
}

/** They select a label that nothing has: an API server that others use must not wait for a webhook that nobody serves. */
function toWebhooks(id: string, group: string): readonly JsonObject[] {
  const webhook = {
    name: `rules.${group}`,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    failurePolicy: "Ignore",
    clientConfig: { service: { name: "operator", namespace: "default", path: "/admit" } },
    rules: [
      { apiGroups: [group], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["rules"] },
    ],
    objectSelector: { matchLabels: { [`${id}-admitted`]: "never" } },
  };
  const apiVersion = "admissionregistration.k8s.io/v1";
  return ["Validating", "Mutating"].map((type) => ({
    apiVersion,
    kind: `${type}WebhookConfiguration`,
    metadata: { name: id },
    webhooks: [webhook],
  }));
}

const clusterKinds: Readonly<Record<string, string>> = {
  CustomResourceDefinition: "customresourcedefinitions",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  ValidatingWebhookConfiguration: "validatingwebhookconfigurations",
  MutatingWebhookConfiguration: "mutatingwebhookconfigurations",
};

function toClusterPath(object: JsonObject): readonly string[] {
  const plural = clusterKinds[String(object["kind"])];
  return plural === undefined
    ? []
    : [`/apis/${object["apiVersion"]}/${plural}/${Object(object["metadata"]).name}`];
}
