import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { patch, read, remove, requireObject } from "./cluster-objects.ts";
import { ask } from "./cluster-requests.ts";
import { application } from "./declared-application.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let count = 0;

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());

const compareOptions = "argocd.argoproj.io/compare-options";

type Situation = {
  readonly namespace: string;
  readonly repository: TestRepository;
  readonly workplace: Workplace;
  declare(spec: JsonObject, settings?: Readonly<Record<string, string>>): Promise<void>;
};

/** A namespace and a synced application; `settings` are keys of argocd-cm. */
async function open(
  files: Readonly<Record<string, string>>,
  spec: JsonObject = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Situation> {
  const namespace = await makeSpace("drift-rules");
  count += 1;
  const repository = await server.createRepository(`drift-rules-${count}`);
  await repository.commit(files);
  const workplace = await openWorkplace();
  const declare: Situation["declare"] = (own, data = {}) =>
    workplace.declare(
      application("app", {
        repoUrl: repository.url,
        namespace,
        syncPolicy: { automated: { prune: true, selfHeal: true } },
        spec: own,
      }),
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm" }, data },
    );
  await declare(spec, settings);
  return { namespace, repository, workplace, declare };
}

function deployment(replicas: number, annotations: JsonObject = {}): JsonObject {
  const labels = { app: "web" };
  const containers = [{ name: "main", image: "registry.example.org/web:1" }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", annotations },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}

const replicasIgnored = { group: "apps", kind: "Deployment", jsonPointers: ["/spec/replicas"] };
const web = (namespace: string) => ({ kind: "Deployment", namespace, name: "web" });
const map = (namespace: string, name: string) => ({ kind: "ConfigMap", namespace, name });

async function syncOf({ workplace }: Situation): Promise<string> {
  const report = await workplace.once();
  const { sync } = report.of("app");
  return [sync.status, conditionsOf(report.of("app"))].join(" ").trim();
}

describe("what an application ignores on a real cluster", () => {
  test("ignoreDifferences by JSON pointer: a scaled Deployment stays scaled and Synced", async () => {
    const situation = await open(
      { "a.yaml": toYaml(deployment(1)) },
      { ignoreDifferences: [replicasIgnored] },
    );
    await situation.workplace.once();
    await patch(web(situation.namespace), { spec: { replicas: 3 } });
    const readRequests = await followRequests(situation.namespace);
    expect(await syncOf(situation)).toBe("Synced");
    expect((await readRequests()).filter(isWrite)).toEqual([]);
  });

  test("ignoreDifferences by jq: the selected field is ignored, its neighbour healed", async () => {
    const rule = { group: "", kind: "ConfigMap", jqPathExpressions: ['.data | .["a"]'] };
    const files = { "a.yaml": toYaml(configMap("settings", { a: "1", b: "1" })) };
    const situation = await open(files, { ignoreDifferences: [rule] });
    await situation.workplace.once();
    const place = map(situation.namespace, "settings");
    await patch(place, { data: { a: "2" } });
    expect(await syncOf(situation)).toBe("Synced");
    expect((await requireObject(place))["data"]).toEqual({ a: "2", b: "1" });
    await patch(place, { data: { b: "2" } });
    await situation.workplace.once();
    expect((await requireObject(place))["data"]).toEqual({ a: "1", b: "1" }); // ignored fields are applied all the same
  });

  test("ignoreDifferences by manager: what a trusted manager owns is its own", async () => {
    const rule = { group: "apps", kind: "Deployment", managedFieldsManagers: ["somebody"] };
    const situation = await open({ "a.yaml": toYaml(deployment(1)) }, { ignoreDifferences: [rule] });
    await situation.workplace.once();
    await patch(web(situation.namespace), { spec: { replicas: 4 } });
    expect(await syncOf(situation)).toBe("Synced");
    expect(await requireObject(web(situation.namespace))).toMatchObject({ spec: { replicas: 4 } });
  });

  test("a jq expression that is wrong makes its object Unknown and says which; others go on", async () => {
    const rule = { group: "", kind: "ConfigMap", name: "one", jqPathExpressions: [".data["] };
    const files = { "a.yaml": toYaml(configMap("one", { a: "1" }), configMap("two", { a: "1" })) };
    const situation = await open(files);
    await situation.workplace.once();
    await situation.declare({ ignoreDifferences: [rule] });
    const report = await situation.workplace.once();
    const { resources } = report.of("app");
    expect(resources.map(({ name, status }) => `${name} ${status}`)).toEqual(["one Unknown", "two Synced"]);
    expect(conditionsOf(report.of("app"))).toContain('jqPathExpressions ".data["');
  });

  test("RespectIgnoreDifferences=true: an apply leaves ignored fields to who owns them", async () => {
    const spec = {
      ignoreDifferences: [replicasIgnored],
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ["RespectIgnoreDifferences=true"],
      },
    };
    const situation = await open({ "a.yaml": toYaml(deployment(1)) }, spec);
    await situation.workplace.once();
    await patch(web(situation.namespace), { spec: { replicas: 3 } });
    await situation.repository.commit({ "a.yaml": toYaml(deployment(1, { note: "new" })) });
    expect(await syncOf(situation)).toBe("Synced");
    expect(await requireObject(web(situation.namespace))).toMatchObject({
      metadata: { annotations: { note: "new" } },
      spec: { replicas: 3 },
    });
  });
});

describe("what the settings say on a real cluster", () => {
  test("system-level rules are those of every application", async () => {
    const settings = {
      "resource.customizations.ignoreDifferences.apps_Deployment": "jsonPointers: [/spec/replicas]\n",
    };
    const situation = await open({ "a.yaml": toYaml(deployment(1)) }, {}, settings);
    await situation.workplace.once();
    await patch(web(situation.namespace), { spec: { replicas: 3 } });
    expect(await syncOf(situation)).toBe("Synced");
    expect(await requireObject(web(situation.namespace))).toMatchObject({ spec: { replicas: 3 } });
  });

  test("an excluded kind is neither applied nor pruned, and the application warns", async () => {
    const files = { "a.yaml": toYaml(configMap("a", { a: "1" })), "b.yaml": toYaml(deployment(1)) };
    const situation = await open(files);
    await situation.workplace.once();
    await situation.declare({}, { "resource.exclusions": "- kinds: [ConfigMap]\n" });
    await patch(map(situation.namespace, "a"), { data: { a: "2" } });
    expect(await syncOf(situation)).toMatch(/^Synced ExcludedResourceWarning: ConfigMap .*a /);
    await situation.repository.commit({ "a.yaml": undefined });
    expect(await syncOf(situation)).toBe("Synced");
    expect(await read(map(situation.namespace, "a"))).toMatchObject({ data: { a: "2" } });
  });

  test("a status in Git is ignored by default, and compared by ignoreResourceStatusField: none", async () => {
    const withStatus = { ...deployment(1), status: { replicas: 7 } };
    const situation = await open({ "a.yaml": toYaml(withStatus) });
    await situation.workplace.once();
    expect(await syncOf(situation)).toBe("Synced");
    // The status subresource is the controller's, so the API server's dry-run finds no difference.
    await situation.declare({}, { "resource.compareoptions": "ignoreResourceStatusField: none\n" });
    expect(await syncOf(situation)).toBe("Synced");
  });

  test("ignoreAggregatedRoles leaves the rules of an aggregated ClusterRole alone", async () => {
    const name = `drift-rules-${process.pid}`;
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [name]: "true" } }] },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
    };
    const settings = { "resource.compareoptions": "ignoreAggregatedRoles: true\n" };
    const situation = await open({ "a.yaml": toYaml(role) }, {}, settings);
    try {
      await situation.workplace.once();
      await patch({ kind: "ClusterRole", name }, { rules: [] });
      expect(await syncOf(situation)).toBe("Synced");
      expect((await requireObject({ kind: "ClusterRole", name }))["rules"] ?? []).toEqual([]);
      await situation.declare({});
      expect((await situation.workplace.run(["diff", "apps/apps.yaml"])).stdout).toContain(
        "differs in rules",
      );
    } finally {
      await remove({ kind: "ClusterRole", name });
    }
  });
});

