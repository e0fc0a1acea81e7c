import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { JsonObject } from "../../src/kube/json.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { namesOf, patch } from "./cluster-objects.ts";
import { application } from "./declared-application.ts";
import { exampleFiles } from "./example-repository.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { type Report, verdictOf } from "./run-report.ts";
import { nameSpace } from "./spaces.ts";
import { until } from "./until.ts";
import { canCount, describe as describeRequest, followRequests, isWrite } from "./writes.ts";

const run = promisify(execFile);

type Example = {
  readonly name: string;
  readonly path: string;
  readonly source?: JsonObject;
  /** Resources of the application: hooks are none. */
  readonly objects: number;
};

type Seven = {
  readonly title: string;
  readonly examples: readonly Example[];
  /** Has an Ingress, which no controller of a real test cluster ever gives an address. */
  readonly shop: Example & { readonly ingress: string };
  readonly targetRevision: string;
  makeRepository(server: GitServer): Promise<string>;
};

const bundle =
  process.env["OUTRIGGER_REAL_BUNDLE"] ??
  fileURLToPath(new URL("../../../shared/real/argocd-example-apps.bundle", import.meta.url));
const hasBundle = existsSync(bundle);
if (!hasBundle)
  console.log(`no bundle of argocd-example-apps at ${bundle}: the project's own repositories stand for it`);

describeSeven({
  title: "own repositories",
  targetRevision: "main",
  examples: [
    { name: "guestbook", path: "guestbook", objects: 2 },
    { name: "kustomize", path: "overlay", objects: 2 },
    { name: "helm", path: "chart", objects: 2, source: toHelmSource() },
    { name: "helm-hooks", path: "helm-hooks", objects: 2 },
    { name: "sync-waves", path: "sync-waves", objects: 4 },
    { name: "pre-post-sync", path: "pre-post-sync", objects: 2 },
  ],
  shop: { name: "shop", path: "shop", objects: 25, ingress: "front" },
  async makeRepository(server) {
    const repository = await server.createRepository("examples");
    await repository.commit(exampleFiles, "Add all examples");
    return repository.url;
  },
});

describe.runIf(hasBundle)("with the bundle", () => {
  describeSeven({
    title: "argocd-example-apps",
    targetRevision: "HEAD",
    examples: [
      { name: "guestbook", path: "guestbook", objects: 2 },
      { name: "kustomize-guestbook", path: "kustomize-guestbook", objects: 2 },
      { name: "helm-guestbook", path: "helm-guestbook", objects: 2 },
      { name: "helm-hooks", path: "helm-hooks", objects: 2 },
      { name: "sync-waves", path: "sync-waves", objects: 4 },
      { name: "pre-post-sync", path: "pre-post-sync", objects: 2 },
    ],
    shop: { name: "sock-shop", path: "sock-shop", objects: 29, ingress: "front-end-ingress" },
    async makeRepository(server) {
      const path = join(server.root, "real.git");
      await run("git", ["clone", "-q", "--bare", bundle, path]);
      return `${server.url}/real.git`;
    },
  });
});

function toHelmSource(): JsonObject {
  const valuesObject = { resources: { requests: { cpu: "100m" } } };
  const parameters = [{ name: "image.tag", value: "2" }];
  return { helm: { valueFiles: ["values-production.yaml"], valuesObject, parameters } };
}

