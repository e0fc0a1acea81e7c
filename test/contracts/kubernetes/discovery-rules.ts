import { expect, test } from "vitest";
import { type Json, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiServer, RuleSubject } from "./api-server.ts";
import { madeCrd } from "./custom-definition.ts";
import { goldenFile, printSorted } from "./golden-file.ts";

export const discovery = { name: "Discovery", rules };

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const older = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

function rules(subject: RuleSubject): void {
  lists(subject);
  aggregation(subject);
  unknownPaths(subject);
  serverItself(subject);
  reviews(subject);
  customKinds(subject);
}

/** Other tests may have made custom groups on the same server. */
function isBuiltIn(entry: Json, ...path: readonly string[]): boolean {
  const name = String(readField(entry, ...path) ?? "");
  return !name.includes(".") || name.endsWith(".k8s.io");
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function lists({ server }: RuleSubject): void {
  test("/api lists the versions of the core group", async () => {
    const { body } = await server().call("GET", "/api");
    expect(body).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
  });

  test("/apis lists the groups in the server's order with the preferred version first", async () => {
    const { body } = await server().call("GET", "/apis");
    const groups = listOf(body["groups"]).filter((group) => isBuiltIn(group, "name"));
    await expect(printSorted({ ...body, groups })).toMatchFileSnapshot(goldenFile("groups"));
  });

  test.each([
    "v1",
    "admissionregistration.k8s.io/v1",
    "apiextensions.k8s.io/v1",
    "apiregistration.k8s.io/v1",
    "apps/v1",
    "authentication.k8s.io/v1",
    "authorization.k8s.io/v1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "certificates.k8s.io/v1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "events.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1",
    "networking.k8s.io/v1",
    "node.k8s.io/v1",
    "policy/v1",
    "rbac.authorization.k8s.io/v1",
    "resource.k8s.io/v1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1",
  ])(
    "%s lists its resources with verbs, names, categories, subresources and storage hashes",
    async (version) => {
      const path = version === "v1" ? "/api/v1" : `/apis/${version}`;
      const { status, body } = await server().call("GET", path);
      expect(status).toBe(200);
      await expect(printSorted(body)).toMatchFileSnapshot(
        goldenFile(`resources-${version.replace("/", "-")}`),
      );
    },
  );

  test("a group tells its versions, the preferred one apart", async () => {
    const { body } = await server().call("GET", "/apis/autoscaling");
    const [v2, v1] = ["v2", "v1"].map((version) => ({ groupVersion: `autoscaling/${version}`, version }));
    expect(body).toEqual({
      kind: "APIGroup",
      apiVersion: "v1",
      name: "autoscaling",
      versions: [v2, v1],
      preferredVersion: v2,
    });
  });

  test.each(["/api/", "/apis/", "/api/v1/", "/apis/apps/", "/apis/apps/v1/", "/version/"])(
    "%s is answered as without its slash",
    async (path) => {
      const [one, other] = [await server().call("GET", path), await server().call("GET", path.slice(0, -1))];
      expect(one.status).toBe(200);
      expect(one.body).toEqual(other.body);
    },
  );
}

function aggregation({ server }: RuleSubject): void {
  test.each(["/api", "/apis"])("%s is one document of everything for who asks so", async (path) => {
    const { body, headers } = await server().call("GET", path, { accept: aggregated });
    expect(headers["content-type"]).toBe(aggregated);
    const items = listOf(body["items"]).filter((item) => isBuiltIn(item, "metadata", "name"));
    const withoutTime = items.map((item) => ({
      ...Object(item),
      metadata: { name: readField(item, "metadata", "name") },
    }));
    await expect(printSorted({ ...body, items: withoutTime } as JsonObject)).toMatchFileSnapshot(
      goldenFile(`aggregated${path.replaceAll("/", "-")}`),
    );
  });

  test("the aggregated document has an ETag and may be kept", async () => {
    const first = await server().call("GET", "/api", { accept: aggregated });
    expect(first.headers["etag"]).toMatch(/^"[0-9A-F]{128}"$/);
    expect(first.headers["cache-control"]).toBe("public");
  });

  test("the form of discovery that says most counts, wherever it stands", async () => {
    const kindOf = async (accept: string) => (await server().call("GET", "/apis", { accept })).body["kind"];
    expect(await kindOf(`${aggregated},${older},application/json`)).toBe("APIGroupDiscoveryList");
    expect(await kindOf(`${older},${aggregated},application/json`)).toBe("APIGroupDiscoveryList");
    expect(await kindOf(`application/json,${aggregated}`)).toBe("APIGroupDiscoveryList");
    expect(await kindOf(`${older},application/json`)).toBe("APIGroupList");
  });
}

function unknownPaths({ server }: RuleSubject): void {
  test.each(["/apis/none.example.com", "/apis/none.example.com/v1", "/none", "/openapi", "/readyz/none"])(
    "%s is unknown: a text",
    async (path) => {
      const { status, text } = await server().call("GET", path);
      expect({ status, text }).toEqual({ status: 404, text: "404 page not found\n" });
    },
  );

  test.each(["/apis/apps/v9", "/api/v2", "/apis/apps/v1/none", "/api/v1/bindings"])(
    "%s is missing in a group that is there: a Status",
    async (path) => {
      const { body } = await server().call("GET", path);
      expect(body).toMatchObject({
        code: 404,
        reason: "NotFound",
        message: "the server could not find the requested resource",
        details: {},
      });
    },
  );

  test.each(["/api", "/api/v1", "/apis/apps/v1", "/version"])("POST %s is not allowed", async (path) => {
    const { body } = await server().call("POST", path);
    expect(body).toMatchObject({ code: 405, reason: "MethodNotAllowed" });
  });

  test("a group answers any method", async () => {
    const { status, body } = await server().call("POST", "/apis/apps");
    expect({ status, kind: body["kind"] }).toEqual({ status: 200, kind: "APIGroup" });
  });
}

function serverItself({ server }: RuleSubject): void {
  test("/version is that of Kubernetes 1.35", async () => {
    const { body } = await server().call("GET", "/version");
    expect(body).toMatchObject({
      major: "1",
      minor: "35",
      emulationMajor: "1",
      emulationMinor: "35",
      minCompatibilityMajor: "1",
      minCompatibilityMinor: "34",
      gitVersion: expect.stringMatching(/^v1\.35\.4/),
      gitTreeState: "clean",
    });
  });

  test.each(["/healthz", "/livez", "/readyz", "/healthz/ping", "/livez/etcd", "/readyz/informer-sync"])(
    "%s is ok",
    async (path) => {
      const { status, text, headers } = await server().call("GET", path);
      expect({ status, text, type: headers["content-type"] }).toEqual({
        status: 200,
        text: "ok",
        type: "text/plain; charset=utf-8",
      });
    },
  );

  test.each(["healthz", "livez", "readyz"])("/%s?verbose names each check", async (name) => {
    const { text } = await server().call("GET", `/${name}?verbose&exclude=etcd`);
    expect(text).toMatch(/^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd excluded: ok\n/);
    expect(text).toContain(`\n${name} check passed\n`);
  });

  test("the root lists paths in order", async () => {
    const { body } = await server().call("GET", "/");
    const paths = listOf(body["paths"]).map(String);
    expect(paths).toEqual(paths.toSorted());
    const some = [
      "/api",
      "/api/v1",
      "/apis",
      "/apis/",
      "/apis/apps",
      "/apis/apps/v1",
      "/healthz",
      "/healthz/ping",
    ];
    expect(paths).toEqual(
      expect.arrayContaining([...some, "/openapi/v2", "/openapi/v3", "/readyz", "/version"]),
    );
  });

  test("component statuses are listed and read, and never written", async () => {
    const list = await server().call("GET", "/api/v1/componentstatuses");
    const names = listOf(list.body["items"]).map((item) => readField(item, "metadata", "name"));
    expect(names).toEqual(expect.arrayContaining(["controller-manager", "scheduler", "etcd-0"]));
    const one = await server().call("GET", "/api/v1/componentstatuses/etcd-0");
    expect(one.body).toMatchObject({
      kind: "ComponentStatus",
      metadata: { name: "etcd-0" },
      conditions: [{ type: "Healthy", status: "True", message: "ok" }],
    });
    const none = await server().call("GET", "/api/v1/componentstatuses/none");
    expect(none.body).toMatchObject({ code: 404, message: 'componentstatus "none" not found' });
    expect((await server().call("POST", "/api/v1/componentstatuses", { body: {} })).status).toBe(405);
  });
}

const authorization = "/apis/authorization.k8s.io/v1";
const authentication = "/apis/authentication.k8s.io/v1";

function review(server: ApiServer, place: string, spec?: JsonObject) {
  const [, , group = "", version = "", ...rest] = place.split("/");
  const plural = rest.at(-1) ?? "";
  const kinds: Readonly<Record<string, string>> = {
    selfsubjectaccessreviews: "SelfSubjectAccessReview",
    subjectaccessreviews: "SubjectAccessReview",
    localsubjectaccessreviews: "LocalSubjectAccessReview",
    selfsubjectrulesreviews: "SelfSubjectRulesReview",
    selfsubjectreviews: "SelfSubjectReview",
    tokenreviews: "TokenReview",
  };
  const metadata = rest[0] === "namespaces" ? { metadata: { namespace: rest[1] } } : {};
  const body = {
    apiVersion: `${group}/${version}`,
    kind: kinds[plural],
    ...metadata,
    ...(spec === undefined ? {} : { spec }),
  };
  return server.call("POST", place, { body });
}

function reviews({ server }: RuleSubject): void {
  const resourceAttributes = { verb: "list", resource: "pods", namespace: "default" };

  test.each<[string, JsonObject]>([
    ["a resource", { resourceAttributes }],
    ["a path", { nonResourceAttributes: { verb: "get", path: "/metrics" } }],
  ])("the administrator may do everything: %s", async (_what, spec) => {
    const { status, body } = await review(server(), `${authorization}/selfsubjectaccessreviews`, spec);
    expect({ status, kind: body["kind"] }).toEqual({ status: 201, kind: "SelfSubjectAccessReview" });
    expect(body).toMatchObject({ spec, status: { allowed: true } });
  });

  test.each<[JsonObject, boolean]>([
    [{ user: "jane" }, false],
    [{ user: "jane", groups: ["system:masters"] }, true],
    [{ groups: ["nobody"] }, false],
  ])("others may what their groups may: %j", async (who, allowed) => {
    const spec = { ...who, resourceAttributes };
    const one = await review(server(), `${authorization}/subjectaccessreviews`, spec);
    expect(one.body).toMatchObject({ kind: "SubjectAccessReview", status: { allowed } });
    const place = `${authorization}/namespaces/default/localsubjectaccessreviews`;
    const local = await review(server(), place, spec);
    expect(local.body).toMatchObject({ kind: "LocalSubjectAccessReview", status: { allowed } });
  });

  test("bindings allow what their roles allow, in their namespace, and say so", async () => {
    const space = await server().makeSpace();
    const root = `/apis/rbac.authorization.k8s.io/v1/namespaces/${space}`;
    const rules = [
      { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
      { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["*"], resourceNames: ["web"] },
    ];
    const subjects = [
      { kind: "User", name: "jane", apiGroup: "rbac.authorization.k8s.io" },
      { kind: "ServiceAccount", name: "robot", namespace: space },
    ];
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" };
    await server().call("POST", `${root}/roles`, { body: { metadata: { name: "reader" }, rules } });
    await server().call("POST", `${root}/rolebindings`, {
      body: { metadata: { name: "all" }, roleRef, subjects },
    });
    const ask = async (user: string, attributes: JsonObject) => {
      const spec = { user, resourceAttributes: { namespace: space, verb: "get", ...attributes } };
      return (await review(server(), `${authorization}/subjectaccessreviews`, spec)).body["status"];
    };
    const by = `RBAC: allowed by RoleBinding "all/${space}" of Role "reader" to`;
    // The real server sees a new binding a little later.
    await expect
      .poll(() => ask("jane", { resource: "pods" }), { timeout: 10_000 })
      .toEqual({ allowed: true, reason: `${by} User "jane"` });
    const account = `system:serviceaccount:${space}:robot`;
    expect(await ask(account, { resource: "pods" })).toEqual({
      allowed: true,
      reason: `${by} ServiceAccount "robot/${space}"`,
    });
    const scale = { group: "apps", resource: "deployments", subresource: "scale" };
    expect(await ask("jane", { ...scale, name: "web", verb: "update" })).toMatchObject({ allowed: true });
    expect(await ask("jane", { ...scale, name: "other" })).toEqual({ allowed: false });
    expect(await ask("jane", { resource: "pods", verb: "delete" })).toEqual({ allowed: false });
    expect(await ask("jane", { resource: "pods", namespace: "default" })).toEqual({ allowed: false });
    expect(await ask("joe", { resource: "pods" })).toEqual({ allowed: false });
  });

  const one = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
  test.each<[string, string, JsonObject, string]>([
    [
      "asks for nothing",
      "selfsubjectaccessreviews",
      {},
      `spec.resourceAttributes: Invalid value: null: ${one}`,
    ],
    [
      "names nobody",
      "subjectaccessreviews",
      { resourceAttributes },
      'spec.user: Invalid value: "": at least one of user or group must be specified',
    ],
    [
      "names another namespace",
      "namespaces/kube-system/localsubjectaccessreviews",
      { user: "jane", resourceAttributes },
      'spec.resourceAttributes.namespace: Invalid value: "default": must match metadata.namespace',
    ],
  ])("a review that %s is invalid", async (_what, plural, spec, why) => {
    const { body } = await review(server(), `${authorization}/${plural}`, spec);
    expect(body).toMatchObject({ code: 422, message: `.authorization.k8s.io "" is invalid: ${why}` });
  });

  test("the administrator's rules are listed", async () => {
    const place = `${authorization}/selfsubjectrulesreviews`;
    const { body } = await review(server(), place, { namespace: "default" });
    expect(body["status"]).toMatchObject({
      resourceRules: expect.arrayContaining([{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }]),
      nonResourceRules: expect.arrayContaining([{ verbs: ["*"], nonResourceURLs: ["*"] }]),
      incomplete: false,
    });
    const without = await review(server(), place, {});
    expect(without.body).toMatchObject({ code: 400, message: "no namespace on request" });
  });

  test("who asks is told who he is", async () => {
    const { status, body } = await review(server(), `${authentication}/selfsubjectreviews`);
    const groups = expect.arrayContaining(["system:masters", "system:authenticated"]);
    expect(status).toBe(201);
    expect(body["status"]).toMatchObject({ userInfo: { username: expect.any(String), groups } });
  });

  test("a token that nobody gave out is not authenticated", async () => {
    const { body } = await review(server(), `${authentication}/tokenreviews`, { token: "abc" });
    expect(body["status"]).toEqual({ user: {}, error: "invalid bearer token" });
    const without = await review(server(), `${authentication}/tokenreviews`, {});
    expect(without.body).toMatchObject({
      code: 400,
      message: "token is required for TokenReview in authentication",
    });
  });

  test("reviews are created only", async () => {
    const statuses = [
      await server().call("GET", `${authentication}/tokenreviews`),
      await server().call("DELETE", `${authentication}/tokenreviews`),
      await server().call("GET", `${authentication}/tokenreviews/x`),
      await server().call("GET", `${authorization}/localsubjectaccessreviews`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([405, 405, 404, 404]);
  });
}

function customKinds({ server }: RuleSubject): void {
  const open = {
    schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
  };

  test("a custom kind appears in discovery with everything its definition says", async () => {
    const crd = await madeCrd(server(), {
      names: { shortNames: ["wd"], categories: ["all", "things"] },
      versions: [
        {
          ...open,
          name: "v1",
          served: true,
          storage: true,
          subresources: {
            status: {},
            scale: { specReplicasPath: ".spec.n", statusReplicasPath: ".status.n" },
          },
        },
      ],
    });
    const { body } = await server().call("GET", `/apis/${crd.group}/v1`);
    const verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    const some = { singularName: "", namespaced: true, verbs: ["get", "patch", "update"] };
    expect(body).toEqual({
      kind: "APIResourceList",
      apiVersion: "v1",
      groupVersion: `${crd.group}/v1`,
      resources: [
        {
          name: crd.plural,
          singularName: crd.kind.toLowerCase(),
          namespaced: true,
          kind: crd.kind,
          verbs,
          shortNames: ["wd"],
          categories: ["all", "things"],
          storageVersionHash: expect.stringMatching(/^[\w+/]{11}=$/),
        },
        { ...some, name: `${crd.plural}/status`, kind: crd.kind },
        { ...some, name: `${crd.plural}/scale`, group: "autoscaling", version: "v1", kind: "Scale" },
      ],
    });
    const all = await server().call("GET", "/apis", { accept: aggregated });
    const item = listOf(all.body["items"]).find((each) => readField(each, "metadata", "name") === crd.group);
    expect(readField(item, "versions")).toEqual([
      {
        version: "v1",
        freshness: "Current",
        resources: [
          {
            resource: crd.plural,
            responseKind: { group: crd.group, version: "v1", kind: crd.kind },
            scope: "Namespaced",
            singularResource: crd.kind.toLowerCase(),
            verbs,
            shortNames: ["wd"],
            categories: ["all", "things"],
            subresources: [
              {
                subresource: "status",
                responseKind: { group: crd.group, version: "v1", kind: crd.kind },
                verbs: ["get", "patch", "update"],
              },
              {
                subresource: "scale",
                responseKind: { group: "autoscaling", version: "v1", kind: "Scale" },
                verbs: ["get", "patch", "update"],
              },
            ],
          },
        ],
      },
    ]);
    await crd.remove();
  });

  test("versions of a custom group stand by stage and number, and those not served are missing", async () => {
    const names = ["v1alpha1", "v2", "v1beta2", "v10", "v1beta10", "foo", "v1", "v11alpha2", "bar"];
    const versions = names.map((name) => ({ ...open, name, served: true, storage: name === "v1" }));
    const off = { ...open, name: "v3", served: false, storage: false };
    const crd = await madeCrd(server(), { versions: [...versions, off] });
    const { body } = await server().call("GET", `/apis/${crd.group}`);
    const found = listOf(body["versions"]).map((each) => readField(each, "version"));
    expect(found).toEqual(["v10", "v2", "v1", "v1beta10", "v1beta2", "v11alpha2", "v1alpha1", "bar", "foo"]);
    expect(body["preferredVersion"]).toEqual({ groupVersion: `${crd.group}/v10`, version: "v10" });
    const unserved = await server().call("GET", `/apis/${crd.group}/v3`);
    expect({ status: unserved.status, text: unserved.text }).toEqual({
      status: 404,
      text: "404 page not found\n",
    });
    await crd.remove();
  });

  test("a custom kind that is deleted disappears from discovery", async () => {
    const crd = await madeCrd(server(), {});
    await crd.remove();
    const gone = await server().call("GET", `/apis/${crd.group}`);
    expect(gone.status).toBe(404);
    const { body } = await server().call("GET", "/apis");
    const names = listOf(body["groups"]).map((group) => readField(group, "name"));
    expect(names).not.toContain(crd.group);
  });

  test("custom groups come after all built-in ones", async () => {
    const crd = await madeCrd(server(), { scope: "Cluster" });
    const { body } = await server().call("GET", "/apis");
    const groups = listOf(body["groups"]);
    const place = groups.findIndex((group) => readField(group, "name") === crd.group);
    const last = groups.findLastIndex((group) => isBuiltIn(group, "name"));
    expect(place).toBeGreaterThan(last);
    const list = await server().call("GET", `/apis/${crd.group}/v1`);
    expect(list.body["resources"]).toMatchObject([{ name: crd.plural, namespaced: false }]);
    await crd.remove();
  });

  test("the hash of the storage version is that of the stored one in every version", async () => {
    const version = (name: string, storage: boolean) => ({ ...open, name, served: true, storage });
    const crd = await madeCrd(server(), { versions: [version("v1beta1", false), version("v1", true)] });
    const hashes = await Promise.all(
      ["v1", "v1beta1"].map(async (name) => {
        const { body } = await server().call("GET", `/apis/${crd.group}/${name}`);
        return readField(listOf(body["resources"])[0], "storageVersionHash");
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
    await crd.remove();
  });
}