describe("a custom resource on a real cluster", () => {
  test("knownTypeFields: a quantity in another spelling is Synced, and nobody fights over it", async () => {
    const group = `drift-rules-${process.pid}.example.com`;
    const crd = `widgets.${group}`;
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: crd },
      spec: {
        group,
        names: { kind: "Widget", plural: "widgets" },
        scope: "Namespaced",
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    };
    const widget = {
      apiVersion: `${group}/v1`,
      kind: "Widget",
      metadata: { name: "one" },
      spec: { memory: "1024Mi" },
    };
    const settings = {
      [`resource.customizations.knownTypeFields.${group}_Widget`]:
        "- {field: spec.memory, type: core/Quantity}\n",
    };
    const situation = await open({ "a.yaml": toYaml(definition, widget) }, {}, settings);
    const path = `/apis/${group}/v1/namespaces/${situation.namespace}/widgets/one`;
    try {
      await situation.workplace.once();
      const answer = await ask({
        method: "PATCH",
        path: `${path}?fieldManager=somebody`,
        body: { spec: { memory: "1Gi" } },
        type: "application/merge-patch+json",
      });
      expect(answer.status).toBe(200);
      expect(await syncOf(situation)).toBe("Synced");
      expect((await ask({ method: "GET", path })).body).toMatchObject({ spec: { memory: "1Gi" } });
      await situation.declare({});
      await situation.workplace.once();
      expect((await ask({ method: "GET", path })).body).toMatchObject({ spec: { memory: "1024Mi" } });
    } finally {
      await remove({ kind: "CustomResourceDefinition", name: crd });
    }
  });
});

