import { describe, expect, test } from "vitest";
import { type Json, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, ApiServer, RuleSubject } from "./api-server.ts";
import { untilCached } from "./until-cached.ts";

export const lists = { name: "Lists", rules };

const namesOf = ({ body }: ApiAnswer): readonly string[] => {
  const items = body["items"];
  return Array.isArray(items) ? items.map((item) => String(readField(item, "metadata", "name"))) : [];
};
const versionOf = (body: JsonObject) => String(readField(body, "metadata", "resourceVersion"));
const messageOf = ({ status, body }: ApiAnswer) => [status, body["reason"], body["message"]];

/** Makes ConfigMaps with labels in a namespace of their own, which also holds what every namespace has. */
async function makeMaps(server: ApiServer, labels: Readonly<Record<string, JsonObject>>) {
  const path = `/api/v1/namespaces/${await server.makeSpace()}/configmaps`;
  for (const name of Object.keys(labels))
    await makeMap(server, path, { name, labels: { own: "yes", ...labels[name] } });
  return path;
}

async function makeMap(server: ApiServer, path: string, metadata: JsonObject): Promise<JsonObject> {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata };
  const answer = await server.call("POST", path, { body });
  if (answer.status !== 201) throw new Error(`Cannot make ${path}: ${answer.text}`);
  return answer.body;
}

function rules(subject: RuleSubject): void {
  describe("label selectors", () => labelRules(subject));
  describe("field selectors", () => fieldRules(subject));
  describe("pages", () => pageRules(subject));
  describe("versions", () => versionRules(subject));
  describe("options that contradict themselves", () => optionRules(subject));
}

const shop = {
  front: { app: "shop", tier: "front", size: "10" },
  back: { app: "shop", tier: "back", "example.com/team": "", size: "9" },
  bare: {},
};

