import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer } from "../git-server.ts";
import { create, namesOf } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { isSandbox } from "./is-sandbox.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { conditionsOf, type Status, verdictOf } from "./run-report.ts";
import { makeAccount, writeKubeconfig } from "./service-accounts.ts";
import { makeSpace } from "./spaces.ts";

let server: GitServer;
beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.close());

async function open(
  files: Readonly<Record<string, string>>,
): Promise<{ namespace: string; workplace: Workplace; env: Record<string, string>; repoUrl: string }> {
  const namespace = await makeSpace("rights");
  const repository = await server.createRepository(namespace);
  await repository.commit(files);
  const workplace = await openWorkplace();
  await workplace.declare(application("app", { repoUrl: repository.url, namespace }));
  const account = { namespace, name: "narrow" };
  await makeAccount({ ...account, rules: [{ resources: ["configmaps"], verbs: ["*"] }] });
  const env = { KUBECONFIG: await writeKubeconfig(account, workplace.folder) };
  return { namespace, workplace, env, repoUrl: repository.url };
}

// The sandbox obeys no rights.
describe.skipIf(isSandbox)("an identity that may do little", () => {
  test("needs no more rights than for the kinds and the namespace of its application", async () => {
    const { namespace, workplace, env } = await open({ "a.yaml": toYaml(configMap("a", { key: "1" })) });
    expect(verdictOf((await workplace.once([], { env })).of("app"))).toBe("Synced Healthy");
    expect(await namesOf("ConfigMap", namespace)).toEqual(["a"]);
    expect((await workplace.once([], { env })).code).toBe(0);
  });

  test("a kind that it may not read is Unknown and named, and nothing is pruned", async () => {
    const secret = toYaml({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      stringData: { a: "b" },
    });
    const { namespace, workplace, env } = await open({
      "a.yaml": toYaml(configMap("a", { key: "1" })),
      "s.yaml": secret,
    });
    const report = await workplace.once(["--timeout", "5s"], { env });
    expect(report.of("app").sync.status).not.toBe("Synced");
    expect(conditionsOf(report.of("app"))).toMatch(/Secret.*(forbidden|may not|cannot)/i);
    expect(await namesOf("Secret", namespace)).toEqual([]);
  });

  /** Its ConfigMap is synced; a Secret of Git may not be read; somebody made the ConfigMap `left`. */
  async function openMonitored(respectRbac: string) {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: { a: "b" } };
    const { namespace, workplace, env, repoUrl } = await open({
      "app/a.yaml": toYaml(configMap("a", { key: "1" })),
      "both/a.yaml": toYaml(configMap("b", { key: "1" }), secret),
    });
    const parts = { repoUrl, namespace, spec: { project: "team" } };
    await workplace.declare(
      {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "AppProject",
        metadata: { name: "team" },
        spec: { sourceRepos: ["*"], destinations: [{ namespace: "*", server: "*" }], orphanedResources: {} },
      },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "argocd-cm" },
        data: { "resource.respectRBAC": respectRbac },
      },
      application("app", { ...parts, path: "app" }),
      application("both", { ...parts, path: "both" }),
    );
    const report = await workplace.once(["--timeout", "5s"], { env });
    await create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "left", namespace } });
    const asked = await workplace.run(["app", "get", "app", "--hard-refresh", "-o", "json"], { env });
    const { status }: { status: Status } = JSON.parse(asked.stdout);
    return { namespace, desired: report.of("both"), status };
  }

  const found = /Application has 1 orphaned resources: ConfigMap \S+\/left;/;
  const told = /not looked for among .*\bSecret\b.* may not be listed; .* resource\.respectRBAC/;

  test("without resource.respectRBAC is told which kinds it may not list when all of them are observed", async () => {
    const { status } = await openMonitored("");
    expect(conditionsOf(status)).toMatch(found);
    expect(conditionsOf(status)).toMatch(told);
  });

  test.each(["normal", "strict"])(
    "with resource.respectRBAC: %s those are left out quietly, and a desired object of such a kind is still an error",
    async (respectRbac) => {
      const { namespace, desired, status } = await openMonitored(respectRbac);
      expect(conditionsOf(status).split("\n")).toEqual([expect.stringMatching(found)]);
      expect(verdictOf(status)).toBe("Synced Healthy");
      expect(desired.sync.status).toBe("Unknown");
      expect(conditionsOf(desired)).toMatch(/ComparisonError: Secret \S+\/s.*forbidden/i);
      expect(await namesOf("Secret", namespace)).toEqual([]);
    },
  );
});
