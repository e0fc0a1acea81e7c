import { describe, expect, test } from "vitest";
import type { DestinationServiceAccount, Project } from "../../src/application/project-spec.ts";
import { toIdentity } from "../../src/project/impersonation.ts";

const cluster = { name: "prod", server: "https://10.0.0.1:6443" };
const inCluster = { name: "in-cluster", server: "https://10.0.0.2:6443" };
const local = "https://kubernetes.default.svc";

type Case = {
  readonly entries: readonly (readonly [server: string, namespace: string, account: string])[];
  readonly namespace?: string;
  readonly at?: typeof cluster;
  readonly obstacles?: readonly string[];
};

function identify({ entries, namespace = "shop", at = cluster, obstacles }: Case) {
  const project: Project = {
    name: "team",
    sourceRepos: ["*"],
    destinations: [],
    clusterResourceWhitelist: [],
    clusterResourceBlacklist: [],
    namespaceResourceBlacklist: [],
    destinationServiceAccounts: entries.map(
      ([server, pattern, defaultServiceAccount]): DestinationServiceAccount => ({
        server,
        namespace: pattern,
        defaultServiceAccount,
      }),
    ),
    ...(obstacles === undefined ? {} : { obstacles }),
  };
  return toIdentity(project, { name: { namespace: "apps", name: "web" }, destination: { namespace } }, at);
}

describe("the service account of a destination", () => {
  test.each<readonly [string, Case, string]>([
    [
      "is in the destination's namespace",
      { entries: [[cluster.server, "shop", "deployer"]] },
      "shop:deployer",
    ],
    ["may be in another one", { entries: [["*", "*", "robots:deployer"]] }, "robots:deployer"],
    [
      "is in the Application's namespace where the destination has none",
      { entries: [["*", "", "deployer"]], namespace: "" },
      "apps:deployer",
    ],
    [
      "is in its own namespace though the destination has none",
      { entries: [["*", "", "robots:deployer"]], namespace: "" },
      "robots:deployer",
    ],
    [
      "is of all that a star matches, no namespace too",
      { entries: [["*", "*", "a"]], namespace: "" },
      "apps:a",
    ],
    ["is of patterns of namespaces", { entries: [["*", "sh?p", "a"]] }, "shop:a"],
    ["is of one of several namespaces", { entries: [["*", "{web,shop}", "a"]] }, "shop:a"],
    ["is of a class of characters", { entries: [["*", "sho[!q]", "a"]] }, "shop:a"],
    ["is of patterns of servers, across slashes", { entries: [["https*6443", "*", "a"]] }, "shop:a"],
    [
      "is of the in-cluster URL, whatever its real one is",
      { entries: [[local, "*", "a"]], at: inCluster },
      "shop:a",
    ],
    ["is of the real URL too", { entries: [[inCluster.server, "*", "a"]], at: inCluster }, "shop:a"],
    [
      "is the first that matches",
      {
        entries: [
          [cluster.server, "web", "first"],
          [cluster.server, "shop", "second"],
          ["*", "*", "third"],
        ],
      },
      "shop:second",
    ],
    [
      "is looked for no further than it is found, though what follows is wrong",
      {
        entries: [
          ["*", "*", "first"],
          ["[", "*", "a b"],
        ],
      },
      "shop:first",
    ],
    [
      "is not asked of an entry for somebody else",
      {
        entries: [
          ["*", "web", ""],
          ["*", "*", "second"],
        ],
      },
      "shop:second",
    ],
    ["may have dots in its name", { entries: [["*", "*", "a.b"]] }, "shop:a.b"],
  ])("%s", (_rule, given, account) => {
    expect(identify(given)).toEqual({ user: `system:serviceaccount:${account}` });
  });
});

describe("nobody may write", () => {
  test.each<readonly [string, Case, string]>([
    ["where a project names no account at all", { entries: [] }, "Project team names no service account for"],
    [
      "in another namespace",
      { entries: [["*", "web", "a"]] },
      'namespace "shop" of cluster prod (https://10',
    ],
    [
      "in another cluster",
      { entries: [["https://other", "*", "a"]] },
      "add it to its spec.destinationServiceAccounts",
    ],
    [
      "in the in-cluster's namespaces from elsewhere",
      { entries: [[local, "*", "a"]] },
      "names no service account",
    ],
    ["in the namespace that is not said", { entries: [["*", "shop", "a"]], namespace: "" }, 'namespace ""'],
    ["where an entry has no patterns", { entries: [["", "", "a"]] }, "names no service account"],
    ["where the project cannot be read", { entries: [], obstacles: ["it is broken"] }, "(it is broken)"],
    [
      "where a pattern is malformed, though a later one matches",
      {
        entries: [
          ["[", "*", "a"],
          ["*", "*", "b"],
        ],
      },
      'Cannot tell whom project team syncs as: its spec.destinationServiceAccounts[0].server "[" is malformed',
    ],
    [
      "where an entry seems to deny",
      {
        entries: [
          ["*", "!shop", "a"],
          ["*", "*", "b"],
        ],
      },
      'destinationServiceAccounts[0].namespace "!shop" is malformed',
    ],
    [
      "where the account that matches is wrong, though a later one is right",
      {
        entries: [
          ["*", "web", "ok"],
          ["*", "*", "*"],
          ["*", "*", "b"],
        ],
      },
      'destinationServiceAccounts[1].defaultServiceAccount "*" is neither a name nor namespace:name',
    ],
  ])("%s", (_rule, given, text) => {
    expect(identify(given)).toEqual({ denial: expect.stringContaining(text) });
  });

  test.each([
    "",
    "  ",
    " a",
    "a b",
    "a/b",
    "a\\b",
    "!a",
    "{a}",
    "[a]",
    "a:b:c",
    ":a",
    "a:",
    "a.b:c",
    "A",
    "a\r\nImpersonate-Group: system:masters",
    "system:admin:x",
    "a".repeat(254),
  ])("as %j, which is no account", (account) => {
    expect(identify({ entries: [["*", "*", account]] })).toEqual({
      denial: expect.stringContaining("is neither a name nor namespace:name"),
    });
  });
});