function labelRules({ server }: RuleSubject): void {
  test("a selector chooses by equality, sets, order, presence and absence", async () => {
    const path = await makeMaps(server(), shop);
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ["own,tier=front", ["front"]],
      ["own,tier==front", ["front"]],
      ["own,tier!=front", ["back", "bare"]],
      [" own , app = shop ", ["back", "front"]],
      ["own,!app", ["bare"]],
      ["own,tier in (front, back)", ["back", "front"]],
      ["own,tier notin (front)", ["back", "bare"]],
      ["own,tier in (front,)", ["front"]],
      ["own,example.com/team=", ["back"]],
      ["own,size>9", ["front"]],
      ["own,size<10", ["back"]],
      ["own,size>9,size<11,tier", ["front"]],
      ["own,app,!app", []],
      ["own,in in (in)", []],
      ["own,constructor", []],
    ];
    for (const [selector, names] of cases) {
      const answer = await server().call("GET", `${path}?labelSelector=${encodeURIComponent(selector)}`);
      expect([selector, namesOf(answer)]).toEqual([selector, names]);
    }
  });

  const name =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  const value =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
    "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  const wrong = "unable to parse requirement:";
  test.each([
    [",", "found ',', expected: !, identifier, or 'end of string'"],
    ["(a)", "found '(', expected: !, identifier, or 'end of string'"],
    ["a,,b", "found ',', expected: identifier after ','"],
    ["a=b,", "found '', expected: identifier after ','"],
    ["a=b=c", "found '=', expected: ',' or 'end of string'"],
    ["a in b", `${wrong} found 'b' expected: '('`],
    ["a in (b", `${wrong} found '', expected: ',' or ')'`],
    ["a b", `${wrong} found 'b', expected: in, notin, =, ==, !=, gt, lt`],
    ["!", `${wrong} found '', expected: identifier`],
    ["a=(", `${wrong} found '(', expected: identifier`],
    ["-a=b", `${wrong} <nil>: Invalid value: "-a": name part ${name}`],
    ["a=-b", `${wrong} values[0][a]: Invalid value: "-b": ${value}`],
    ["a>b", `${wrong} values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`],
    [
      "a/b/c=d",
      `${wrong} <nil>: Invalid value: "a/b/c": a valid label key ${name} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
  ])("%j is no label selector", async (selector, message) => {
    const path = `/api/v1/configmaps?labelSelector=${encodeURIComponent(selector)}`;
    expect(messageOf(await server().call("GET", path))).toEqual([400, "BadRequest", message]);
  });
}

function fieldRules({ server }: RuleSubject): void {
  test("a selector chooses by name and namespace, equal or not", async () => {
    const path = await makeMaps(server(), { a: {}, b: {} });
    const space = path.split("/")[4];
    for (const [selector, names] of [
      ["metadata.name=a", ["a"]],
      ["metadata.name==a", ["a"]],
      ["metadata.name!=a", ["b"]],
      [`metadata.name=b,metadata.namespace=${space}`, ["b"]],
      ["metadata.namespace=other", []],
      ["metadata.name=A_B", []],
      ["metadata.name=", []],
      ["", ["a", "b"]],
    ] as const) {
      const query = `labelSelector=own&fieldSelector=${encodeURIComponent(selector)}`;
      expect([selector, namesOf(await server().call("GET", `${path}?${query}`))]).toEqual([selector, names]);
    }
  });

  const unknown = (field: string) =>
    `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
  test.each([
    ["/api/v1/configmaps", "data.a=b", unknown("data.a")],
    ["/api/v1/configmaps", "foo", "invalid selector: 'foo'; can't understand 'foo'"],
    ["/apis/apps/v1/deployments", "status.replicas=1", unknown("status.replicas")],
    ["/api/v1/pods", "spec.foo=1", "field label not supported: spec.foo"],
    ["/api/v1/nodes", "metadata.namespace=a", "field label not supported: metadata.namespace"],
    ["/api/v1/secrets", "data=1", "field label not supported: data"],
    ["/apis/batch/v1/jobs", "foo=1", 'field label "foo" not supported for Job'],
  ])("%s: no field selector: %s", async (path, selector, message) => {
    const answer = await server().call("GET", `${path}?fieldSelector=${encodeURIComponent(selector)}`);
    expect(messageOf(answer)).toEqual([400, "BadRequest", message]);
  });

  test.each([
    [
      "/api/v1/pods",
      "spec.nodeName=a,spec.restartPolicy=Never,spec.schedulerName=b,spec.serviceAccountName=c",
    ],
    [
      "/api/v1/pods",
      "spec.hostNetwork=false,status.phase!=Running,status.podIP=1.2.3.4,status.nominatedNodeName=",
    ],
    ["/api/v1/nodes", "spec.unschedulable=true,metadata.name=a"],
    ["/api/v1/namespaces", "status.phase=Lost"],
    ["/api/v1/services", "spec.type=ExternalName,spec.clusterIP=None"],
    ["/api/v1/replicationcontrollers", "status.replicas=77"],
    [
      "/api/v1/events",
      "involvedObject.kind=Pod,involvedObject.name=a,involvedObject.namespace=b,involvedObject.uid=c",
    ],
    ["/api/v1/events", "involvedObject.fieldPath=x,reason=Y,type=Z,source=w,reportingComponent=v"],
    ["/apis/batch/v1/jobs", "status.successful=77"],
  ])("%s is selected by %s", async (path, selector) => {
    const answer = await server().call(
      "GET",
      `${path}?limit=1&fieldSelector=${encodeURIComponent(selector)}`,
    );
    expect(answer.status).toBe(200);
  });

  test("secrets are selected by type, events by what they are about", async () => {
    const space = await server().makeSpace();
    const path = `/api/v1/namespaces/${space}`;
    const token = { name: "token", annotations: { "kubernetes.io/service-account.name": "default" } };
    const basic = { apiVersion: "v1", kind: "Secret", type: "kubernetes.io/basic-auth" };
    await server().call("POST", `${path}/secrets`, {
      body: { ...basic, metadata: { name: "basic" }, stringData: { username: "u", password: "p" } },
    });
    await server().call("POST", `${path}/secrets`, { body: { ...basic, type: "Opaque", metadata: token } });
    const involvedObject = { kind: "Pod", name: "p", namespace: space };
    for (const name of ["one", "two"])
      await server().call("POST", `${path}/events`, {
        body: {
          apiVersion: "v1",
          kind: "Event",
          metadata: { name },
          involvedObject,
          reason: name,
          type: "Normal",
        },
      });
    const select = async (kind: string, selector: string) =>
      namesOf(await server().call("GET", `${path}/${kind}?fieldSelector=${encodeURIComponent(selector)}`));
    expect(await select("secrets", "type=kubernetes.io/basic-auth")).toEqual(["basic"]);
    expect(await select("events", "involvedObject.kind=Pod,involvedObject.name=p,reason!=one")).toEqual([
      "two",
    ]);
    expect(await select("events", "involvedObject.kind=Deployment")).toEqual([]);
  });
}

function pageRules({ server }: RuleSubject): void {
  const read = async (path: string, query: string) => await server().call("GET", `${path}?${query}`);
  const tokenOf = ({ body }: ApiAnswer) =>
    encodeURIComponent(String(readField(body, "metadata", "continue")));
  const three = { a: {}, b: {}, c: {} };

  test("pages come in the order of names, and the last has no token", async () => {
    const path = await makeMaps(server(), { c: {}, a: {}, b: {} });
    const first = await read(path, "limit=2&labelSelector=own");
    expect(namesOf(first)).toEqual(["a", "b"]);
    const last = await read(path, `limit=2&labelSelector=own&continue=${tokenOf(first)}`);
    expect(namesOf(last)).toEqual(["c"]);
    expect(readField(last.body, "metadata", "continue")).toBeUndefined();
  });

  test("how many are left is told, except of a selection", async () => {
    const path = await makeMaps(server(), three);
    const total = namesOf(await read(path, "")).length;
    const left = async (query: string) =>
      readField((await read(path, query)).body, "metadata", "remainingItemCount");
    expect(await left("limit=1")).toBe(total - 1);
    expect(await left("limit=1&labelSelector=own")).toBeUndefined();
    expect(await left("limit=1&fieldSelector=metadata.name!=a")).toBeUndefined();
  });

  test("all pages show the state of the first", async () => {
    const path = await makeMaps(server(), three);
    const first = await read(path, "limit=1&labelSelector=own");
    await makeMap(server(), path, { name: "aa", labels: { own: "yes" } });
    await server().call("DELETE", `${path}/c`);
    const rest = await read(path, `labelSelector=own&continue=${tokenOf(first)}`);
    expect(namesOf(rest)).toEqual(["b", "c"]);
    expect(versionOf(rest.body)).toBe(versionOf(first.body));
    expect(namesOf(await read(path, "labelSelector=own"))).toEqual(["a", "aa", "b"]);
  });

  test("a list over all namespaces goes by namespace and name", async () => {
    const label = `all-${Math.random().toString(36).slice(2)}`;
    const paths = [
      await makeMaps(server(), { b: { [label]: "" } }),
      await makeMaps(server(), { a: { [label]: "" } }),
    ];
    const places = paths.map((path, index) => `${path.split("/")[4]}/${index === 0 ? "b" : "a"}`).sort();
    const seen: string[] = [];
    let token = "";
    do {
      const page = await read("/api/v1/configmaps", `limit=1&labelSelector=${label}${token}`);
      const items = Array.isArray(page.body["items"]) ? page.body["items"] : [];
      // Of a selection a page may be empty, as more objects may follow that are not selected.
      for (const { metadata } of items.map(Object)) seen.push(`${metadata.namespace}/${metadata.name}`);
      token = readField(page.body, "metadata", "continue") === undefined ? "" : `&continue=${tokenOf(page)}`;
    } while (token !== "");
    expect(seen).toEqual(places);
  });

  test("at version 0 a limit means nothing", async () => {
    const path = await makeMaps(server(), three);
    await untilCached(server(), path);
    expect(namesOf(await read(path, "resourceVersion=0&limit=1&labelSelector=own"))).toEqual(["a", "b", "c"]);
  });

  test("a limit below zero is none", async () => {
    const path = await makeMaps(server(), three);
    expect(namesOf(await read(path, "limit=-1&labelSelector=own"))).toEqual(["a", "b", "c"]);
  });

  test("a token of a state that is gone names one with which the list goes on", async () => {
    const path = await makeMaps(server(), three);
    const encode = (token: Json) => Buffer.from(JSON.stringify(token)).toString("base64url");
    const start = "/a\u0000";
    const gone = await read(
      path,
      `labelSelector=own&continue=${encode({ v: "meta.k8s.io/v1", rv: 1, start })}`,
    );
    const [status, reason, message] = messageOf(gone);
    expect([status, reason]).toEqual([410, "Expired"]);
    expect(message).toMatch(
      /^The provided continue parameter is too old to display a consistent list result\. You can/,
    );
    expect(namesOf(await read(path, `labelSelector=own&continue=${tokenOf(gone)}`))).toEqual(["b", "c"]);
  });

  const invalid = "invalid continue token: continue key is not valid:";
  test.each([
    [
      "another version",
      { v: "meta.k8s.io/v2", rv: 5, start: "a" },
      "server does not recognize this encoded version meta.k8s.io/v2",
    ],
    [
      "no version",
      { v: "meta.k8s.io/v1", start: "a" },
      "incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
    ],
    ["no key", { v: "meta.k8s.io/v1", rv: 5, start: "" }, "encoded start key empty (version meta.k8s.io/v1)"],
  ])("a token with %s is none", async (_what, token, why) => {
    const text = Buffer.from(JSON.stringify(token)).toString("base64url");
    const answer = await read("/api/v1/configmaps", `continue=${text}`);
    expect(messageOf(answer)).toEqual([400, "BadRequest", `${invalid} ${why}`]);
  });

  test("a token takes no version beside it", async () => {
    const path = await makeMaps(server(), three);
    const token = tokenOf(await read(path, "limit=1"));
    const why = "specifying resource version is not allowed when using continue";
    expect(messageOf(await read(path, `continue=${token}&resourceVersion=5`))).toEqual([
      400,
      "BadRequest",
      why,
    ]);
    expect((await read(path, `continue=${token}&resourceVersion=0`)).status).toBe(200);
  });
}

function versionRules({ server }: RuleSubject): void {
  const read = async (path: string, query: string) => await server().call("GET", `${path}?${query}`);

  test("a list has the version of its state, which every later change exceeds", async () => {
    const path = await makeMaps(server(), { a: {} });
    const before = Number(versionOf((await read(path, "")).body));
    const made = await makeMap(server(), path, { name: "b" });
    expect(Number(versionOf(made))).toBeGreaterThan(before);
  });

  test("exactly: the state of that version, before later changes", async () => {
    const path = await makeMaps(server(), { a: {}, b: {} });
    const version = versionOf((await read(path, "")).body);
    await server().call("DELETE", `${path}/a`);
    await makeMap(server(), path, { name: "c", labels: { own: "yes" } });
    const exact = await read(path, `labelSelector=own&resourceVersion=${version}&resourceVersionMatch=Exact`);
    expect([namesOf(exact), versionOf(exact.body)]).toEqual([["a", "b"], version]);
  });

  test("exactly: an object is as it was then", async () => {
    const path = await makeMaps(server(), { a: {} });
    const version = versionOf((await read(path, "")).body);
    const contentType = "application/merge-patch+json";
    await server().call("PATCH", `${path}/a`, { body: { data: { x: "1" } }, contentType });
    const exact = await read(path, `labelSelector=own&resourceVersion=${version}&resourceVersionMatch=Exact`);
    expect(
      readField(Array.isArray(exact.body["items"]) ? exact.body["items"][0] : {}, "data"),
    ).toBeUndefined();
  });

  test("a version with a limit and no match means exactly", async () => {
    const path = await makeMaps(server(), { b: {} });
    const version = versionOf((await read(path, "")).body);
    await makeMap(server(), path, { name: "a", labels: { own: "yes" } });
    const page = await read(path, `labelSelector=own&limit=1&resourceVersion=${version}`);
    expect([namesOf(page), versionOf(page.body)]).toEqual([["b"], version]);
  });

  test("not older than a change: that change is in it", async () => {
    const path = await makeMaps(server(), {});
    const version = versionOf(await makeMap(server(), path, { name: "new", labels: { own: "yes" } }));
    for (const match of ["", "&resourceVersionMatch=NotOlderThan"])
      expect(namesOf(await read(path, `labelSelector=own&resourceVersion=${version}${match}`))).toEqual([
        "new",
      ]);
  });

  test("not older, with a limit: a page of the newest state", async () => {
    const path = await makeMaps(server(), { a: {}, b: {} });
    const page = await read(
      path,
      "labelSelector=own&limit=1&resourceVersion=1&resourceVersionMatch=NotOlderThan",
    );
    expect(namesOf(page)).toEqual(["a"]);
    expect(readField(page.body, "metadata", "continue")).toEqual(expect.any(String));
  });

  test("the change probe is an empty list whose version moves with every change of the kind", async () => {
    const path = await makeMaps(server(), {});
    const all = "/api/v1/configmaps";
    const probe = async () => (await read(all, "limit=1&resourceVersion=0&labelSelector=none%3Dnone")).body;
    const made = await makeMap(server(), path, { name: "moved" });
    await read(all, `limit=1&resourceVersion=${versionOf(made)}&resourceVersionMatch=NotOlderThan`);
    const after = await probe();
    expect(after["items"]).toEqual([]);
    expect(Number(versionOf(after))).toBeGreaterThanOrEqual(Number(versionOf(made)));
  });

  test("a version that is gone is Expired", async () => {
    const why = "The resourceVersion for the provided list is too old.";
    const answer = await read("/api/v1/configmaps", "resourceVersion=1&resourceVersionMatch=Exact");
    expect(messageOf(answer)).toEqual([410, "Expired", why]);
  });

  test("a version that is not there yet times out", async () => {
    const answer = await read("/api/v1/configmaps", "resourceVersion=99999999999");
    const [status, reason, message] = messageOf(answer);
    expect([status, reason]).toEqual([504, "Timeout"]);
    expect(message).toMatch(/^Timeout: Too large resource version: 99999999999, current: \d+$/);
    const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
    expect(answer.body["details"]).toEqual({ causes, retryAfterSeconds: 1 });
  });

  test.each([["abc"], ["-1"]])("%s is no version", async (version) => {
    const parsing = `strconv.ParseUint: parsing "${version}": invalid syntax`;
    const why = `invalid resource version: resourceVersion: Invalid value: "${version}": ${parsing}`;
    const answer = await read("/api/v1/configmaps", `resourceVersion=${version}`);
    expect(messageOf(answer)).toEqual([400, "BadRequest", why]);
  });

  test("items of built-in kinds have neither kind nor apiVersion", async () => {
    const path = await makeMaps(server(), { a: {} });
    const { body } = await read(path, "labelSelector=own");
    expect([body["kind"], body["apiVersion"]]).toEqual(["ConfigMapList", "v1"]);
    const [item] = Array.isArray(body["items"]) ? body["items"] : [];
    expect(Object.keys(Object(item))).toEqual(["metadata"]);
  });
}

function optionRules({ server }: RuleSubject): void {
  const forbidden = (why: string, field = "resourceVersionMatch") => `${field}: Forbidden: ${why}`;
  test.each([
    [
      "resourceVersionMatch=Exact",
      forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"),
    ],
    [
      "resourceVersion=0&resourceVersionMatch=Exact",
      forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    ],
    [
      "resourceVersion=1&resourceVersionMatch=Foo",
      'resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""',
    ],
    [
      "continue=a&resourceVersion=1&resourceVersionMatch=Exact",
      forbidden("resourceVersionMatch is forbidden when continue is provided"),
    ],
    ["sendInitialEvents=true", forbidden("sendInitialEvents is forbidden for list", "sendInitialEvents")],
  ])("%s is invalid", async (query, why) => {
    const answer = await server().call("GET", `/api/v1/configmaps?${query}`);
    expect(messageOf(answer)).toEqual([422, "Invalid", `ListOptions.meta.k8s.io "" is invalid: ${why}`]);
    expect(answer.body["details"]).toMatchObject({ group: "meta.k8s.io", kind: "ListOptions" });
  });

  test.each(["limit=abc", "timeoutSeconds=abc"])("%s is no number", async (query) => {
    const why = 'strconv.ParseInt: parsing "abc": invalid syntax';
    expect(messageOf(await server().call("GET", `/api/v1/configmaps?${query}`))).toEqual([
      400,
      "BadRequest",
      why,
    ]);
  });
}
