import type { JsonObject } from "../../../src/kube/json.ts";

/** An object and the cells that the server prints for it; a time that has passed since stands as `<age>`. */
export type TableExample = {
  readonly title: string;
  /** Path of the collection; `{space}` is a namespace. */
  readonly path: string;
  readonly object: JsonObject;
  /** Written to the status after the object is made. */
  readonly status?: JsonObject;
  readonly cells: readonly unknown[];
};

const core = "/api/v1/namespaces/{space}";
const apps = "/apis/apps/v1/namespaces/{space}";
const batch = "/apis/batch/v1/namespaces/{space}";
const network = "/apis/networking.k8s.io/v1/namespaces/{space}";
const images = [
  { name: "web", image: "web:1" },
  { name: "side", image: "side:2" },
];
const labels = { app: "shop", tier: "front" };
const template = { metadata: { labels }, spec: { containers: images } };
const selector = {
  matchLabels: { app: "shop" },
  matchExpressions: [
    { key: "tier", operator: "In", values: ["front", "back"] },
    { key: "gone", operator: "DoesNotExist" },
  ],
};
// No node fits, so that nobody else writes its status.
const pod = { restartPolicy: "Always", nodeSelector: { "no-such": "label" }, containers: images };
const started = "2020-01-01T00:00:00Z";
const ended = "2020-01-01T00:03:00Z";

function podStatus(
  phase: string,
  containerStatuses: readonly JsonObject[],
  more: JsonObject = {},
): JsonObject {
  const statuses = containerStatuses.map((status, index) => ({
    name: index === 0 ? "web" : "side",
    image: "i",
    imageID: "",
    ready: false,
    restartCount: 0,
    ...status,
  }));
  return { phase, containerStatuses: statuses, ...more };
}

const running = { ready: true, state: { running: { startedAt: started } } };
const podTail = ["<age>", "<none>", "<none>", "<none>", "<none>"];

/** Pods in every state that has a word of its own. */
export const podExamples: readonly TableExample[] = [
  ["that waits to start", { status: { phase: "Pending" }, cells: ["0/2", "Pending", "0"] }],
  ["that runs", { status: podStatus("Running", [running, running]), cells: ["2/2", "Running", "0"] }],
  [
    "that runs in part",
    {
      status: podStatus("Running", [
        running,
        { state: { terminated: { exitCode: 0, reason: "Completed" } } },
      ]),
      cells: ["1/2", "NotReady", "0"],
    },
  ],
  [
    "whose image is not there",
    {
      status: podStatus("Pending", [{ state: { waiting: { reason: "ImagePullBackOff" } } }, running]),
      cells: ["1/2", "ImagePullBackOff", "0"],
    },
  ],
  [
    "that crashes",
    {
      status: podStatus("Running", [
        {
          restartCount: 3,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 1, finishedAt: ended } },
        },
        running,
      ]),
      cells: ["1/2", "CrashLoopBackOff", "3 (<age> ago)"],
    },
  ],
  [
    "that ended by a signal",
    {
      status: podStatus("Failed", [{ state: { terminated: { exitCode: 0, signal: 9 } } }, { state: {} }]),
      cells: ["0/2", "Signal:9", "0"],
    },
  ],
  [
    "that ended with a code",
    {
      status: podStatus("Failed", [{ state: { terminated: { exitCode: 3 } } }, { state: {} }]),
      cells: ["0/2", "ExitCode:3", "0"],
    },
  ],
  [
    "that was evicted",
    { status: podStatus("Failed", [], { reason: "Evicted" }), cells: ["0/2", "Evicted", "0"] },
  ],
  ["that is done", { status: podStatus("Succeeded", []), cells: ["0/2", "Succeeded", "0"] }],
  [
    "with an address",
    {
      status: podStatus("Running", [running, running], { podIP: "10.1.2.3", podIPs: [{ ip: "10.1.2.3" }] }),
      cells: ["2/2", "Running", "0", "<age>", "10.1.2.3", "<none>", "<none>", "<none>"],
    },
  ],
].map(([title, rest]) => toPodExample(String(title), rest as never));

function toPodExample(
  title: string,
  { status, cells }: { status: JsonObject; cells: readonly unknown[] },
): TableExample {
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: pod };
  return {
    title: `a pod ${title}`,
    path: `${core}/pods`,
    object,
    status,
    cells: ["x", ...cells, ...podTail.slice(cells.length - 3)],
  };
}

