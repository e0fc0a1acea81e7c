import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { namesOf, requireObject } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { isSandbox } from "./is-sandbox.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, verdictOf } from "./run-report.ts";
import { makeAccount, writeKubeconfig } from "./service-accounts.ts";
import { makeSpace } from "./spaces.ts";
import { canCount, followRequests, isWrite, type ProgramRequest } from "./writes.ts";

let server: GitServer;
beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());

const settings = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "argocd-cm" },
  data: { "application.sync.impersonation.enabled": "true" },
};

const everything = ["get", "list", "create", "patch", "update", "delete"];

type Situation = {
  readonly namespace: string;
  /** The user name of the account that the project names. */
  readonly user: string;
  readonly repository: TestRepository;
  readonly workplace: Workplace;
  /** Declares the settings, a project that names this account for its destination, and the application. */
  declare(account: string | undefined, parts?: object): Promise<void>;
  cli(...args: readonly string[]): Promise<string>;
};

/** A namespace with an account `deployer`, which may write ConfigMaps there and nothing else. */
async function open(): Promise<Situation> {
  const namespace = await makeSpace("impersonation");
  await makeAccount({
    namespace,
    name: "deployer",
    rules: [{ resources: ["configmaps"], verbs: everything }],
  });
  const repository = await server.createRepository(namespace);
  const workplace = await openWorkplace();
  return {
    namespace,
    user: `system:serviceaccount:${namespace}:deployer`,
    repository,
    workplace,
    declare: (account, parts = {}) => {
      const app = application("web", {
        repoUrl: repository.url,
        namespace,
        spec: { project: "team" },
        ...parts,
      });
      return workplace.declare(settings, toProject(namespace, account), app);
    },
    cli: async (...args) => {
      const { code, stdout, stderr } = await workplace.run(args);
      return `${code}\n${stdout}${stderr}`;
    },
  };
}

function toProject(namespace: string, account: string | undefined): JsonObject {
  const server = "https://kubernetes.default.svc";
  const entry = { server, namespace, defaultServiceAccount: account ?? "" };
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "team" },
    spec: {
      sourceRepos: ["*"],
      destinations: [{ server, namespace: "*" }],
      destinationServiceAccounts: [
        { server: "https://elsewhere.example.org", namespace: "*", defaultServiceAccount: "somebody" },
        ...(account === undefined ? [] : [entry]),
      ],
    },
  };
}

/** A failed sync is not tried again. */
const once = { syncPolicy: { automated: { prune: true, selfHeal: true }, retry: { limit: 0 } } };
const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: { a: "b" } };
/** Who made the requests, each once. */
const usersOf = (requests: readonly ProgramRequest[]) => [
  ...new Set(requests.map(({ as }) => as ?? "ourselves")),
];

describe("sync impersonation", () => {
  test("writes, prunes and deletes go out under the project's service account, and reads under none", async () => {
    const { namespace, user, repository, workplace, declare, cli } = await open();
    const readRequests = await followRequests(namespace);
    const [one, two] = ["one", "two"].map((name) => toYaml(configMap(name, { key: "1" })));
    await repository.commit({ "one.yaml": one, "two.yaml": two });
    await declare("deployer");
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one", "two"]);
    await repository.commit({ "two.yaml": undefined });
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
    expect(await cli("app", "delete", "web", "--yes", "--cascade")).toMatch(/^0\n/);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    if (!canCount()) return;
    const requests = await readRequests();
    const isRead = ({ verb }: ProgramRequest) => ["get", "list", "watch"].includes(verb);
    expect(requests.filter(isWrite).map(({ verb, name }) => `${verb} ${name}`)).toEqual(
      expect.arrayContaining(["patch one", "patch two", "delete two", "delete one"]),
    );
    expect(usersOf(requests.filter((request) => !isRead(request)))).toEqual([user]);
    expect(usersOf(requests.filter(isRead))).toEqual(["ourselves"]);
  });

  test("no service account for the destination: the sync fails and says so, and nothing is written", async () => {
    const { namespace, repository, workplace, declare, cli } = await open();
    const readRequests = await followRequests(namespace);
    await repository.commit({ "one.yaml": toYaml(configMap("one", { key: "1" })) });
    await declare(undefined);
    const sentence = `Project team names no service account for namespace "${namespace}" of cluster in-cluster`;
    const report = await workplace.once();
    expect(report.of("web").sync.status).toBe("OutOfSync");
    expect(conditionsOf(report.of("web"))).toContain(`SyncError: ${sentence}`);
    const synced = await cli("app", "sync", "web");
    expect(synced).toMatch(/^1\n/);
    expect(synced).toContain(sentence);
    expect((await readRequests()).filter(({ verb }) => !["get", "list", "watch"].includes(verb))).toEqual([]);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
    await declare("deployer");
    expect(verdictOf((await workplace.once()).of("web"))).toBe("Synced Healthy");
  });

  test("what is no service account is a warning of its project, and no sync", async () => {
    const { namespace, repository, workplace, declare } = await open();
    await repository.commit({ "one.yaml": toYaml(configMap("one", { key: "1" })) });
    await declare("deploy*");
    const report = await workplace.once();
    expect(conditionsOf(report.of("web"))).toMatch(
      /SyncError: .*destinationServiceAccounts\[1\].*"deploy\*"/,
    );
    expect(report.stderr).toContain("spec.destinationServiceAccounts[1].defaultServiceAccount");
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });
});

