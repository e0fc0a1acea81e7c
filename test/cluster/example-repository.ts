import { deployment, job, replicaSet, service, toYaml } from "./manifests.ts";

const helmHook = (hook: string, weight: string, policy?: string) => ({
  "helm.sh/hook": hook,
  "helm.sh/hook-weight": weight,
  ...(policy === undefined ? {} : { "helm.sh/hook-delete-policy": policy }),
});

const ingress = {
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "front" },
  spec: {
    ingressClassName: "none",
    rules: [
      {
        host: "shop.example.org",
        http: {
          paths: [
            { path: "/", pathType: "Prefix", backend: { service: { name: "front", port: { number: 80 } } } },
          ],
        },
      },
    ],
  },
};

const shopParts = [
  "front",
  "carts",
  "carts-db",
  "catalogue",
  "catalogue-db",
  "orders",
  "orders-db",
  "payment",
  "queue",
  "shipping",
  "user",
  "user-db",
];

function toShop(): Record<string, string> {
  const files = shopParts.map((name) => [`shop/base/${name}.yaml`, toYaml(deployment(name), service(name))]);
  const resources = [...shopParts, "ingress"].map((name) => `  - base/${name}.yaml\n`).join("");
  return {
    ...Object.fromEntries(files),
    "shop/base/ingress.yaml": toYaml(ingress),
    "shop/kustomization.yaml": `resources:\n${resources}`,
  };
}

const chart = {
  "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: '1'\n",
  "chart/values.yaml": "replicaCount: 1\nimage: {repository: registry.example.org/web, tag: '1'}\nport: 80\n",
  "chart/values-production.yaml": "replicaCount: 2\n",
  "chart/templates/_helpers.tpl":
    '{{- define "web.fullname" -}}\n{{ .Release.Name }}-{{ .Chart.Name | trunc 20 }}\n{{- end -}}\n',
  "chart/templates/NOTES.txt": "Thank you for installing {{ .Chart.Name }}\n",
  "chart/templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "web.fullname" . }}
  labels:
    heritage: {{ .Release.Service }}
spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels: {app: web, release: {{ .Release.Name }}}
  template:
    metadata:
      labels: {app: web, release: {{ .Release.Name }}}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          ports: [{name: http, containerPort: {{ .Values.port }}, protocol: TCP}]
          readinessProbe: {httpGet: {path: /, port: http}}
{{- with .Values.resources }}
          resources:
{{ toYaml . | indent 12 }}
{{- end }}
`,
  "chart/templates/service.yaml": `apiVersion: v1
kind: Service
metadata: {name: {{ template "web.fullname" . }}}
spec:
  type: ClusterIP
  ports: [{port: {{ .Values.port }}, targetPort: http, protocol: TCP, name: http}]
  selector: {app: web, release: {{ .Release.Name }}}
`,
};

/** Seven folders with what people have in theirs: plain files, overlays, a chart, hooks of both kinds, waves, a shop. */
export const exampleFiles: Readonly<Record<string, string>> = {
  "guestbook/deployment.yaml": toYaml(deployment("guestbook", 1)),
  "guestbook/service.yaml": toYaml(service("guestbook")),
  "base/kustomization.yaml": "resources:\n  - deployment.yaml\n  - service.yaml\n",
  "base/deployment.yaml": toYaml(deployment("web", 1)),
  "base/service.yaml": toYaml(service("web")),
  "overlay/kustomization.yaml": "namePrefix: prod-\nresources:\n  - ../base\n",
  ...chart,
  "helm-hooks/manifests.yaml": toYaml(
    job("upgrade-schema-", helmHook("pre-install", "-2")),
    job("page-up", helmHook("pre-install", "-1", "before-hook-creation")),
    replicaSet("frontend", 1),
    service("frontend", { "helm.sh/hook-weight": "2" }),
    job("page-down", helmHook("post-install", "0", "before-hook-creation")),
  ),
  "sync-waves/manifests.yaml": toYaml(
    job("upgrade-schema-", { hook: "PreSync" }),
    replicaSet("backend", 1),
    service("backend"),
    job("page-up", { hook: "Sync", delete: "BeforeHookCreation", wave: "1" }),
    replicaSet("frontend", 1, { wave: "2" }),
    service("frontend", { wave: "2" }),
    job("page-down", { hook: "Sync", delete: "BeforeHookCreation", wave: "3" }),
  ),
  "pre-post-sync/kustomization.yaml":
    "namePrefix: jobs-\nresources:\n  - ../base\n  - before.yaml\n  - after.yaml\n",
  "pre-post-sync/before.yaml": toYaml(job("before", { hook: "PreSync", delete: "HookSucceeded" })),
  "pre-post-sync/after.yaml": toYaml(job("after", { hook: "PostSync", delete: "HookSucceeded" })),
  ...toShop(),
};