/** Pods that are prepared by others first. */
export const initExamples: readonly TableExample[] = (
  [
    ["waits", { waiting: { reason: "PodInitializing" } }, "Init:0/2"],
    ["has no image", { waiting: { reason: "ErrImagePull" } }, "Init:ErrImagePull"],
    ["failed", { terminated: { exitCode: 7 } }, "Init:ExitCode:7"],
    ["failed for a reason", { terminated: { exitCode: 7, reason: "Error" } }, "Init:Error"],
    ["is done", { terminated: { exitCode: 0 } }, "Init:1/2"],
  ] as const
).map(([title, state, word]) => ({
  title: `a pod whose first preparation ${title}`,
  path: `${core}/pods`,
  object: {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x" },
    spec: {
      ...pod,
      initContainers: [
        { name: "one", image: "i" },
        { name: "two", image: "i" },
      ],
    },
  },
  status: {
    phase: "Pending",
    initContainerStatuses: [
      { name: "one", image: "i", imageID: "", ready: false, restartCount: 0, state },
      {
        name: "two",
        image: "i",
        imageID: "",
        ready: false,
        restartCount: 0,
        state: { waiting: { reason: "PodInitializing" } },
      },
    ],
  },
  cells: ["x", "0/2", word, "0", ...podTail],
}));

/** What runs pods. */
export const workloadExamples: readonly TableExample[] = [
  {
    title: "a Deployment",
    path: `${apps}/deployments`,
    object: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "x" },
      spec: { replicas: 0, paused: true, selector, template },
    },
    cells: ["x", "0/0", 0, 0, "<age>", "web,side", "web:1,side:2", "app=shop,!gone,tier in (back,front)"],
  },
  {
    title: "a ReplicaSet",
    path: `${apps}/replicasets`,
    object: {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: { name: "x" },
      spec: { replicas: 0, selector, template },
    },
    cells: ["x", 0, 0, 0, "<age>", "web,side", "web:1,side:2", "app=shop,!gone,tier in (back,front)"],
  },
  {
    title: "a ReplicationController",
    path: `${core}/replicationcontrollers`,
    object: {
      apiVersion: "v1",
      kind: "ReplicationController",
      metadata: { name: "x" },
      spec: { replicas: 0, selector: labels, template },
    },
    cells: ["x", 0, 0, 0, "<age>", "web,side", "web:1,side:2", "app=shop,tier=front"],
  },
  {
    title: "a StatefulSet",
    path: `${apps}/statefulsets`,
    object: {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "x" },
      spec: { replicas: 0, serviceName: "x", selector, template },
    },
    cells: ["x", "0/0", "<age>", "web,side", "web:1,side:2"],
  },
  {
    title: "a DaemonSet that fits no node",
    path: `${apps}/daemonsets`,
    object: {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "x" },
      spec: {
        selector,
        template: { ...template, spec: { ...template.spec, nodeSelector: { b: "2", a: "1" } } },
      },
    },
    cells: [
      "x",
      0,
      0,
      0,
      0,
      0,
      "a=1,b=2",
      "<age>",
      "web,side",
      "web:1,side:2",
      "app=shop,!gone,tier in (back,front)",
    ],
  },
  {
    title: "a CronJob",
    path: `${batch}/cronjobs`,
    object: {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "x" },
      spec: {
        schedule: "0 5 31 2 *",
        timeZone: "Etc/UTC",
        suspend: true,
        jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } } } },
      },
    },
    status: { lastScheduleTime: started },
    cells: ["x", "0 5 31 2 *", "Etc/UTC", "True", 0, "<age>", "<age>", "web,side", "web:1,side:2", "<none>"],
  },
  {
    title: "a ControllerRevision",
    path: `${apps}/controllerrevisions`,
    object: {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: { name: "x" },
      revision: 7,
      data: { a: 1 },
    },
    cells: ["x", "<none>", 7, "<age>"],
  },
  {
    title: "a PodTemplate",
    path: `${core}/podtemplates`,
    object: { apiVersion: "v1", kind: "PodTemplate", metadata: { name: "x" }, template },
    cells: ["x", "web,side", "web:1,side:2", "app=shop,tier=front"],
  },
];

const service = { apiVersion: "v1", kind: "Service", metadata: { name: "x" } };
const ports = [
  { name: "a", port: 80 },
  { name: "b", port: 53, protocol: "UDP" },
];

