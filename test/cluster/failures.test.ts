import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { basic, type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { create, namesOf, patch, read, remove, requireObject } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, service, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, type Report } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { canCount, describe as describeRequest, followRequests, isWrite } from "./writes.ts";

const automated = { prune: true, selfHeal: true };
/** A failed sync is final at once: retries are tried elsewhere. */
const syncPolicy = { automated, retry: { limit: 0 } };
const stackTrace = /^\s+at .+:\d+:\d+\)?$/m;
const password = "pa55-w0rd-of-nobody";

let server: GitServer;
let guarded: GitServer;
let repository: TestRepository;

beforeAll(async () => {
  [server, guarded] = await Promise.all([
    startGitServer(),
    startGitServer({ authorization: basic("ada", "right") }),
  ]);
  repository = await server.createRepository("failures");
  await guarded.createRepository("guarded");
});

afterAll(async () => await Promise.all([server.close(), guarded.close()]));

type Files = Parameters<TestRepository["commit"]>[0];

/** What goes wrong with an application that was Synced, and what a person must be told. */
type Failure = {
  readonly name: string;
  /** Comes with the second commit, in the application's own folder, or beside it from "/" on. */
  readonly files?: Files;
  /** Laid over the parts of the Application. */
  readonly parts?: (servers: { closedGit: string; guardedGit: string }) => object;
  readonly type: string;
  readonly says: readonly RegExp[];
  /** The comparison was possible, so the sync status is known. */
  readonly sync?: string;
  readonly phase?: string;
};

const bomb = [
  "apiVersion: v1",
  "kind: ConfigMap",
  "metadata: {name: bomb}",
  `a: &a [${"x,".repeat(9)}x]`,
  ..."bcdefghi".split("").map((letter, index) => {
    const before = "abcdefgh"[index];
    return `${letter}: &${letter} [${`*${before},`.repeat(9)}*${before}]`;
  }),
].join("\n");

const widget = { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "odd" }, spec: {} };