function describeSeven({ title, examples, shop, targetRevision, makeRepository }: Seven): void {
  describe(`seven applications: ${title}`, () => {
    const all = [...examples, shop];
    const namespaces = new Map(all.map(({ name }) => [name, nameSpace(name)]));
    let server: GitServer;
    let place: Workplace;
    let shopAlone: Workplace;
    let report: Report;

    beforeAll(async () => {
      server = await startGitServer();
      const repoUrl = await makeRepository(server);
      [place, shopAlone] = await Promise.all([openWorkplace(), openWorkplace()]);
      const manifests = all.map(({ name, path, source = {} }) =>
        application(name, {
          ...{ repoUrl, path, source, targetRevision, namespace: namespaces.get(name) ?? "" },
          syncPolicy: {
            automated: { prune: true, selfHeal: true },
            syncOptions: ["CreateNamespace=true"],
          },
        }),
      );
      await place.declare(...manifests.slice(0, -1));
      await shopAlone.declare(...manifests.slice(-1));
      report = await place.once();
    });

    afterAll(() => server.close());

    test.for(examples)("$name becomes Synced and Healthy", ({ name, objects }) => {
      const status = report.of(name);
      expect(verdictOf(status)).toBe("Synced Healthy");
      expect(status.operationState).toMatchObject({ phase: "Succeeded", retryCount: 0 });
      expect(status.conditions).toEqual([]);
      expect(status.resources).toHaveLength(objects);
      expect(status.resources.filter((line) => line.status !== "Synced")).toEqual([]);
      expect(status.history).toHaveLength(1);
    });

    test("the run says so: exit 0, nothing on standard error", () => {
      expect(report.stderr).toBe("");
      expect(report.code).toBe(0);
    });

    test("each namespace holds the application's objects and nothing that another one wants", async () => {
      const [first] = examples;
      const namespace = namespaces.get(first?.name ?? "") ?? "";
      const names = report.of(first?.name ?? "").resources.map(({ kind, name }) => `${kind} ${name}`);
      const deployments = await namesOf("Deployment", namespace);
      const services = await namesOf("Service", namespace);
      expect(names.sort()).toEqual([
        ...deployments.map((name) => `Deployment ${name}`),
        ...services.map((name) => `Service ${name}`),
      ]);
    });

    test("hooks with HookSucceeded are gone, those with BeforeHookCreation are left to be read", async () => {
      // Deleted in the foreground: the garbage collector takes their pods first.
      const namespace = namespaces.get("pre-post-sync") ?? "";
      await until("hooks are gone", async () => (await namesOf("Job", namespace)).length === 0);
      const left = await namesOf("Job", namespaces.get("helm-hooks") ?? "");
      expect(left.map((name) => name.replace(/-?[0-9a-f]{10}$/, ""))).toEqual(
        expect.arrayContaining(["page-up", "page-down"].map((name) => expect.stringContaining(name))),
      );
      expect(left).toHaveLength(3);
    });

    // The sandbox gives an Ingress its address at once.
    const hasAddress = inject("side") === "sandbox";

    test.skipIf(hasAddress)(
      `${shop.name} becomes Synced; its Ingress without an address is Progressing and all else is Healthy`,
      async () => {
        const status = await syncShop(shopAlone, shop);
        expect(verdictOf(status)).toBe("Synced Progressing");
        expect(status.resources).toHaveLength(shop.objects);
        const waiting = status.resources.filter(
          ({ health }) => health !== undefined && health.status !== "Healthy",
        );
        expect(waiting.map(({ kind, name, health }) => `${kind} ${name} ${health?.status}`)).toEqual([
          `Ingress ${shop.ingress} Progressing`,
        ]);
      },
    );

    test(`${shop.name} is Healthy as soon as its Ingress has an address`, async () => {
      const ingress = { kind: "Ingress", namespace: namespaces.get(shop.name) ?? "", name: shop.ingress };
      if (hasAddress) await shopAlone.once();
      await patch(ingress, { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } }, "status");
      const again = await shopAlone.once();
      expect(verdictOf(again.of(shop.name))).toBe("Synced Healthy");
      expect(again.code).toBe(0);
    });

    test("a second run asks for no change, not even as a dry-run, and does not hook again", async () => {
      const readRequests = await followRequests(...namespaces.values());
      const again = await Promise.all([place.once(), shopAlone.once()]);
      expect(again.map(({ code }) => code)).toEqual([0, 0]);
      const requests = await readRequests();
      expect(requests.filter((each) => isWrite(each) || each.dryRun).map(describeRequest)).toEqual([]);
      if (canCount()) expect(requests.length).toBeGreaterThan(0);
      expect(await place.records()).toHaveLength(examples.length);
    });
  });
}

/** The Ingress never is ready, so each run ends at its timeout: again and again, until all else is. */
async function syncShop(place: Workplace, shop: Example): Promise<ReturnType<Report["of"]>> {
  for (let tries = 1; ; tries += 1) {
    const report = await place.once(["--timeout", "15s"]);
    expect(report.code).toBe(1);
    const status = report.of(shop.name);
    const unready = status.resources.filter(
      ({ health }) => health !== undefined && health.status !== "Healthy",
    );
    if ((unready.length === 1 && status.sync.status === "Synced") || tries === 10) return status;
  }
}
