import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Project } from "../../src/application/project-spec.ts";
import { codeOf } from "../../src/errors.ts";
import type { Cluster } from "../../src/ports/cluster.ts";
import { impersonate } from "../../src/tasks/impersonate.ts";

const absent = () => Promise.reject(new Error("asked for something else"));
const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "shop" } };
const ref = { apiVersion: "v1", group: "", kind: "ConfigMap", namespace: "shop", name: "a" };

/** Says whose cluster it is with every call. */
function toCluster(owner: string, log: string[]): Cluster {
  const say = <Answer>(call: string, answer: Answer): Promise<Answer> => {
    log.push(`${call} as ${owner}`);
    return Promise.resolve(answer);
  };
  return {
    discover: () => say("discover", { serverVersion: "", resources: [], stale: [] }),
    read: () => say("read", { objects: [], unknown: [] }),
    apply: () => say("apply", object),
    replace: () => say("replace", object),
    patch: () => say("patch", object),
    create: () => say("create", { outcome: "created" as const, object }),
    delete: () => say("delete", "deleted" as const),
  };
}

function open(impersonation: boolean, accounts: readonly string[]) {
  const log: string[] = [];
  const connection = {
    name: "prod",
    server: "https://10.0.0.1",
    cluster: toCluster("ourselves", log),
    schemas: { read: absent },
    watch: { probe: absent, listOwned: absent, listIn: absent, mayList: absent },
    writeAs: (user: string) => toCluster(user, log),
  };
  const project: Project = {
    name: "team",
    sourceRepos: [],
    destinations: [],
    clusterResourceWhitelist: [],
    clusterResourceBlacklist: [],
    namespaceResourceBlacklist: [],
    destinationServiceAccounts: accounts.map((defaultServiceAccount) => ({
      server: "*",
      namespace: "*",
      defaultServiceAccount,
    })),
  };
  const application = { name: { namespace: "argocd", name: "web" }, destination: { namespace: "shop" } };
  const writable = impersonate(connection, { application, project, settings: { impersonation } });
  return { ...writable, log };
}

const writes: Readonly<Record<string, (cluster: Cluster) => Promise<unknown>>> = {
  apply: (cluster) => cluster.apply({ object, dryRun: false }),
  "a dry-run": (cluster) => cluster.apply({ object, dryRun: true }),
  replace: (cluster) => cluster.replace({ object, resourceVersion: "1" }),
  patch: (cluster) => cluster.patch({ ref, operations: [] }),
  create: (cluster) => cluster.create(object),
  delete: (cluster) => cluster.delete({ ref, uid: "1", propagation: "background" }),
};

test.each(Object.entries(writes))("%s is denied where the project names nobody", async (_, write) => {
  const { connection, denial, log } = open(true, []);
  const ended = await write(connection.cluster).then(
    () => "written",
    (error: Error) => `${codeOf(error)} ${error.message}`,
  );
  expect(ended).toBe(`PROJECT_DENIED ${denial}`);
  expect(log).toEqual([]);
});

test("who may not write may read", async () => {
  const { connection, log } = open(true, []);
  await connection.cluster.read([ref], { shared: true });
  await connection.cluster.discover({ fresh: true });
  expect(log).toEqual(["read as ourselves", "discover as ourselves"]);
});

test.each(Object.entries(writes))("%s is made as the account", async (_, write) => {
  const { connection, denial, log } = open(true, ["deployer"]);
  await write(connection.cluster);
  expect(denial).toBeUndefined();
  expect(log).toEqual([expect.stringMatching(/ as system:serviceaccount:shop:deployer$/)]);
});

test("where the settings do not want it the project's accounts have no effect", async () => {
  const { connection, denial, log } = open(false, ["no account"]);
  await connection.cluster.apply({ object, dryRun: false });
  expect(denial).toBeUndefined();
  expect(log).toEqual(["apply as ourselves"]);
});

test("what writes opens its cluster here, and who opens one elsewhere only looks", () => {
  const files = globSync("{src,functions}/**/*.ts").filter((file) =>
    /\bclusters\.open\(/.test(readFileSync(file, "utf8")),
  );
  const opening = files.filter((file) => !readFileSync(file, "utf8").includes("impersonate("));
  expect(opening.toSorted()).toEqual([
    "src/cli/run-item.ts", // its name
    "src/cli/start/open-cluster.ts", // its address
    "src/moves/observe-cluster.ts", // what moved
  ]);
});