/** What joins pods. */
export const networkExamples: readonly TableExample[] = [
  {
    title: "a Service without an address",
    path: `${core}/services`,
    object: { ...service, spec: { clusterIP: "None", selector: labels, ports } },
    cells: ["x", "ClusterIP", "None", "<none>", "80/TCP,53/UDP", "<age>", "app=shop,tier=front"],
  },
  {
    title: "a Service with an address outside",
    path: `${core}/services`,
    object: { ...service, spec: { clusterIP: "None", externalIPs: ["1.2.3.4", "1.2.3.5"], ports } },
    cells: ["x", "ClusterIP", "None", "1.2.3.4,1.2.3.5", "80/TCP,53/UDP", "<age>", "<none>"],
  },
  {
    title: "a Service that is a name",
    path: `${core}/services`,
    object: { ...service, spec: { type: "ExternalName", externalName: "example.com" } },
    cells: ["x", "ExternalName", "<none>", "example.com", "<none>", "<age>", "<none>"],
  },
  {
    title: "Endpoints",
    path: `${core}/endpoints`,
    object: {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "x" },
      subsets: [
        {
          addresses: ["1.2.3.4", "1.2.3.5"].map((ip) => ({ ip })),
          ports: [
            { port: 80, name: "a" },
            { port: 81, name: "b" },
          ],
        },
      ],
    },
    cells: ["x", "1.2.3.4:80,1.2.3.5:80,1.2.3.4:81 + 1 more...", "<age>"],
  },
  {
    title: "Endpoints of nothing",
    path: `${core}/endpoints`,
    object: { apiVersion: "v1", kind: "Endpoints", metadata: { name: "x" } },
    cells: ["x", "<none>", "<age>"],
  },
  {
    title: "an EndpointSlice",
    path: "/apis/discovery.k8s.io/v1/namespaces/{space}/endpointslices",
    object: {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "x" },
      addressType: "IPv4",
      ports: [80, 81, 82, 83].map((port) => ({ port, name: `p${port}`, protocol: "TCP" })),
      endpoints: [{ addresses: ["1.2.3.4"] }, { addresses: ["1.2.3.5"] }],
    },
    cells: ["x", "IPv4", "80,81,82 + 1 more...", "1.2.3.4,1.2.3.5", "<age>"],
  },
  {
    title: "an EndpointSlice of nothing",
    path: "/apis/discovery.k8s.io/v1/namespaces/{space}/endpointslices",
    object: {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "x" },
      addressType: "IPv4",
      endpoints: [],
    },
    cells: ["x", "IPv4", "<unset>", "<unset>", "<age>"],
  },
  {
    title: "an Ingress of many hosts",
    path: `${network}/ingresses`,
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "x" },
      spec: {
        ingressClassName: "none-such",
        tls: [{ hosts: ["a.example.com"], secretName: "t" }],
        rules: ["a", "b", "c", "d"].map((name) => ({
          host: `${name}.example.com`,
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "s", port: { number: 80 } } } },
            ],
          },
        })),
      },
    },
    cells: [
      "x",
      "none-such",
      "a.example.com,b.example.com,c.example.com + 1 more...",
      "",
      "80, 443",
      "<age>",
    ],
  },
  {
    title: "an Ingress with addresses",
    path: `${network}/ingresses`,
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "x" },
      spec: {
        ingressClassName: "none-such",
        defaultBackend: { service: { name: "s", port: { number: 80 } } },
      },
    },
    status: {
      loadBalancer: { ingress: [{ ip: "1.2.3.5" }, { hostname: "lb.example.com" }, { ip: "1.2.3.4" }] },
    },
    cells: ["x", "none-such", "*", "1.2.3.4,1.2.3.5,lb.example.com", "80", "<age>"],
  },
  {
    title: "a NetworkPolicy",
    path: `${network}/networkpolicies`,
    object: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "x" },
      spec: { podSelector: selector },
    },
    cells: ["x", "app=shop,!gone,tier in (back,front)", "<age>"],
  },
];

