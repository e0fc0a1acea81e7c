import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KindRule, Project } from "../../src/application/project-spec.ts";
import {
  builtInProject,
  checkApplication,
  checkObject,
  type ObjectRequest,
} from "../../src/project/project.ts";

const closed: Project = {
  name: "team",
  sourceRepos: [],
  destinations: [],
  clusterResourceWhitelist: [],
  clusterResourceBlacklist: [],
  namespaceResourceBlacklist: [],
};

const open: Project = {
  ...closed,
  sourceRepos: ["*"],
  destinations: [{ server: "*", name: "", namespace: "*" }],
};

const cluster = { name: "prod", server: "https://10.0.0.1:6443" };
const inCluster = { name: "in-cluster", server: "https://10.0.0.2:6443" };

type Wish = { repoUrl?: string; namespace?: string; at?: typeof cluster };

function check(project: Project, { repoUrl = "https://a.com/x", namespace = "shop", at = cluster }: Wish) {
  const { source, destination } = { source: { repoUrl }, destination: { namespace } };
  return checkApplication(project, { source, destination }, at);
}

describe("sources", () => {
  test.each([
    [["*"], "https://a.com/x/y", true],
    [[], "https://a.com/x", false],
    [["https://a.com/x"], "https://A.com/x.git", true],
    [["https://a.com/x.git"], "https://a.com/x/", true],
    [["https://a.com:443/x"], "https://a.com/x", true],
    [["https://a.com/*"], "https://a.com/x/y", false],
    [["https://a.com/**"], "https://a.com/x/y", true],
    [["git@a.com:x/*"], "ssh://git@a.com/x/y.git", true],
    [["*", "!https://a.com/secret/**"], "https://a.com/secret/x", false],
    [["!https://a.com/secret/**", "*"], "https://a.com/open/x", true],
    [["!https://a.com/secret"], "https://a.com/open", false],
    [["https://a.com/ours/**"], "https://a.com/ours/../theirs/x", false],
    [["https://a.com/ours/**"], "https://a.com/ours/%2e%2e/theirs/x", false],
    [["*", "!https://a.com/theirs/*"], "https://a.com/ours/../theirs/x", false],
    [["*", "!https://a.com/theirs/*"], "https://me@a.com/theirs/x", false],
    [["git@a.com:x/y"], "ssh://deploy@a.com/x/y", true],
    [["."], "./", true],
    [["/srv/git/*"], "/srv/git/../x", false],
    [["repos/*"], "repos/../x", false],
  ])("%j and %s: %s", (sourceRepos, repoUrl, allowed) => {
    expect(check({ ...open, sourceRepos }, { repoUrl }).length === 0).toBe(allowed);
  });

  test("the message says what to change, without credentials", () => {
    expect(check({ ...open, sourceRepos: [] }, { repoUrl: "https://me:hunter2@a.com/x" })).toEqual([
      "Project team does not allow the repository https://***@a.com/x: add it to its spec.sourceRepos",
    ]);
  });
});

describe("destinations", () => {
  const rule = (server: string, namespace: string, name = "") => ({ server, name, namespace });
  test.each([
    ["by server", [rule("https://10.0.0.1:6443", "shop")], cluster, "shop", true],
    ["by name", [rule("", "shop", "prod")], cluster, "shop", true],
    ["another namespace", [rule("*", "shop")], cluster, "shopping", false],
    ["a glob crosses everything", [rule("https://10.*", "team-*")], cluster, "team-a", true],
    ["nothing listed", [], cluster, "shop", false],
    [
      "Argo CD's own URL means in-cluster",
      [rule("https://kubernetes.default.svc", "*")],
      inCluster,
      "shop",
      true,
    ],
    ["and no other cluster", [rule("https://kubernetes.default.svc", "*")], cluster, "shop", false],
    ["a denied namespace", [rule("*", "!kube-system"), rule("*", "*")], cluster, "kube-system", false],
    [
      "is denied on every cluster",
      [rule("https://x", "!kube-system"), rule("*", "*")],
      cluster,
      "kube-system",
      false,
    ],
    ["and no other namespace", [rule("*", "!kube-system"), rule("*", "*")], cluster, "shop", true],
    ["a denied cluster by server", [rule("!https://10.*", "*"), rule("*", "*")], cluster, "shop", false],
    ["a denied cluster by name", [rule("*", "*", "!prod"), rule("*", "*")], cluster, "shop", false],
    ["only denials allow nothing", [rule("*", "!kube-system")], cluster, "shop", false],
    [
      "a cluster of unknown URL may be the denied one",
      [rule("!https://x", "*"), rule("", "*", "*")],
      { name: "a", server: "" },
      "shop",
      false,
    ],
    ["no server and no name match nothing", [rule("", "*")], { name: "", server: "" }, "shop", false],
  ])("%s", (_, destinations, at, namespace, allowed) => {
    expect(check({ ...open, destinations }, { at, namespace }).length === 0).toBe(allowed);
  });
});

const web: ObjectRequest = {
  group: "apps",
  kind: "Deployment",
  namespaced: true,
  namespace: "shop",
  name: "web",
};
const role: ObjectRequest = {
  group: "rbac.authorization.k8s.io",
  kind: "ClusterRole",
  namespaced: false,
  namespace: "",
  name: "team-view",
};
const roleKind = { group: role.group, kind: role.kind };
const every = { group: "*", kind: "*" };

