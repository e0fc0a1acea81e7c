import { expect, test } from "vitest";
import { isObject, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, RuleSubject } from "./api-server.ts";

export const patches = { name: "Patches: JSON, merge and strategic merge", rules };

const types = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;
const refused = "the server rejected our request due to an error in our request";

function said({ status, body }: ApiAnswer): readonly unknown[] {
  return [status, body["reason"], body["message"]];
}

function rules(subject: RuleSubject): void {
  jsonRules(subject);
  mergeRules(subject);
  strategicRules(subject);
  listRules(subject);
  commonRules(subject);
  customRules(subject);
}

type PatchType = keyof typeof types;

async function openConfigMap({ server }: RuleSubject) {
  const space = await server().makeSpace();
  const path = `/api/v1/namespaces/${space}/configmaps`;
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { x: "1" } };
  const made = await server().call("POST", path, { body, userAgent: "maker/1" });
  expect(made.status).toBe(201);
  const patch = (type: PatchType, change: unknown, query = "") =>
    server().call("PATCH", `${path}/a${query}`, {
      ...(typeof change === "string" ? { text: change } : { body: change }),
      contentType: types[type],
      userAgent: "patcher/1",
    });
  return { space, path: `${path}/a`, made, patch };
}

function jsonRules(subject: RuleSubject): void {
  test.each<[string, readonly JsonObject[], JsonObject]>([
    ["add", [{ op: "add", path: "/data/y", value: "2" }], { x: "1", y: "2" }],
    ["replace", [{ op: "replace", path: "/data/x", value: "2" }], { x: "2" }],
    [
      "replace of an absent field adds it",
      [{ op: "replace", path: "/data/y", value: "2" }],
      { x: "1", y: "2" },
    ],
    [
      "remove",
      [
        { op: "add", path: "/data/y", value: "2" },
        { op: "remove", path: "/data/x" },
      ],
      { y: "2" },
    ],
    ["copy", [{ op: "copy", from: "/data/x", path: "/data/y" }], { x: "1", y: "1" }],
    ["move", [{ op: "move", from: "/data/x", path: "/data/y" }], { y: "1" }],
    ["test", [{ op: "test", path: "/data/x", value: "1" }], { x: "1" }],
    ["test of an absent field against null", [{ op: "test", path: "/data/y", value: null }], { x: "1" }],
    ["no operation at all", [], { x: "1" }],
    ["null is an empty text", [{ op: "add", path: "/data/y", value: null }], { x: "1", y: "" }],
    ["no value is null", [{ op: "add", path: "/data/y" }], { x: "1", y: "" }],
  ])("JSON patch: %s", async (_rule, operations, data) => {
    const { patch } = await openConfigMap(subject);
    const { status, body } = await patch("json", operations);
    expect([status, body["data"]]).toEqual([200, data]);
  });

  test.each<[string, JsonObject]>([
    ["a test that fails", { op: "test", path: "/data/x", value: "9" }],
    ["a test of an absent field", { op: "test", path: "/data/y", value: "9" }],
    ["add below nothing", { op: "add", path: "/binaryData/y", value: "eA==" }],
    ["replace below nothing", { op: "replace", path: "/none/y", value: "2" }],
    ["remove of an absent field", { op: "remove", path: "/data/y" }],
    ["remove below nothing", { op: "remove", path: "/none/y" }],
    ["copy from below nothing", { op: "copy", from: "/none/x", path: "/data/y" }],
    ["copy without from", { op: "copy", path: "/data/y" }],
    ["move of an absent field", { op: "move", from: "/data/y", path: "/data/z" }],
    ["an operation that there is not", { op: "frob", path: "/data/x" }],
    ["no operation", { path: "/data/x" }],
    ["no path", { op: "add", value: "1" }],
    ["a path without a slash", { op: "add", path: "data", value: "1" }],
    ["remove of everything", { op: "remove", path: "" }],
    ["add below a text", { op: "add", path: "/data/x/y", value: "1" }],
  ])("JSON patch: %s is refused with 422", async (_rule, operation) => {
    const { patch } = await openConfigMap(subject);
    expect(said(await patch("json", [operation]))).toEqual([422, "Invalid", refused]);
  });

  test.each([
    [
      "an object",
      "{}",
      "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
    ],
    ["a word", "hello", "error decoding patch: invalid character 'h' looking for beginning of value"],
    [
      "a list of texts",
      '["x"]',
      "error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp",
    ],
  ])("JSON patch: %s is malformed: 400", async (_rule, text, message) => {
    const { patch } = await openConfigMap(subject);
    expect(said(await patch("json", text))).toEqual([400, "BadRequest", message]);
  });

  test("JSON patch: more than 10,000 operations are too many: 413", async () => {
    const { patch } = await openConfigMap(subject);
    const operations = Array.from({ length: 10_001 }, () => ({
      op: "test",
      path: "/kind",
      value: "ConfigMap",
    }));
    const message =
      "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001";
    expect(said(await patch("json", operations))).toEqual([413, "RequestEntityTooLarge", message]);
  });

  test("JSON patch: ~1 in a path is a slash", async () => {
    const { patch } = await openConfigMap(subject);
    const { body } = await patch("json", [
      { op: "add", path: "/metadata/annotations", value: { "a/b": "1" } },
      { op: "add", path: "/metadata/annotations/c~1d", value: "2" },
    ]);
    expect(readField(body, "metadata", "annotations")).toEqual({ "a/b": "1", "c/d": "2" });
  });

  test("JSON patch: positions of a list, from either end", async () => {
    const { path, call } = await openService(subject);
    const names = (answer: ApiAnswer) => portsOf(answer).map(({ name }) => name);
    const patch = (operation: JsonObject) => call(path, types.json, [operation]);
    const port = (name: string, number: number) => ({ name, port: number });
    expect(names(await patch({ op: "add", path: "/spec/ports/-", value: port("c", 82) }))).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(names(await patch({ op: "add", path: "/spec/ports/0", value: port("z", 90) }))).toEqual([
      "z",
      "a",
      "b",
      "c",
    ]);
    expect(names(await patch({ op: "remove", path: "/spec/ports/-1" }))).toEqual(["z", "a", "b"]);
    for (const where of ["7", "x"]) {
      expect(said(await patch({ op: "remove", path: `/spec/ports/${where}` }))).toEqual([
        422,
        "Invalid",
        refused,
      ]);
    }
  });
}