describe("compare options on a real cluster", () => {
  test("ServerSideDiff=true asks for a dry-run once, and remembers its word", async () => {
    const files = { "a.yaml": toYaml(deployment(1, { [compareOptions]: "ServerSideDiff=true" })) };
    const situation = await open(files);
    await situation.workplace.once();
    await situation.workplace.once();
    const readRequests = await followRequests(situation.namespace);
    expect(await syncOf(situation)).toBe("Synced");
    expect((await readRequests()).filter(isWrite)).toEqual([]);
  });

  test("IgnoreExtraneous: what left Git does not make the application OutOfSync", async () => {
    const extra = configMap("extra", { a: "1" });
    const marked = {
      ...extra,
      metadata: { name: "extra", annotations: { [compareOptions]: "IgnoreExtraneous" } },
    };
    const files = { "a.yaml": toYaml(configMap("a", { a: "1" })), "b.yaml": toYaml(marked) };
    const spec = { syncPolicy: { automated: { prune: false, selfHeal: true } } };
    const situation = await open(files, spec);
    await situation.workplace.once();
    await situation.repository.commit({ "b.yaml": undefined });
    const status = (await situation.workplace.once()).of("app");
    expect(status.sync.status).toBe("Synced");
    const line = status.resources.find(({ name }) => name === "extra");
    expect(line).toMatchObject({ status: "OutOfSync", requiresPruning: true });
  });
});

describe("outrigger diff on a real cluster", () => {
  test("prints a unified diff with its reason, and JSON for programs; Secrets are masked", async () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      stringData: { a: "git-secret" },
    };
    const situation = await open({ "a.yaml": toYaml(configMap("a", { a: "1" }), secret) });
    const { namespace, workplace } = situation;
    await workplace.once();
    await patch(map(namespace, "a"), { data: { a: "2" } });
    await patch({ kind: "Secret", namespace, name: "s" }, { stringData: { a: "live-secret" } });
    const text = await workplace.run(["diff", "apps/apps.yaml"]);
    expect(text.code, text.stderr).toBe(1);
    expect(text.stdout).toContain(`===== ConfigMap ${namespace}/a OutOfSync: differs in data.a =====\n`);
    expect(text.stdout).toContain('-  a: "2"\n+  a: "1"\n');
    expect(text.stdout).toContain("-  a: ++++++\n+  a: ++++++++\n");
    const json = await workplace.run(["diff", "apps/apps.yaml", "-o", "json"]);
    expect(JSON.parse(json.stdout)).toEqual([
      {
        group: "",
        kind: "ConfigMap",
        namespace,
        name: "a",
        status: "OutOfSync",
        reason: "differs in data.a",
        differences: [{ path: "data.a", desired: "1", live: "2" }],
      },
      {
        group: "",
        kind: "Secret",
        namespace,
        name: "s",
        status: "OutOfSync",
        reason: "differs in data.a",
        differences: [{ path: "data.a", desired: "++++++++", live: "++++++" }],
      },
    ]);
    for (const word of ["git-secret", "live-secret", btoa("git-secret"), btoa("live-secret")])
      expect(`${text.stdout}${json.stdout}${text.stderr}`).not.toContain(word);
  });

  test("two applications that claim one object: the second says whose it is", async () => {
    const situation = await open({ "a.yaml": toYaml(configMap("a", { a: "1" })) });
    const { namespace, repository, workplace } = situation;
    await workplace.once();
    const parts = { repoUrl: repository.url, namespace };
    const second = application("second", { ...parts, syncPolicy: {} });
    await workplace.declare(application("app", parts), second);
    const report = await workplace.once();
    expect(report.of("app").sync.status).toBe("Synced");
    expect(conditionsOf(report.of("second"))).toContain("SharedResourceWarning");
    expect(conditionsOf(report.of("second"))).toContain("belongs to app");
  });
});