/** What is written down, allowed, limited and kept. */
export const otherExamples: readonly TableExample[] = [
  {
    title: "a ConfigMap",
    path: `${core}/configmaps`,
    object: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "x" },
      data: { a: "1", b: "2" },
      binaryData: { c: "AA==" },
    },
    cells: ["x", 3, "<age>"],
  },
  {
    title: "a Secret",
    path: `${core}/secrets`,
    object: { apiVersion: "v1", kind: "Secret", metadata: { name: "x" }, stringData: { a: "1", b: "2" } },
    cells: ["x", "Opaque", 2, "<age>"],
  },
  {
    title: "a ServiceAccount",
    path: `${core}/serviceaccounts`,
    object: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "x" } },
    cells: ["x", "<age>"],
  },
  {
    title: "a LimitRange: its time is written out",
    path: `${core}/limitranges`,
    object: {
      apiVersion: "v1",
      kind: "LimitRange",
      metadata: { name: "x" },
      spec: { limits: [{ type: "Pod", max: { cpu: "4" } }] },
    },
    cells: ["x", "<time>"],
  },
  {
    title: "a ResourceQuota",
    path: `${core}/resourcequotas`,
    object: {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "x" },
      spec: { hard: { pods: "40", "limits.cpu": "90", "requests.cpu": "80" } },
    },
    status: {
      hard: { pods: "40", "limits.cpu": "90", "requests.cpu": "80" },
      used: { pods: "0", "limits.cpu": "0", "requests.cpu": "0" },
    },
    cells: ["x", "pods: 0/40, requests.cpu: 0/80", "limits.cpu: 0/90", "<age>"],
  },
  {
    title: "a claim that is not bound",
    path: `${core}/persistentvolumeclaims`,
    object: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "x" },
      spec: {
        storageClassName: "none-such",
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
      },
    },
    cells: ["x", "Pending", "", "", "", "none-such", "<unset>", "<age>", "Filesystem"],
  },
  {
    title: "a Role: its time is written out",
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/{space}/roles",
    object: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "x" }, rules: [] },
    cells: ["x", "<time>"],
  },
  {
    title: "a RoleBinding",
    path: "/apis/rbac.authorization.k8s.io/v1/namespaces/{space}/rolebindings",
    object: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "x" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [
        { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" },
        { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "bob" },
        { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "all" },
        { kind: "ServiceAccount", name: "robot", namespace: "other" },
      ],
    },
    cells: ["x", "ClusterRole/view", "<age>", "ann, bob", "all", "other/robot"],
  },
  {
    title: "a Lease",
    path: "/apis/coordination.k8s.io/v1/namespaces/{space}/leases",
    object: {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: "x" },
      spec: { holderIdentity: "me" },
    },
    cells: ["x", "me", "<age>"],
  },
  {
    title: "a PodDisruptionBudget",
    path: "/apis/policy/v1/namespaces/{space}/poddisruptionbudgets",
    object: {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "x" },
      spec: { maxUnavailable: "50%", selector },
    },
    cells: ["x", "N/A", "50%", 0, "<age>"],
  },
  {
    title: "an autoscaler that knows nothing yet",
    path: "/apis/autoscaling/v2/namespaces/{space}/horizontalpodautoscalers",
    object: {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "x" },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "no-such" },
        minReplicas: 2,
        maxReplicas: 5,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
          },
          {
            type: "Resource",
            resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Gi" } },
          },
          {
            type: "Pods",
            pods: { metric: { name: "hits" }, target: { type: "AverageValue", averageValue: "10" } },
          },
        ],
      },
    },
    cells: [
      "x",
      "Deployment/no-such",
      "cpu: <unknown>/80%, memory: <unknown>/1Gi + 1 more...",
      "2",
      5,
      0,
      "<age>",
    ],
  },
  {
    title: "an event",
    path: `${core}/events`,
    object: {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "x", namespace: "{space}" },
      involvedObject: { kind: "Pod", name: "p", namespace: "{space}", fieldPath: "spec.containers{web}" },
      reason: "Pulled",
      type: "Normal",
      message: " It is there \n",
      source: { component: "kubelet", host: "node" },
      firstTimestamp: started,
      lastTimestamp: ended,
      count: 3,
    },
    cells: [
      "<age>",
      "Normal",
      "Pulled",
      "pod/p",
      "spec.containers{web}",
      "kubelet, node",
      "It is there",
      "<age>",
      3,
      "x",
    ],
  },
  {
    title: "an event without a count or a time",
    path: `${core}/events`,
    object: {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "x", namespace: "{space}" },
      involvedObject: { kind: "Pod", namespace: "{space}" },
    },
    cells: ["<unknown>", "", "", "pod", "", "", "", "<unknown>", 1, "x"],
  },
];