const failures: readonly Failure[] = [
  {
    name: "unknown-field",
    files: {
      "web.yaml": toYaml({ ...configMap("web"), dta: { key: "x" } }),
    },
    type: "SyncError",
    says: [/ConfigMap.*web/, /\.dta\b.*field not declared/],
    sync: "OutOfSync",
    phase: "Failed",
  },
  {
    name: "wrong-type",
    files: { "web.yaml": toYaml(configMap("web", { key: { nested: true } })) },
    type: "SyncError",
    says: [/ConfigMap.*web/, /data\.key|\.data/],
    sync: "OutOfSync",
    phase: "Failed",
  },
  {
    name: "rejected-object",
    files: { "web.yaml": toYaml(configMap("not/a/name")) },
    type: "SyncError",
    says: [/not\/a\/name/],
    sync: "OutOfSync",
    phase: "Failed",
  },
  {
    name: "immutable-field",
    files: { "first.yaml": toYaml({ ...configMap("first", { key: "changed" }), immutable: true }) },
    // It differs for certain, although the API server refuses to try it.
    type: "SyncError",
    says: [/ConfigMap.*first/, /immutable/],
    sync: "OutOfSync",
    phase: "Failed",
  },
  {
    name: "missing-crd",
    files: { "widget.yaml": toYaml(widget) },
    type: "SyncError",
    says: [/Widget.*odd|odd.*Widget/, /example\.org\/v1 Widget/, /CRD/],
    sync: "OutOfSync",
    phase: "Failed",
  },
  {
    name: "no-kind",
    files: { "web.yaml": "apiVersion: v1\nmetadata:\n  name: web\n" },
    type: "ComparisonError",
    says: [/no-kind\/web\.yaml/, /kind/],
  },
  {
    name: "yaml-bomb",
    files: { "web.yaml": bomb },
    type: "ComparisonError",
    says: [/yaml-bomb\/web\.yaml:1\b/, /larger than \d+ bytes|alias/],
  },
  {
    name: "link-outside",
    files: { "web.yaml": { link: "/etc/passwd" } },
    type: "ComparisonError",
    says: [/link-outside\/web\.yaml/, /out of the repository|outside|leaves/],
  },
  {
    name: "link-above",
    files: { "web.yaml": { link: "../../../secret.yaml" } },
    type: "ComparisonError",
    says: [/link-above\/web\.yaml/, /out of the repository|outside|leaves/],
  },
  {
    name: "kustomize-outside",
    files: { "kustomization.yaml": "resources:\n  - first.yaml\n  - ../../../etc/passwd\n" },
    type: "ComparisonError",
    says: [/kustomize-outside\/kustomization\.yaml/, /etc\/passwd/],
  },
  {
    name: "kustomize-missing",
    files: { "kustomization.yaml": "resources:\n  - first.yaml\n  - second.yaml\n" },
    type: "ComparisonError",
    says: [/kustomize-missing\/kustomization\.yaml/, /second\.yaml/],
  },
  {
    name: "helm-broken",
    files: {
      "Chart.yaml": "apiVersion: v2\nname: broken\nversion: 1.0.0\n",
      "templates/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.a.b.c }}\n",
    },
    type: "ComparisonError",
    says: [/templates\/web\.yaml:4/],
  },
  {
    name: "missing-path",
    parts: () => ({ path: "nowhere" }),
    type: "ComparisonError",
    says: [/"?nowhere"?/, /path/],
  },
  {
    name: "missing-revision",
    parts: () => ({ targetRevision: "v9" }),
    type: "ComparisonError",
    says: [/v9/, /tag|branch/],
  },
  {
    name: "closed-git",
    parts: ({ closedGit }) => ({ repoUrl: closedGit }),
    type: "ComparisonError",
    says: [/127\.0\.0\.1:\d+\/shop\.git/, /ECONNREFUSED|refused/],
  },
  {
    name: "guarded-git",
    parts: ({ guardedGit }) => ({ repoUrl: guardedGit }),
    type: "ComparisonError",
    says: [/guarded\.git/, /credential|password/],
  },
  {
    name: "closed-cluster",
    parts: () => ({ destination: { name: "closed", server: undefined } }),
    type: "ComparisonError",
    says: [/closed|127\.0\.0\.1:1\b/, /ECONNREFUSED|refused/],
  },
  {
    name: "unknown-cluster",
    parts: () => ({ destination: { name: "nobodys", server: undefined } }),
    type: "InvalidSpecError",
    says: [/nobodys/, /context/],
  },
];

const closedContext = {
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "closed", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "closed", user: { token: "none" } }],
  contexts: [{ name: "closed", context: { cluster: "closed", user: "closed" } }],
};