function mergeRules(subject: RuleSubject): void {
  test.each<[string, JsonObject, JsonObject | undefined]>([
    ["sets and adds", { data: { x: "2", y: "3" } }, { x: "2", y: "3" }],
    ["null removes", { data: { x: null, y: "3" } }, { y: "3" }],
    ["null removes a whole map", { data: null }, undefined],
    ["nothing changes nothing", {}, { x: "1" }],
  ])("merge patch: %s", async (_rule, change, data) => {
    const { patch } = await openConfigMap(subject);
    const { status, body } = await patch("merge", change);
    expect([status, body["data"]]).toEqual([200, data]);
  });

  test.each([
    [
      "a list",
      "[]",
      "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
    ],
    [
      "a text",
      '"x"',
      "error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}",
    ],
    ["null", "null", "Invalid JSON Patch"],
    ["half an object", "{", "error decoding patch: unexpected end of JSON input"],
    [
      "YAML",
      "data:\n  x: '1'\n",
      "error decoding patch: invalid character 'd' looking for beginning of value",
    ],
  ])("merge patch: %s is malformed: 400", async (_rule, text, message) => {
    const { patch } = await openConfigMap(subject);
    expect(said(await patch("merge", text))).toEqual([400, "BadRequest", message]);
  });

  test.each([
    [
      "a wrong type",
      { data: { n: 1 } },
      "json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
    ],
    [
      "another kind",
      { kind: "ServiceAccount" },
      "converting (v1.ServiceAccount) to (core.ConfigMap): unknown conversion",
    ],
    [
      "another version",
      { apiVersion: "v2" },
      'no kind "ConfigMap" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"',
    ],
  ])("merge patch: %s is an invalid patch: 422", async (_rule, change, why) => {
    const { patch } = await openConfigMap(subject);
    const answer = await patch("merge", change);
    expect(said(answer).slice(0, 2)).toEqual([422, "Invalid"]);
    expect(answer.body["message"]).toMatch(/^ "" is invalid: patch: Invalid value: "\{/);
    expect(answer.body["message"]).toContain(`: ${why}`);
    expect(answer.body["details"]).toMatchObject({
      causes: [{ reason: "FieldValueInvalid", field: "patch" }],
    });
  });

  test("an unknown field is dropped with a warning, or refused in strict validation", async () => {
    const { patch } = await openConfigMap(subject);
    const dropped = await patch("merge", { foo: 1 });
    expect([dropped.status, dropped.body["foo"]]).toEqual([200, undefined]);
    expect(String(dropped.headers["warning"])).toContain(String.raw`299 - "unknown field \"foo\""`);
    const strict = await patch("merge", { foo: 1 }, "?fieldValidation=Strict");
    expect(strict.status).toBe(422);
    expect(strict.body["message"]).toContain('strict decoding error: unknown field "foo"');
    const ignored = await patch("merge", { foo: 1 }, "?fieldValidation=Ignore");
    expect([ignored.status, ignored.headers["warning"]]).toEqual([200, undefined]);
  });
}

function portsOf({ body }: ApiAnswer): readonly JsonObject[] {
  const ports = readField(body, "spec", "ports");
  return (Array.isArray(ports) ? ports : []).filter(isObject);
}

async function openService({ server }: RuleSubject) {
  const space = await server().makeSpace();
  const path = `/api/v1/namespaces/${space}/services`;
  const ports = [
    { name: "a", port: 80 },
    { name: "b", port: 81 },
  ];
  const body = { apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec: { ports } };
  expect((await server().call("POST", path, { body })).status).toBe(201);
  const call = (to: string, contentType: string, change: unknown) =>
    server().call("PATCH", to, { body: change, contentType });
  return { path: `${path}/s`, call };
}

const containers = [
  {
    name: "one",
    image: "i1",
    args: ["a", "b"],
    ports: [{ containerPort: 80 }, { containerPort: 81, name: "x" }],
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ],
  },
  { name: "two", image: "i2" },
];

