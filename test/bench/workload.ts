import { stringify } from "yaml";
import type { JsonObject } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";

/** What is brought to the cluster, the same for everybody who is measured. */
export const workload = { applications: 20, configMaps: 40, services: 5, deployments: 5 } as const;

export const objectsPerApplication = workload.configMaps + workload.services + workload.deployments;

/** Folder of an application in the repository, and its name. */
export function applicationName(index: number): string {
  return `app-${String(index).padStart(2, "0")}`;
}

/** The namespaces of one run, one for each application. */
export function namespacesOf(prefix: string): readonly string[] {
  return Array.from({ length: workload.applications }, (_, index) => `${prefix}-${applicationName(index)}`);
}

/** The objects of one application; those of two applications differ. */
export function objectsOf(application: number): readonly KubeObject[] {
  return [
    ...repeat(workload.configMaps, (index) => toConfigMap(application, index)),
    ...repeat(workload.services, toService),
    ...repeat(workload.deployments, toDeployment),
  ];
}

/** ConfigMaps of one application, as many as are wanted. */
export function configMapsOf(application: number, count: number): readonly KubeObject[] {
  return repeat(count, (index) => toConfigMap(application, index));
}

/** The files of one application by their names in its folder. */
export function filesOf(objects: readonly KubeObject[]): Readonly<Record<string, string>> {
  const kinds = Map.groupBy(objects, ({ kind }) => `${kind.toLowerCase()}s.yaml`);
  return Object.fromEntries(
    [...kinds].map(([file, each]) => [file, each.map((object) => stringify(object)).join("---\n")]),
  );
}

/** The same objects with their namespace written down, for tools that are told no other way. */
export function inNamespace(objects: readonly KubeObject[], namespace: string): readonly KubeObject[] {
  return objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

/** The path of an object of the workload at an API server. */
export function objectPath({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}/namespaces/${metadata.namespace}/${kind.toLowerCase()}s/${metadata.name}`;
}

/** The Application of one folder of a repository, which has the application's name. */
export function toApplication(name: string, repoURL: string, namespace: string | undefined): JsonObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: {
      project: "default",
      source: { repoURL, path: name, targetRevision: "main" },
      destination: { name: "in-cluster", namespace },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  };
}

function repeat(count: number, make: (index: number) => KubeObject): readonly KubeObject[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Some 1,000 bytes, as a file of properties has. */
function toConfigMap(application: number, index: number): KubeObject {
  const lines = Array.from(
    { length: 16 },
    (_, line) => `server.setting-${line}=value-${application}-${index}-${line}-0123456789abcdefghijklmn`,
  );
  const data = { "application.properties": `${lines.join("\n")}\n`, LOG_LEVEL: "info" };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `config-${index}` }, data };
}

function toService(index: number): KubeObject {
  const app = `web-${index}`;
  const ports = [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: app, labels: { app } },
    spec: { type: "ClusterIP", selector: { app }, ports },
  };
}

function toDeployment(index: number): KubeObject {
  const app = `web-${index}`;
  const container = {
    name: "web",
    image: "registry.example.org/shop/web:1.4.2",
    args: ["--listen=:8080", "--config=/etc/web/application.properties"],
    ports: [{ name: "http", containerPort: 8080 }],
    env: [
      { name: "LOG_LEVEL", valueFrom: { configMapKeyRef: { name: `config-${index}`, key: "LOG_LEVEL" } } },
    ],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    readinessProbe: { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 10 },
    volumeMounts: [{ name: "config", mountPath: "/etc/web" }],
  };
  const volumes = [{ name: "config", configMap: { name: `config-${index}` } }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: app, labels: { app } },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: { containers: [container], volumes } },
    },
  };
}