describe("eighteen applications break at once", () => {
  const namespaces = new Map<string, string>();
  let workplace: Workplace;
  let report: Report;
  let requests: readonly string[];

  beforeAll(async () => {
    workplace = await openWorkplace();
    const first = toYaml({ ...configMap("first", { key: "1" }), immutable: true });
    const folders = [...failures.map(({ name }) => name), "good"];
    const names = await Promise.all(folders.map(() => makeSpace("failures")));
    for (const [index, folder] of folders.entries()) namespaces.set(folder, names[index] ?? "");
    await repository.commit(Object.fromEntries(folders.map((folder) => [`${folder}/first.yaml`, first])));
    const plain = folders.map((name) => toApplication(name));
    await workplace.declare(...plain);
    expect((await workplace.once()).code).toBe(0);

    const broken = failures.flatMap(({ name, files = {} }) =>
      Object.entries(files).map(([path, content]) => [`${name}/${path}`, content] as const),
    );
    await repository.commit({
      ...Object.fromEntries(broken),
      "good/second.yaml": toYaml(configMap("second")),
    });
    const closed = await startGitServer();
    await closed.close();
    const servers = { closedGit: `${closed.url}/shop.git`, guardedGit: `${guarded.url}/guarded.git` };
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "guarded", labels: { "argocd.argoproj.io/secret-type": "repository" } },
      stringData: { type: "git", url: servers.guardedGit, username: "ada", password },
    };
    const changed = failures.map(({ name, parts }) => toApplication(name, parts?.(servers)));
    await workplace.declare(...changed, toApplication("good"), secret);
    const extra = join(workplace.folder, "closed.yaml");
    await writeFile(extra, JSON.stringify(closedContext));
    const readRequests = await followRequests(...namespaces.values());
    report = await workplace.once([], { env: { KUBECONFIG: `${inject("kubeconfig")}:${extra}` } });
    requests = (await readRequests()).filter(isWrite).map(describeRequest);
  });

  function toApplication(name: string, parts: object = {}): JsonObject {
    const common = { repoUrl: repository.url, path: name, namespace: namespaces.get(name) ?? "", syncPolicy };
    return application(name, { ...common, ...parts });
  }

  test.for(failures)("$name: a condition says what and where", ({ name, type, says, sync, phase }) => {
    const status = report.of(name);
    expect(status.conditions.map((condition) => condition.type)).toContain(type);
    for (const each of says) expect(conditionsOf(status)).toMatch(each);
    expect(status.sync.status).toBe(sync ?? "Unknown");
    expect(status.operationState?.phase).toBe(phase ?? "Succeeded");
  });

  test.for(failures)("$name: nothing is pruned", async ({ name }) => {
    expect(await namesOf("ConfigMap", namespaces.get(name) ?? "")).toEqual(["first"]);
  });

  test("another application in the same run becomes Synced", async () => {
    expect(report.of("good").sync.status).toBe("Synced");
    expect(report.of("good").conditions).toEqual([]);
    expect(await namesOf("ConfigMap", namespaces.get("good") ?? "")).toEqual(["first", "second"]);
  });

  test("nothing was deleted, as the audit log tells", () => {
    expect(requests.filter((line) => line.startsWith("delete"))).toEqual([]);
    if (canCount()) expect(requests.length).toBeGreaterThan(0);
  });

  test("exit 1; no stack trace, no secret, nothing of /etc/passwd", () => {
    expect(report.code).toBe(1);
    const printed = `${report.stdout}${report.stderr}`;
    expect(printed).not.toMatch(stackTrace);
    expect(JSON.stringify(report.items)).not.toMatch(stackTrace);
    expect(printed).not.toContain(password);
    expect(printed).not.toContain("root:x:");
  });

  test("--verbose adds the stack traces, on standard error", async () => {
    await workplace.declare(toApplication("yaml-bomb"));
    const verbose = await workplace.once(["--verbose"]);
    expect(verbose.stderr).toMatch(stackTrace);
    expect(verbose.stdout).not.toMatch(stackTrace);
  });
});

describe("a CRD", () => {
  const group = `e2e-${Math.random().toString(36).slice(2, 8)}.example.org`;
  const name = `gadgets.${group}`;

  afterAll(() => remove({ kind: "CustomResourceDefinition", name }));

  test("and an object of its kind in one sync both appear", async () => {
    const namespace = await makeSpace("crd");
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural: "gadgets", singular: "gadget", kind: "Gadget" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
              },
            },
          },
        ],
      },
    };
    const gadget = {
      apiVersion: `${group}/v1`,
      kind: "Gadget",
      metadata: { name: "one" },
      spec: { size: 3 },
    };
    await repository.commit({ "crd/crd.yaml": toYaml(gadget, crd) });
    const workplace = await openWorkplace();
    await workplace.declare(
      application("crd", { repoUrl: repository.url, path: "crd", namespace, syncPolicy }),
    );
    const report = await workplace.once();
    expect(report.of("crd").conditions).toEqual([]);
    expect(report.of("crd").sync.status).toBe("Synced");
    expect(
      report
        .of("crd")
        .resources.map(({ kind }) => kind)
        .sort(),
    ).toEqual(["CustomResourceDefinition", "Gadget"]);
    const readRequests = await followRequests(namespace);
    const again = await workplace.once();
    expect(again.code).toBe(0);
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
  });
});