describe("kinds", () => {
  test.each<[string, Partial<Project>, ObjectRequest, boolean]>([
    ["namespaced kinds are allowed unless listed", {}, web, true],
    ["a blacklist denies", { namespaceResourceBlacklist: [{ group: "apps", kind: "*" }] }, web, false],
    [
      "a whitelist allows only what it names",
      { namespaceResourceWhitelist: [{ group: "", kind: "Service" }] },
      web,
      false,
    ],
    ["a whitelist that names it", { namespaceResourceWhitelist: [{ group: "apps", kind: "D*" }] }, web, true],
    ["an empty whitelist allows nothing", { namespaceResourceWhitelist: [] }, web, false],
    ["deny wins", { namespaceResourceWhitelist: [every], namespaceResourceBlacklist: [every] }, web, false],
    ["cluster kinds are denied unless listed", {}, role, false],
    ["a cluster kind that is listed", { clusterResourceWhitelist: [roleKind] }, role, true],
    ["by name", { clusterResourceWhitelist: [{ ...roleKind, name: "team-*" }] }, role, true],
    ["by another name", { clusterResourceWhitelist: [{ ...roleKind, name: "other-*" }] }, role, false],
    [
      "a cluster blacklist wins",
      { clusterResourceWhitelist: [every], clusterResourceBlacklist: [roleKind] },
      role,
      false,
    ],
    ["the lists of one scope say nothing of the other", { namespaceResourceWhitelist: [every] }, role, false],
    ["an object's own namespace must be allowed", {}, { ...web, namespace: "kube-system" }, false],
    [
      "a namespaced kind cannot pass for a cluster kind",
      { clusterResourceWhitelist: [every] },
      { ...web, namespace: "" },
      false,
    ],
  ])("%s", (_, change, object, allowed) => {
    const destinations = [{ server: "*", name: "", namespace: "shop" }];
    expect(checkObject({ ...open, destinations, ...change }, object, cluster).length === 0).toBe(allowed);
  });
});

describe("projects", () => {
  test("the built-in default allows everything, others are not built in", () => {
    const project = builtInProject("default");
    expect(project && check(project, { repoUrl: "anything/at/all", namespace: "" })).toEqual([]);
    expect(project && [web, role].flatMap((object) => checkObject(project, object, cluster))).toEqual([]);
    expect(builtInProject("team")).toBeUndefined();
  });

  test("obstacles forbid everything", () => {
    const blocked = {
      ...open,
      clusterResourceWhitelist: [every],
      obstacles: ["a.yaml:3: spec.syncWindows: …"],
    };
    const denial = "Project team allows nothing at present: a.yaml:3: spec.syncWindows: …";
    expect(check(blocked, {})).toEqual([denial]);
    expect(checkObject(blocked, role, cluster)).toEqual([denial]);
  });

  test("a malformed pattern forbids everything, since it may have been meant to deny", () => {
    const [denial] = check({ ...open, sourceRepos: ["*", "![x"] }, {});
    expect(denial).toContain('spec.sourceRepos of project team has a malformed pattern: "[x"');
  });
});

describe("laws", () => {
  const name = fc.constantFrom("a", "ab", "b", "*", "a*", "?", "!a", "!*", "!b*", "");
  const destination = fc.record({ server: name, name, namespace: name });
  const kindRule: fc.Arbitrary<KindRule> = fc.record({ group: name, kind: name, name });
  const plain = fc.constantFrom("a", "ab", "b", "c");
  const project = fc.record({
    name: fc.constant("team"),
    sourceRepos: fc.array(name),
    destinations: fc.array(destination),
    clusterResourceWhitelist: fc.array(kindRule),
    clusterResourceBlacklist: fc.array(kindRule),
    namespaceResourceWhitelist: fc.array(kindRule),
    namespaceResourceBlacklist: fc.array(kindRule),
  });
  const object = fc.record({
    group: plain,
    kind: plain,
    namespaced: fc.boolean(),
    namespace: plain,
    name: plain,
  });

  test("a denial more never allows more", () => {
    fc.assert(
      fc.property(
        project,
        object,
        plain,
        fc.record({ name: plain, server: plain }),
        (base, wish, denied, at) => {
          const stricter = {
            ...base,
            destinations: [...base.destinations, { server: "*", name: "", namespace: `!${denied}` }],
            clusterResourceBlacklist: [...base.clusterResourceBlacklist, { group: "*", kind: denied }],
            namespaceResourceBlacklist: [...base.namespaceResourceBlacklist, { group: "*", kind: denied }],
          };
          const before = checkObject(base, wish, at);
          const after = checkObject(stricter, wish, at);
          if (before.length > 0) expect(after).not.toEqual([]);
          if (wish.kind === denied || (wish.namespaced && wish.namespace === denied))
            expect(after).not.toEqual([]);
        },
      ),
    );
  });

  test("what no rule names is never allowed", () => {
    fc.assert(
      fc.property(project, object, (base, wish) => {
        const stranger = { ...wish, group: "stranger", kind: "Stranger" };
        const lists = [base.clusterResourceWhitelist, base.namespaceResourceWhitelist].flat();
        const wide = lists.some((rule) => /[*?]/.test(rule.group) && /[*?]/.test(rule.kind));
        if (!wide) expect(checkObject(base, stranger, cluster)).not.toEqual([]);
        const rules = base.destinations.filter(
          (rule) => !Object.values(rule).some((text) => text.startsWith("!")),
        );
        const reaches = rules.some((rule) => /[*?]/.test(rule.namespace));
        if (!reaches && wish.namespaced) {
          expect(checkObject(base, { ...wish, namespace: "elsewhere" }, cluster)).not.toEqual([]);
        }
      }),
    );
  });
});