describe.skipIf(isSandbox)("sync impersonation on an API server that obeys rights", () => {
  test("what the service account may not write is Forbidden, by its name, and nobody writes it instead", async () => {
    const { namespace, user, repository, workplace, declare } = await open();
    const readRequests = await followRequests(namespace);
    await repository.commit({ "one.yaml": toYaml(configMap("one", { key: "1" })), "s.yaml": toYaml(secret) });
    await declare("deployer", once);
    const { operationState } = (await workplace.once()).of("web");
    expect(operationState?.phase).toBe("Failed");
    const results = operationState?.syncResult.resources ?? [];
    const messages = new Map(results.map(({ kind, message }) => [kind, message]));
    expect(messages.get("ConfigMap")).toBe("created");
    expect(messages.get("Secret")).toContain(`as ${user}: Forbidden`);
    expect(await namesOf("ConfigMap", namespace)).toEqual(["one"]);
    expect(await namesOf("Secret", namespace)).toEqual([]);
    if (canCount()) expect(usersOf((await readRequests()).filter(isWrite))).toEqual([user]);
  });

  test("an identity of Outrigger's own that may only read and impersonate is enough", async () => {
    const { namespace, repository, workplace, declare } = await open();
    const reader = { namespace, name: "reader" };
    const rules = [
      { resources: ["configmaps"], verbs: ["get", "list"] },
      { resources: ["serviceaccounts"], verbs: ["impersonate"] },
    ];
    await makeAccount({ ...reader, rules });
    const env = { KUBECONFIG: await writeKubeconfig(reader, workplace.folder) };
    await repository.commit({ "one.yaml": toYaml(configMap("one", { key: "1" })) });
    await declare("deployer");
    expect(verdictOf((await workplace.once([], { env })).of("web"))).toBe("Synced Healthy");
    const { metadata } = await requireObject({ kind: "ConfigMap", namespace, name: "one" });
    expect(JSON.stringify(metadata["managedFields"])).toContain('"outrigger-outrigger"');
  });

  test("an identity of Outrigger's own that may not impersonate writes nothing, and is told so", async () => {
    const { namespace, repository, workplace, declare } = await open();
    const reader = { namespace, name: "reader" };
    await makeAccount({ ...reader, rules: [{ resources: ["configmaps"], verbs: everything }] });
    const env = { KUBECONFIG: await writeKubeconfig(reader, workplace.folder) };
    await repository.commit({ "one.yaml": toYaml(configMap("one", { key: "1" })) });
    await declare("deployer", once);
    const { operationState } = (await workplace.once([], { env })).of("web");
    expect(operationState?.phase).toBe("Failed");
    expect(operationState?.message).toMatch(/reader" cannot impersonate resource "serviceaccounts"/);
    expect(await namesOf("ConfigMap", namespace)).toEqual([]);
  });
});