async function openDeployment({ server }: RuleSubject) {
  const space = await server().makeSpace();
  const path = `/apis/apps/v1/namespaces/${space}/deployments`;
  const spec = {
    containers,
    volumes: [
      { name: "v", emptyDir: {} },
      { name: "w", configMap: { name: "c" } },
    ],
    tolerations: [{ key: "k", operator: "Exists" }],
  };
  const body = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d", labels: { a: "1", b: "2" } },
    spec: {
      replicas: 0,
      paused: true,
      selector: { matchLabels: { app: "d" } },
      template: { metadata: { labels: { app: "d" } }, spec },
    },
  };
  expect((await server().call("POST", path, { body })).status).toBe(201);
  const patch = (change: unknown, query = "") =>
    server().call("PATCH", `${path}/d${query}`, {
      ...(typeof change === "string" ? { text: change } : { body: change }),
      contentType: types.strategic,
    });
  const patchPods = async (change: JsonObject) => {
    const answer = await patch({ spec: { template: { spec: change } } });
    return { answer, spec: readField(answer.body, "spec", "template", "spec") };
  };
  return { path: `${path}/d`, patch, patchPods };
}

type Items = readonly JsonObject[];

function itemsOf(value: unknown): Items {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Shows a container as `name=image`, a port as its number, a variable as `name=value`. */
function brief(items: unknown, ...fields: readonly string[]): readonly string[] {
  return itemsOf(items).map((item) => fields.map((field) => String(item[field])).join("="));
}

function strategicRules(subject: RuleSubject): void {
  test("strategic merge: containers merge by name, new ones come first", async () => {
    const { patchPods } = await openDeployment(subject);
    const changed = await patchPods({ containers: [{ name: "two", image: "i3" }] });
    expect(brief(readField(changed.spec, "containers"), "name", "image")).toEqual(["one=i1", "two=i3"]);
    const added = await patchPods({ containers: [{ name: "three", image: "i4" }] });
    expect(brief(readField(added.spec, "containers"), "name")).toEqual(["three", "one", "two"]);
  });

  test("strategic merge: $patch deletes an item, also one that is not there", async () => {
    const { patchPods } = await openDeployment(subject);
    const { spec } = await patchPods({
      containers: [
        { name: "two", $patch: "delete" },
        { name: "none", $patch: "delete" },
      ],
    });
    expect(brief(readField(spec, "containers"), "name")).toEqual(["one"]);
  });

  test("strategic merge: $patch replaces a list, or a map", async () => {
    const { patch, patchPods } = await openDeployment(subject);
    const { spec } = await patchPods({ containers: [{ $patch: "replace" }, { name: "new", image: "n" }] });
    expect(brief(readField(spec, "containers"), "name")).toEqual(["new"]);
    const labels = async (change: JsonObject) =>
      readField((await patch({ metadata: { labels: change } })).body, "metadata", "labels");
    expect(await labels({ $patch: "replace", z: "1" })).toEqual({ z: "1" });
    expect(await labels({ $patch: "delete" })).toBeUndefined();
    expect(await labels({ $patch: "replace", z: "1" })).toBeUndefined();
  });

  test("strategic merge: a directive that there is not: 500", async () => {
    const { patch, patchPods } = await openDeployment(subject);
    const map = await patch({ metadata: { labels: { $patch: "merge", y: "1" } } });
    expect(said(map)).toEqual([500, undefined, "unknown patch type: merge in map: map[$patch:merge y:1]"]);
    const { answer } = await patchPods({ containers: [{ name: "one", $patch: "frob" }] });
    expect(said(answer)).toEqual([
      500,
      undefined,
      "unknown patch type: frob in map: map[$patch:frob name:one]",
    ]);
  });

  test("strategic merge: an item without its merge key: 500", async () => {
    const { patchPods } = await openDeployment(subject);
    const { answer } = await patchPods({ containers: [{ image: "i3" }] });
    const message = "map: map[image:i3] does not contain declared merge key: name";
    expect(said(answer)).toEqual([500, undefined, message]);
  });

  test("strategic merge: $setElementOrder orders, and must fit the list", async () => {
    const { patchPods } = await openDeployment(subject);
    const order = [{ name: "two" }, { name: "one" }];
    const { spec } = await patchPods({ "$setElementOrder/containers": order });
    expect(brief(readField(spec, "containers"), "name")).toEqual(["two", "one"]);
    const { answer } = await patchPods({
      "$setElementOrder/containers": [{ name: "two" }],
      containers: [{ name: "one", image: "zz" }],
    });
    const message =
      "The order in patch list:\n[map[image:zz name:one]]\n doesn't match $setElementOrder list:\n[map[name:two]]\n";
    expect(said(answer)).toEqual([500, undefined, message]);
  });

  test("strategic merge: $retainKeys drops the other fields of a union", async () => {
    const { patch, patchPods } = await openDeployment(subject);
    const volume = { name: "v", $retainKeys: ["name", "configMap"], configMap: { name: "c" } };
    const { spec } = await patchPods({ volumes: [volume] });
    expect(readField(itemsOf(readField(spec, "volumes"))[0], "emptyDir")).toBeUndefined();
    const strategy = { $retainKeys: ["type"], type: "Recreate" };
    const recreated = await patch({ spec: { strategy } });
    expect(readField(recreated.body, "spec", "strategy")).toEqual({ type: "Recreate" });
    const odd = await patch({ spec: { strategy: { ...strategy, rollingUpdate: { maxSurge: 1 } } } });
    expect(said(odd)).toEqual([400, "BadRequest", "invalid patch format of retainKeys"]);
  });

  test("strategic merge: without $retainKeys both members of a union stay, which is invalid", async () => {
    const { patch } = await openDeployment(subject);
    const { body, status } = await patch({ spec: { strategy: { type: "Recreate" } } });
    expect([status, body["message"]]).toEqual([
      422,
      "Deployment.apps \"d\" is invalid: spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ]);
  });

  test("strategic merge: null removes, and an absent map takes a patch without its directives", async () => {
    const { patchPods } = await openDeployment(subject);
    const { spec } = await patchPods({
      containers: [{ name: "one", args: null }],
      tolerations: null,
      nodeSelector: { $patch: "replace", a: "b" },
      initContainers: [{ name: "del", $patch: "delete" }],
    });
    expect(readField(itemsOf(readField(spec, "containers"))[0], "args")).toBeUndefined();
    expect([
      readField(spec, "tolerations"),
      readField(spec, "nodeSelector"),
      readField(spec, "initContainers"),
    ]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ["replicas", { spec: { replicas: "x" } }, "map[spec:map[replicas:x]]", "unrecognized type: int32"],
    [
      "template",
      { spec: { template: "x" } },
      "map[spec:map[template:x]]",
      "cannot restore struct from: string",
    ],
    [
      "containers",
      { spec: { template: { spec: { containers: "x" } } } },
      "map[spec:map[template:map[spec:map[containers:x]]]]",
      "cannot restore slice from string",
    ],
    ["foo", { spec: { foo: 1 } }, "map[spec:map[foo:1]]", 'strict decoding error: unknown field "spec.foo"'],
  ])("strategic merge: a wrong %s is an invalid patch: 422", async (_field, change, shown, why) => {
    const { patch } = await openDeployment(subject);
    const message = ` "" is invalid: patch: Invalid value: "${shown}": ${why}`;
    expect(said(await patch(change, "?fieldValidation=Strict"))).toEqual([422, "Invalid", message]);
  });

  test.each([
    ["a list", "[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"],
    ["half an object", "{", "unexpected end of JSON input"],
  ])("strategic merge: %s is malformed: 400", async (_rule, text, message) => {
    const { patch } = await openDeployment(subject);
    expect(said(await patch(text))).toEqual([400, "BadRequest", message]);
  });
}

function listRules(subject: RuleSubject): void {
  test("strategic merge: variables merge by name, and the patch's come in its order", async () => {
    const { patchPods } = await openDeployment(subject);
    const env = [
      { name: "C", value: "3" },
      { name: "A", value: "9" },
    ];
    const { spec } = await patchPods({ containers: [{ name: "one", env }] });
    const first = itemsOf(readField(spec, "containers"))[0];
    expect(brief(first?.["env"], "name", "value")).toEqual(["C=3", "A=9", "B=2"]);
  });

  test("strategic merge: ports of containers merge by number, arguments and tolerations are replaced", async () => {
    const { patchPods } = await openDeployment(subject);
    const { spec } = await patchPods({
      containers: [
        { name: "one", args: ["z"], ports: [{ containerPort: 80, name: "web" }, { containerPort: 82 }] },
      ],
      tolerations: [{ key: "n", operator: "Exists" }],
    });
    const first = itemsOf(readField(spec, "containers"))[0];
    expect(first?.["args"]).toEqual(["z"]);
    expect(brief(first?.["ports"], "containerPort", "name")).toEqual(["80=web", "82=undefined", "81=x"]);
    expect(brief(readField(spec, "tolerations"), "key")).toEqual(["n"]);
  });

  test("strategic merge: ports of a Service merge by port", async () => {
    const { path, call } = await openService(subject);
    const change = {
      spec: {
        ports: [
          { port: 81, targetPort: 99 },
          { port: 82, name: "c" },
          { port: 80, $patch: "delete" },
        ],
      },
    };
    const ports = portsOf(await call(path, types.strategic, change));
    expect(brief(ports, "name", "targetPort")).toEqual(["b=99", "c=82"]);
  });

  test("strategic merge: finalizers are a set; $deleteFromPrimitiveList takes out", async () => {
    const { patch } = await openConfigMap(subject);
    const finalizers = async (metadata: JsonObject) =>
      readField((await patch("strategic", { metadata })).body, "metadata", "finalizers");
    expect(await finalizers({ finalizers: ["a/b", "a/c"] })).toEqual(["a/b", "a/c"]);
    expect(await finalizers({ finalizers: ["a/d"] })).toEqual(["a/d", "a/b", "a/c"]);
    expect(await finalizers({ "$deleteFromPrimitiveList/finalizers": ["a/c"] })).toEqual(["a/d", "a/b"]);
    expect(await finalizers({ "$setElementOrder/finalizers": ["a/b", "a/d"] })).toEqual(["a/b", "a/d"]);
    expect(await finalizers({ finalizers: null })).toBeUndefined();
  });
}

const all = ["json", "merge", "strategic"] as const;

/** The same change in each type of patch. */
function setMetadata(type: PatchType, field: string, value: string): unknown {
  if (type === "json") return [{ op: "add", path: `/metadata/${field}`, value }];
  return { metadata: { [field]: value } };
}

function setData(type: PatchType, value: string): unknown {
  return type === "json" ? [{ op: "add", path: "/data/x", value }] : { data: { x: value } };
}

function commonRules(subject: RuleSubject): void {
  test.each(all)("%s patch: an old resourceVersion conflicts", async (type) => {
    const { patch } = await openConfigMap(subject);
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    const message = `Operation cannot be fulfilled on configmaps "a": ${why}`;
    const answer = await patch(type, setMetadata(type, "resourceVersion", "1"));
    expect(said(answer)).toEqual([409, "Conflict", message]);
  });

  test.each(all)("%s patch: another uid is immutable, said twice", async (type) => {
    const { patch } = await openConfigMap(subject);
    const answer = await patch(type, setMetadata(type, "uid", "x"));
    const message = 'ConfigMap "a" is invalid: metadata.uid: Invalid value: "x": field is immutable';
    expect(said(answer)).toEqual([422, "Invalid", message]);
    const causes = readField(answer.body, "details", "causes");
    expect(Array.isArray(causes) && causes.length).toBe(2);
  });

  test.each(all)("%s patch: another name or namespace is not that of the URL: 400", async (type) => {
    const { patch } = await openConfigMap(subject);
    const named = await patch(type, setMetadata(type, "name", "b"));
    const message = "the name of the object (b) does not match the name on the URL (a)";
    expect(said(named)).toEqual([400, "BadRequest", message]);
    const placed = await patch(type, setMetadata(type, "namespace", "default"));
    expect(placed.status).toBe(400);
  });

  test.each(all)("%s patch: what is not there: 404, before the patch is read", async (type) => {
    const { path } = await openConfigMap(subject);
    const answer = await subject
      .server()
      .call("PATCH", `${path.replace(/a$/, "none")}`, { text: "{", contentType: types[type] });
    expect(said(answer)).toEqual([404, "NotFound", 'configmaps "none" not found']);
  });

  test.each(all)("%s patch: the writer owns what it changed, and others lose it", async (type) => {
    const { patch } = await openConfigMap(subject);
    const { body } = await patch(type, setData(type, "2"));
    expect(entriesOf(body)).toEqual([
      ["maker", { "f:data": {} }],
      ["patcher", { "f:data": { "f:x": {} } }],
    ]);
  });

  test.each(all)("%s patch: a change to what is there already moves and owns nothing", async (type) => {
    const { made, patch } = await openConfigMap(subject);
    const { status, body } = await patch(type, setData(type, "1"));
    expect([status, body]).toEqual([200, made.body]);
  });

  test.each(all)("%s patch: a dry-run stores nothing", async (type) => {
    const { made, path, patch } = await openConfigMap(subject);
    const { body } = await patch(type, setData(type, "2"), "?dryRun=All");
    expect(body["data"]).toEqual({ x: "2" });
    expect((await subject.server().call("GET", path)).body).toEqual(made.body);
  });

  test("the server's own metadata stays, whatever a patch says", async () => {
    const { made, patch } = await openConfigMap(subject);
    const metadata = { creationTimestamp: "2020-01-01T00:00:00Z", generation: 7, selfLink: "/x" };
    const { status, body } = await patch("merge", { metadata });
    expect([status, body["metadata"]]).toEqual([200, made.body["metadata"]]);
    const ending = await patch("merge", { metadata: { deletionTimestamp: "2020-01-01T00:00:00Z" } });
    expect(ending.status).toBe(422);
  });

  test("a patch of a type that there is not: 415", async () => {
    const { path } = await openConfigMap(subject);
    const answer = await subject.server().call("PATCH", path, { body: {}, contentType: "application/json" });
    expect(said(answer)).toEqual([415, "UnsupportedMediaType", "415: Unsupported Media Type"]);
  });

  test("a patch through /status changes the status alone", async () => {
    const { path } = await openDeployment(subject);
    const change = { spec: { replicas: 9 }, status: { observedGeneration: 77 } };
    for (const type of ["merge", "strategic"] as const) {
      const { status, body } = await subject.server().call("PATCH", `${path}/status`, {
        body: change,
        contentType: types[type],
      });
      const [replicas, generation] = [
        readField(body, "spec", "replicas"),
        readField(body, "status", "observedGeneration"),
      ];
      expect([status, replicas, generation]).toEqual([200, 0, 77]);
    }
  });
}

function entriesOf(object: JsonObject): readonly unknown[] {
  const entries = readField(object, "metadata", "managedFields");
  return itemsOf(entries)
    .map(({ manager, fieldsV1 }) => [String(manager), fieldsV1] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function customRules(subject: RuleSubject): void {
  test("custom resources take JSON and merge patches, and no strategic ones", async () => {
    const { server } = subject;
    const word = `p${Math.random().toString(36).slice(2, 8).replaceAll(/\d/g, "x")}`;
    const group = "patches.example.com";
    const kind = `K${word}`;
    const schema = {
      type: "object",
      properties: { spec: { type: "object", properties: { replicas: { type: "integer" } } } },
    };
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${word}.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural: word, kind },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    };
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    await server().call("POST", definitions, { body: crd });
    try {
      const space = await server().makeSpace();
      const path = `/apis/${group}/v1/namespaces/${space}/${word}`;
      const body = { apiVersion: `${group}/v1`, kind, metadata: { name: "a" }, spec: { replicas: 1 } };
      await expect
        .poll(async () => (await server().call("POST", path, { body })).status, {
          timeout: 15_000,
          interval: 200,
        })
        .toBe(201);
      const patch = (contentType: string, change: unknown) =>
        server().call("PATCH", `${path}/a`, { body: change, contentType });
      const merged = await patch(types.merge, { spec: { replicas: 2 } });
      expect(merged.body["spec"]).toEqual({ replicas: 2 });
      const changed = await patch(types.json, [{ op: "replace", path: "/spec/replicas", value: 3 }]);
      expect(changed.body["spec"]).toEqual({ replicas: 3 });
      const strategic = await patch(types.strategic, { spec: { replicas: 4 } });
      const known = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
      const message = `the body of the request was in an unknown format - accepted media types include: ${known}`;
      expect(said(strategic)).toEqual([415, "UnsupportedMediaType", message]);
      const put = await server().call("PUT", `${path}/a`, { body });
      const why = "metadata.resourceVersion: Invalid value: 0: must be specified for an update";
      expect(said(put)).toEqual([422, "Invalid", `${word}.${group} "a" is invalid: ${why}`]);
    } finally {
      await server().call("DELETE", `${definitions}/${word}.${group}`);
    }
  });
}