describe("a namespace that is being deleted", () => {
  test("is named, waited for, and filled again when it is gone and made anew", async () => {
    const namespace = await makeSpace("going");
    const held = { name: "held", namespace, finalizers: ["example.org/hold"] };
    await create({ apiVersion: "v1", kind: "ConfigMap", metadata: held });
    await repository.commit({ "going/web.yaml": toYaml(configMap("web"), service("web")) });
    await remove({ kind: "Namespace", name: namespace });
    const workplace = await openWorkplace();
    const good = await makeSpace("staying");
    const parts = { repoUrl: repository.url, path: "going" };
    await workplace.declare(
      application("going", {
        ...parts,
        namespace,
        syncPolicy: { ...syncPolicy, syncOptions: ["CreateNamespace=true"] },
      }),
      application("staying", { ...parts, namespace: good, syncPolicy }),
    );
    const report = await workplace.once(["--timeout", "15s"]);
    expect(report.code).toBe(1);
    expect(report.of("staying").sync.status).toBe("Synced");
    const { conditions, operationState } = report.of("going");
    const told = [...conditions.map(({ message }) => message), operationState?.message].join("\n");
    expect(told).toContain(namespace);
    expect(told).toMatch(/being (deleted|terminated)|terminating/);
    expect(
      (await requireObject({ kind: "Namespace", name: namespace })).metadata.deletionTimestamp,
    ).toBeDefined();

    await patch({ kind: "ConfigMap", namespace, name: "held" }, { metadata: { finalizers: null } });
    await until("the namespace is gone", async () => {
      return (await read({ kind: "Namespace", name: namespace })) === undefined;
    });
    const again = await workplace.once(["--sync"]);
    expect(again.of("going").sync.status).toBe("Synced");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["web"]);
  });
});

type BadInput = {
  readonly what: string;
  readonly args?: readonly string[];
  readonly text?: string;
  readonly says: RegExp;
};

const spec = { project: "default", source: { repoURL: "https://git.example.org/x.git", path: "." } };
const badInputs: readonly BadInput[] = [
  { what: "a path that is not there", args: ["--apps", "nowhere.yaml"], says: /nowhere\.yaml/ },
  { what: "a text that is no YAML", text: "kind: [", says: /apps\.yaml:1\b/ },
  {
    what: "no Application in a file",
    text: "kind: List\napiVersion: v1\nitems: []\n",
    says: /no Application/,
  },
  {
    what: "an unknown field",
    text: JSON.stringify({
      ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name: "x" } },
      spec: { ...spec, destination: { server: "https://kubernetes.default.svc", namespce: "x" } },
    }),
    says: /namespce/,
  },
  {
    what: "a wrong type",
    text: `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: x}
spec:
  project: default
  source: {repoURL: "https://git.example.org/x.git", path: [1]}
  destination: {name: in-cluster, namespace: x}
`,
    says: /apps\.yaml:6.*spec\.source\.path/,
  },
  {
    what: "a path that leaves the repository",
    text: JSON.stringify(
      application("x", { repoUrl: "https://git.example.org/x.git", path: "../../etc", namespace: "x" }),
    ),
    says: /\.\.\/\.\.\/etc/,
  },
  { what: "an unknown option", args: ["--aps", "x"], says: /--aps/ },
  { what: "a duration that is none", args: ["--timeout", "soon"], says: /soon/ },
];

describe("bad input ends with exit 2 and says where", () => {
  test.for(badInputs)("$what", async ({ args, text, says }) => {
    const workplace = await openWorkplace();
    await writeFile(join(workplace.folder, "apps.yaml"), text ?? toYaml(deployment("x")));
    const ended = await workplace.run(["run", "--once", "--apps", "apps.yaml", ...(args ?? [])]);
    expect(ended.stderr).toMatch(says);
    expect(ended.code).toBe(2);
    expect(ended.stderr).not.toMatch(stackTrace);
  });

  test("a kubeconfig that is not there", async () => {
    const workplace = await openWorkplace();
    await workplace.declare(
      application("x", { repoUrl: repository.url, path: "good", namespace: "default" }),
    );
    const report = await workplace.once(["--kubeconfig", "no-such-file"]);
    expect(report.code).toBe(1);
    expect(conditionsOf(report.of("x"))).toMatch(/no-such-file/);
  });
});
