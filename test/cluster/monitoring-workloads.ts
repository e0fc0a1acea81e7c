import type { JsonObject } from "../../src/kube/json.ts";

const deployments = ["operator", "dashboards", "state", "blackbox", "adapter"];
const sets = ["collector", "alerter", "ruler"];
const daemons = ["node"];

/** Makes the workloads of the stack, each with its Service, budget, policy and configuration. */
export function toWorkloads(): readonly JsonObject[] {
  return [
    ...deployments.map((name) =>
      toWorkload("Deployment", name, { replicas: 2, strategy: { type: "RollingUpdate" } }),
    ),
    ...sets.map((name) => toWorkload("StatefulSet", name, { replicas: 1, serviceName: `${name}-own` })),
    ...daemons.map((name) => toWorkload("DaemonSet", name, {})),
    ...[...deployments, ...sets, ...daemons].flatMap(toCompanions),
    // A DaemonSet has no scale, so a budget for it would never be met.
    ...[...deployments, ...sets].map(toBudget),
  ];
}

function toWorkload(kind: string, name: string, spec: JsonObject): JsonObject {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, labels: { ...labels, "app.kubernetes.io/part-of": "monitoring" } },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: toPod(name) },
    },
  };
}

function toPod(name: string): JsonObject {
  const probe = { httpGet: { path: "/-/ready", port: "web" }, periodSeconds: 5 };
  return {
    securityContext: { runAsNonRoot: true, runAsUser: 65_534 },
    automountServiceAccountToken: false,
    initContainers: [{ name: "prepare", image: "registry.example.org/init:1", command: ["/bin/true"] }],
    containers: [
      {
        name,
        image: `registry.example.org/${name}:2.0`,
        args: ["--config=/etc/config/main.yaml", "--storage=/data"],
        env: [
          { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          { name: "TOKEN", valueFrom: { secretKeyRef: { name: `${name}-credentials`, key: "token" } } },
          { name: "GOMAXPROCS", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
        ],
        ports: [{ name: "web", containerPort: 9_090 }],
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "1000m", memory: "1024Mi" } },
        readinessProbe: probe,
        livenessProbe: { ...probe, initialDelaySeconds: 10 },
        volumeMounts: [
          { name: "config", mountPath: "/etc/config" },
          { name: "data", mountPath: "/data" },
        ],
      },
      {
        name: "reloader",
        image: "registry.example.org/reloader:1",
        resources: { requests: { cpu: "0.01" } },
      },
    ],
    volumes: [
      { name: "config", configMap: { name: `${name}-config` } },
      { name: "data", emptyDir: {} },
    ],
  };
}

function toCompanions(name: string): readonly JsonObject[] {
  const selector = { app: name };
  const part = (apiVersion: string, kind: string, own: string, fields: JsonObject): JsonObject => ({
    apiVersion,
    kind,
    metadata: { name: own, labels: { app: name } },
    ...fields,
  });
  return [
    part("v1", "ConfigMap", `${name}-config`, { data: { "main.yaml": `global:\n  name: ${name}\n` } }),
    part("v1", "Secret", `${name}-credentials`, { stringData: { token: `not a real token of ${name}` } }),
    part("v1", "Service", name, {
      spec: { selector, ports: [{ name: "web", port: 9_090, targetPort: "web" }] },
    }),
    part("v1", "Service", `${name}-own`, {
      spec: {
        clusterIP: "None",
        selector,
        ports: [
          { name: "web", port: 9_090 },
          { name: "mesh", port: 9_094, protocol: "UDP" },
        ],
      },
    }),
    part("networking.k8s.io/v1", "NetworkPolicy", name, {
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ["Ingress", "Egress"],
        egress: [{}],
        ingress: [
          { from: [{ namespaceSelector: {} }], ports: [{ port: "web" }, { port: 9_094, protocol: "UDP" }] },
        ],
      },
    }),
  ];
}

function toBudget(name: string): JsonObject {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name, labels: { app: name } },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: name } } },
  };
}
