import { expect, test } from "vitest";
import { isObject, type Json, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, CallOptions, RuleSubject } from "./api-server.ts";

export const writes = { name: "Writes: POST, PUT, subresources and their errors", rules };

const unknownFormat =
  "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf";
const parse =
  "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error:";

/** Gives what an error says: its code, reason and message. */
function said({ status, body }: ApiAnswer): readonly unknown[] {
  return [status, body["reason"], body["message"]];
}

function configMap(name: string, fields: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, ...fields };
}

function rules(subject: RuleSubject): void {
  objectRules(subject);
  bodyRules(subject);
  optionRules(subject);
  pathRules(subject);
  scaleRules(subject);
  podRules(subject);
  otherSubresourceRules(subject);
}

/** Makes a namespace, and calls below its core group. */
async function open({ server }: RuleSubject) {
  const space = await server().makeSpace();
  const at = (path: string) => (path.startsWith("/") ? path : `/api/v1/namespaces/${space}/${path}`);
  const ask = (method: string, path: string, options?: CallOptions) =>
    server().call(method, at(path), options);
  const post = (path: string, body: JsonObject) => ask("POST", path, { body });
  return { space, ask, post };
}

function objectRules(subject: RuleSubject): void {
  test("a name that is taken: 409 AlreadyExists", async () => {
    const { post } = await open(subject);
    await post("configmaps", configMap("a"));
    const answer = await post("configmaps", configMap("a"));
    expect(said(answer)).toEqual([409, "AlreadyExists", 'configmaps "a" already exists']);
    expect(answer.body["details"]).toEqual({ name: "a", kind: "configmaps" });
  });

  test("a name that is taken by an object on its way out says so", async () => {
    const { ask, post } = await open(subject);
    await post("configmaps", configMap("a", {}, { finalizers: ["example.com/wait"] }));
    await ask("DELETE", "configmaps/a");
    const answer = await post("configmaps", configMap("a"));
    const message = 'object is being deleted: configmaps "a" already exists';
    expect(said(answer)).toEqual([409, "AlreadyExists", message]);
  });

  test("a new object has no resourceVersion yet: 500", async () => {
    const { post } = await open(subject);
    const answer = await post("configmaps", configMap("a", {}, { resourceVersion: "5" }));
    expect(said(answer)).toEqual([
      500,
      undefined,
      "resourceVersion should not be set on objects to be created",
    ]);
  });

  test("a new object gets a uid of its own, whatever it says", async () => {
    const { post } = await open(subject);
    const { status, body } = await post("configmaps", configMap("a", {}, { uid: "mine" }));
    expect([status, readField(body, "metadata", "uid") === "mine"]).toEqual([201, false]);
  });

  test("generateName gives a random end, and cuts long prefixes so that the name fits a label", async () => {
    const { post } = await open(subject);
    const made = await post("configmaps", configMap("", {}, { generateName: "g".repeat(70) }));
    expect(readField(made.body, "metadata", "name")).toMatch(/^g{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test("kind and apiVersion may be left out of a built-in kind's body", async () => {
    const { post } = await open(subject);
    const made = await post("configmaps", { metadata: { name: "a" } });
    expect([made.status, made.body["kind"], made.body["apiVersion"]]).toEqual([201, "ConfigMap", "v1"]);
  });

  test("PUT without a version replaces; with an old one it conflicts", async () => {
    const { ask, post } = await open(subject);
    await post("configmaps", configMap("a", { data: { x: "1" } }));
    const free = await ask("PUT", "configmaps/a", { body: configMap("a", { data: { y: "1" } }) });
    expect([free.status, free.body["data"]]).toEqual([200, { y: "1" }]);
    const stale = await ask("PUT", "configmaps/a", { body: configMap("a", {}, { resourceVersion: "1" }) });
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    expect(said(stale)).toEqual([409, "Conflict", `Operation cannot be fulfilled on configmaps "a": ${why}`]);
  });

  test("PUT with a version that is no number: 500", async () => {
    const { ask, post } = await open(subject);
    await post("configmaps", configMap("a"));
    const answer = await ask("PUT", "configmaps/a", { body: configMap("a", {}, { resourceVersion: "abc" }) });
    expect(said(answer)).toEqual([500, undefined, 'strconv.ParseUint: parsing "abc": invalid syntax']);
  });

  test("PUT with another uid: 409, a precondition", async () => {
    const { ask, post, space } = await open(subject);
    await post("configmaps", configMap("a"));
    const answer = await ask("PUT", "configmaps/a", { body: configMap("a", {}, { uid: "other" }) });
    expect(said(answer).slice(0, 2)).toEqual([409, "Conflict"]);
    const key = `Code: 4, Key: /registry/configmaps/${space}/a, ResourceVersion: 0`;
    expect(answer.body["message"]).toContain(`StorageError: invalid object, ${key}`);
    expect(answer.body["message"]).toContain("UID in precondition: other, UID in object meta: ");
  });

  test("PUT of a version that is current moves it only if something changes", async () => {
    const { ask, post } = await open(subject);
    const made = await post("configmaps", configMap("a", { data: { x: "1" } }));
    const again = await ask("PUT", "configmaps/a", { body: made.body });
    const versionOf = ({ body }: ApiAnswer) => readField(body, "metadata", "resourceVersion");
    expect(versionOf(again)).toBe(versionOf(made));
  });

  test("PUT of what is not there: 404, except for kinds that may be made so", async () => {
    const { ask } = await open(subject);
    const missing = await ask("PUT", "configmaps/none", { body: configMap("none") });
    expect(said(missing)).toEqual([404, "NotFound", 'configmaps "none" not found']);
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: "l" } };
    const { space } = await open(subject);
    const path = `/apis/coordination.k8s.io/v1/namespaces/${space}/leases/l`;
    expect((await ask("PUT", path, { body: lease })).status).toBe(201);
  });

  test("PUT without a version is refused for some kinds", async () => {
    const { ask, space } = await open(subject);
    const path = `/apis/coordination.k8s.io/v1/namespaces/${space}/leases`;
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: "l" } };
    await ask("POST", path, { body: lease });
    const message = "metadata.resourceVersion: Invalid value: 0: must be specified for an update";
    const answer = await ask("PUT", `${path}/l`, { body: lease });
    expect(said(answer)).toEqual([422, "Invalid", `leases.coordination.k8s.io "l" is invalid: ${message}`]);
  });

  test.each([
    ["another name", { name: "b" }, "the name of the object (b) does not match the name on the URL (a)"],
    ["no name", {}, "the name of the object (a based on URL) was undeterminable: name must be provided"],
    [
      "another namespace",
      { name: "a", namespace: "default" },
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
  ])("PUT with %s than the URL: 400", async (_rule, metadata, message) => {
    const { ask, post } = await open(subject);
    await post("configmaps", configMap("a"));
    const answer = await ask("PUT", "configmaps/a", {
      body: { apiVersion: "v1", kind: "ConfigMap", metadata },
    });
    expect(said(answer)).toEqual([400, "BadRequest", message]);
  });

  test("a namespace that is not there: 404 on the namespace", async () => {
    const { ask } = await open(subject);
    const path = "/api/v1/namespaces/not-there-at-all/configmaps";
    const answer = await ask("POST", path, { body: configMap("a") });
    expect(said(answer)).toEqual([404, "NotFound", 'namespaces "not-there-at-all" not found']);
  });
}

function bodyRules(subject: RuleSubject): void {
  test.each([
    ["nothing", "", `${parse} unexpected end of JSON input (<empty>)`],
    ["half an object", '{"a":', `${parse} unexpected end of JSON input ({"a":)`],
    ["a word", "hello", `${parse} invalid character 'h' looking for beginning of value (68656c6c6f)`],
    [
      "a list",
      "[]",
      `${parse} json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)`,
    ],
    [
      "YAML in place of JSON",
      "apiVersion: v1\nkind: ConfigMap\n",
      `${parse} invalid character 'a' looking for beginning of value (61706956657273696f6e3a2076310a6b696e643a20436f6e6669674d6170 ...)`,
    ],
  ])("a body that is %s: 400", async (_rule, text, message) => {
    const { ask } = await open(subject);
    expect(said(await ask("POST", "configmaps", { text }))).toEqual([400, "BadRequest", message]);
  });

  test("null is an empty object", async () => {
    const { ask } = await open(subject);
    const message =
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required';
    expect(said(await ask("POST", "configmaps", { text: "null" }))).toEqual([422, "Invalid", message]);
  });

  test("YAML is taken where the content type says so", async () => {
    const { ask } = await open(subject);
    const text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: '1'\n";
    const made = await ask("POST", "configmaps", { text, contentType: "application/yaml" });
    expect([made.status, made.body["data"]]).toEqual([201, { a: "1" }]);
  });

  test("parameters of a content type do not matter", async () => {
    const { ask } = await open(subject);
    const contentType = "application/json; charset=utf-8";
    expect((await ask("POST", "configmaps", { body: configMap("a"), contentType })).status).toBe(201);
  });

  test.each(["text/plain", "application/xml", "///"])("a body of type %s: 415", async (contentType) => {
    const { ask } = await open(subject);
    const answer = await ask("POST", "configmaps", { text: "{}", contentType });
    expect(said(answer)).toEqual([415, "UnsupportedMediaType", unknownFormat]);
  });

  test.each([
    [
      "a kind of the same version",
      { kind: "Secret" },
      "Secret",
      "v1",
      "converting (v1.Secret) to (core.ConfigMap): unknown conversion",
    ],
    [
      "a kind that there is not",
      { kind: "Foo" },
      "Foo",
      "v1",
      'no kind "Foo" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      "a version that there is not",
      { apiVersion: "v2" },
      "ConfigMap",
      "v2",
      'no kind "ConfigMap" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      "a kind of another group",
      { apiVersion: "apps/v1", kind: "Deployment" },
      "Deployment",
      "v1",
      "converting (v1.Deployment) to (core.ConfigMap): unknown conversion",
    ],
  ])("a body of %s: 400", async (_rule, head, kind, version, why) => {
    const { post } = await open(subject);
    const message = `${kind} in version "${version}" cannot be handled as a ConfigMap: ${why}`;
    expect(said(await post("configmaps", { ...configMap("a"), ...head }))).toEqual([
      400,
      "BadRequest",
      message,
    ]);
  });

  test.each([
    ["data", { data: "x" }, "string into Go struct field ConfigMap.data of type map[string]string"],
    ["an entry of data", { data: { a: 1 } }, "number into Go struct field ConfigMap.data of type string"],
    ["metadata", { metadata: "x" }, "string into Go struct field ConfigMap.metadata of type v1.ObjectMeta"],
    [
      "a label",
      { metadata: { name: "a", labels: { a: true } } },
      "bool into Go struct field ObjectMeta.metadata.labels of type string",
    ],
    ["a flag", { immutable: "yes" }, "string into Go struct field ConfigMap.immutable of type bool"],
  ])("a value of a wrong type in %s: 400", async (_rule, fields, what) => {
    const { post } = await open(subject);
    const subjectText = 'ConfigMap in version "v1" cannot be handled as a ConfigMap';
    const answer = await post("configmaps", { ...configMap("a"), ...fields });
    expect(said(answer)).toEqual([400, "BadRequest", `${subjectText}: json: cannot unmarshal ${what}`]);
  });

  test("a request above 3 MiB: 413", async () => {
    const { ask } = await open(subject);
    const body = configMap("large", { data: { a: "x".repeat(3_300_000) } });
    const message = "Request entity too large: limit is 3145728";
    expect(said(await ask("POST", "configmaps", { body }))).toEqual([413, "RequestEntityTooLarge", message]);
  });

  test("an object above 1.5 MiB is more than can be stored: 500", async () => {
    const { ask, space } = await open(subject);
    const head = { apiVersion: "apps/v1", kind: "ControllerRevision", metadata: { name: "large" } };
    const body = { ...head, revision: 1, data: { x: "y".repeat(1_800_000) } };
    const answer = await ask("POST", `/apis/apps/v1/namespaces/${space}/controllerrevisions`, { body });
    expect(said(answer)).toEqual([500, undefined, "etcdserver: request is too large"]);
  });
}

const unsupported = (list: string) => `dryRun: Unsupported value: ${list}: supported values: "All"`;

function optionRules(subject: RuleSubject): void {
  test.each([
    ["dryRun=foo", unsupported('["foo"]')],
    ["dryRun=", unsupported('[""]')],
    [`fieldManager=${"x".repeat(129)}`, "fieldManager: Too long: may not be more than 128 bytes"],
    [
      "fieldManager=a%0Ab",
      String.raw`fieldManager: Invalid value: "a\nb": invalid character U+000A (at position 1)`,
    ],
    [
      "fieldValidation=foo",
      'fieldValidation: Unsupported value: "foo": supported values: "", "Ignore", "Strict", "Warn"',
    ],
  ])("POST with %s: 422 on CreateOptions", async (query, why) => {
    const { ask } = await open(subject);
    const answer = await ask("POST", `configmaps?${query}`, { body: configMap("a") });
    expect(said(answer)).toEqual([422, "Invalid", `CreateOptions.meta.k8s.io "" is invalid: ${why}`]);
    expect(answer.body["details"]).toMatchObject({ group: "meta.k8s.io", kind: "CreateOptions" });
  });

  test.each([
    ["PUT", "UpdateOptions"],
    ["PATCH", "PatchOptions"],
    ["DELETE", "DeleteOptions"],
  ])("%s checks its options before it looks for the object", async (method, kind) => {
    const { ask } = await open(subject);
    const merge = { text: "{}", contentType: "application/merge-patch+json" };
    const options = { PUT: { body: configMap("none") }, PATCH: merge }[method];
    const answer = await ask(method, "configmaps/none?dryRun=foo", options);
    expect(said(answer)).toEqual([
      422,
      "Invalid",
      `${kind}.meta.k8s.io "" is invalid: ${unsupported('["foo"]')}`,
    ]);
  });

  test("force is for applies alone", async () => {
    const { ask } = await open(subject);
    const merge = { text: "{}", contentType: "application/merge-patch+json" };
    const message =
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch';
    expect(said(await ask("PATCH", "configmaps/a?force=true", merge))).toEqual([422, "Invalid", message]);
  });

  test("dryRun=All answers as if, and stores nothing", async () => {
    const { ask } = await open(subject);
    const made = await ask("POST", "configmaps?dryRun=All", { body: configMap("a", { data: { x: "1" } }) });
    expect([made.status, made.body["data"]]).toEqual([201, { x: "1" }]);
    expect(readField(made.body, "metadata", "resourceVersion")).toBeUndefined();
    expect((await ask("GET", "configmaps/a")).status).toBe(404);
  });

  test("a dry-run of a PUT and of a DELETE leave the object as it is", async () => {
    const { ask, post } = await open(subject);
    const made = await post("configmaps", configMap("a", { data: { x: "1" } }));
    const put = await ask("PUT", "configmaps/a?dryRun=All", { body: configMap("a", { data: { x: "2" } }) });
    expect([put.status, put.body["data"]]).toEqual([200, { x: "2" }]);
    expect((await ask("DELETE", "configmaps/a?dryRun=All")).status).toBe(200);
    expect((await ask("GET", "configmaps/a")).body).toEqual(made.body);
  });

  test("without a fieldManager the user agent's first word writes", async () => {
    const { ask } = await open(subject);
    const body = configMap("a", { data: { x: "1" } });
    const made = await ask("POST", "configmaps", { body, userAgent: "tester/1.0 (linux)" });
    expect(managersOf(made.body)).toEqual(["tester Update "]);
  });
}

function managersOf(object: JsonObject): readonly string[] {
  const entries = readField(object, "metadata", "managedFields");
  return (Array.isArray(entries) ? entries : [])
    .filter(isObject)
    .map(({ manager, operation, subresource = "" }) => `${manager} ${operation} ${subresource}`);
}

const noResource = "the server could not find the requested resource";
const notAllowed = "the server does not allow this method on the requested resource";

function pathRules(subject: RuleSubject): void {
  test.each([
    ["POST", "configmaps/a"],
    ["PUT", "configmaps"],
    ["PATCH", "configmaps"],
    ["OPTIONS", "configmaps/a"],
    ["POST", "/api/v1/configmaps"],
    ["DELETE", "/api/v1/configmaps"],
    ["DELETE", "/api/v1/namespaces"],
  ])("%s %s: 405", async (method, path) => {
    const { ask } = await open(subject);
    const options = method === "PATCH" ? { text: "{}", contentType: "application/merge-patch+json" } : {};
    const body = method === "DELETE" ? {} : { body: configMap("a") };
    const answer = await ask(method, path, { ...body, ...options });
    expect(said(answer)).toEqual([405, "MethodNotAllowed", notAllowed]);
  });

  test.each([
    ["GET", "foos/x"],
    ["GET", "configmaps/a/status"],
    ["PUT", "configmaps/a/status"],
    ["GET", "configmaps/a/scale"],
    ["GET", "configmaps/a/b/c"],
    ["GET", "/api/v1/configmaps/a"],
    ["GET", "nodes"],
    ["GET", "/apis/apps/v1/foos"],
    ["GET", "/apis/apps/v7/deployments"],
    ["GET", "/apis/apps/v1/namespaces"],
  ])("%s %s is no resource: 404 with a Status", async (method, path) => {
    const { ask } = await open(subject);
    expect(said(await ask(method, path))).toEqual([404, "NotFound", noResource]);
  });

  test.each(["/apis/none.example.com/v1/foos", "/foo"])("%s has no handler: 404 as text", async (path) => {
    const { ask } = await open(subject);
    const { status, text } = await ask("GET", path);
    expect([status, text]).toEqual([404, "404 page not found\n"]);
  });

  test("a path with a broken escape: 400 as text", async () => {
    const { ask } = await open(subject);
    const { status, text } = await ask("GET", "/api/v1/namespaces/%");
    expect([status, text]).toEqual([400, "400 Bad Request"]);
  });
}

function deployment(name: string, spec: JsonObject = {}): JsonObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "c", image: "i" }] },
  };
  const selector = { matchLabels: { app: name } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: { replicas: 0, paused: true, selector, template, ...spec },
  };
}

function scale(replicas: Json, metadata: JsonObject): JsonObject {
  return { apiVersion: "autoscaling/v1", kind: "Scale", metadata, spec: { replicas } };
}

async function openDeployment(subject: RuleSubject) {
  const { space, ask } = await open(subject);
  const path = `/apis/apps/v1/namespaces/${space}/deployments`;
  const made = await ask("POST", path, { body: deployment("d"), userAgent: "maker/1" });
  expect(made.status).toBe(201);
  return { space, ask, path: `${path}/d`, name: { name: "d", namespace: space } };
}

function scaleRules(subject: RuleSubject): void {
  test("a Scale shows replicas and selector; no replicas are left out", async () => {
    const { ask, path, space } = await openDeployment(subject);
    const { status, body } = await ask("GET", `${path}/scale`);
    expect([status, body["kind"], body["apiVersion"]]).toEqual([200, "Scale", "autoscaling/v1"]);
    expect([body["spec"], body["status"]]).toEqual([{}, { replicas: 0, selector: "app=d" }]);
    expect(body["metadata"]).toMatchObject({ name: "d", namespace: space });
  });

  test("the selector of a Scale is text, sorted by key", async () => {
    const { ask, space } = await open(subject);
    const labels = { app: "d", b: "c", k: "1", z: "1" };
    const selector = {
      matchLabels: { b: "c", app: "d" },
      matchExpressions: [
        { key: "z", operator: "Exists" },
        { key: "k", operator: "In", values: ["2", "1"] },
        { key: "x", operator: "DoesNotExist" },
      ],
    };
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } };
    const path = `/apis/apps/v1/namespaces/${space}/deployments`;
    await ask("POST", path, { body: deployment("s", { selector, template }) });
    const { body } = await ask("GET", `${path}/s/scale`);
    expect(readField(body, "status", "selector")).toBe("app=d,b=c,k in (1,2),!x,z");
  });

  test("PUT of a Scale sets the replicas, and takes the field from who had it", async () => {
    const { ask, path, name } = await openDeployment(subject);
    const put = await ask("PUT", `${path}/scale`, { body: scale(2, name), userAgent: "scaler/1" });
    expect([put.status, readField(put.body, "spec", "replicas")]).toEqual([200, 2]);
    const { body } = await ask("GET", path);
    expect(readField(body, "spec", "replicas")).toBe(2);
    expect(entryOf(body, "scaler")).toEqual({
      manager: "scaler",
      operation: "Update",
      apiVersion: "apps/v1",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:spec": { "f:replicas": {} } },
      subresource: "scale",
    });
    expect(readField(entryOf(body, "maker"), "fieldsV1", "f:spec", "f:replicas")).toBeUndefined();
  });

  test.each([
    ["application/merge-patch+json", { spec: { replicas: 3 } }],
    ["application/strategic-merge-patch+json", { spec: { replicas: 3 } }],
    ["application/json-patch+json", [{ op: "add", path: "/spec/replicas", value: 3 }]],
  ])("a Scale takes a %s", async (contentType, body) => {
    const { ask, path } = await openDeployment(subject);
    const patched = await ask("PATCH", `${path}/scale`, { body, contentType });
    expect([patched.status, readField(patched.body, "spec", "replicas")]).toEqual([200, 3]);
  });

  test("an apply of a Scale owns the replicas, and conflicts with another through `scale`", async () => {
    const { ask, path, name } = await openDeployment(subject);
    const contentType = "application/apply-patch+yaml";
    const first = await ask("PATCH", `${path}/scale?fieldManager=one&force=true`, {
      body: scale(1, name),
      contentType,
    });
    expect(first.status).toBe(200);
    const second = await ask("PATCH", `${path}/scale?fieldManager=two`, {
      body: scale(2, name),
      contentType,
    });
    const message =
      'Apply failed with 1 conflict: conflict with "one" with subresource "scale": .spec.replicas';
    expect(said(second)).toEqual([409, "Conflict", message]);
  });

  test("replicas below zero: 422 on the Scale", async () => {
    const { ask, path, name } = await openDeployment(subject);
    const answer = await ask("PUT", `${path}/scale`, { body: scale(-1, name) });
    const why = "spec.replicas: Invalid value: -1: must be greater than or equal to 0";
    expect(said(answer)).toEqual([422, "Invalid", `Scale.autoscaling "d" is invalid: ${why}`]);
  });

  test("a Scale of an old version: 409 on the object itself", async () => {
    const { ask, path, name } = await openDeployment(subject);
    const body = scale(1, { ...name, resourceVersion: "1" });
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    const message = `Operation cannot be fulfilled on deployments.apps "d": ${why}`;
    expect(said(await ask("PUT", `${path}/scale`, { body }))).toEqual([409, "Conflict", message]);
  });

  test("a Scale of what is not there: 404; of a kind without one: no resource", async () => {
    const { ask, space } = await open(subject);
    const apps = `/apis/apps/v1/namespaces/${space}`;
    const missing = await ask("GET", `${apps}/statefulsets/none/scale`);
    expect(said(missing)).toEqual([404, "NotFound", 'statefulsets.apps "none" not found']);
    expect(said(await ask("GET", `${apps}/daemonsets/none/scale`))).toEqual([404, "NotFound", noResource]);
  });

  test.each(["POST", "DELETE"])("%s of a Scale or a status: 405", async (method) => {
    const { ask, path } = await openDeployment(subject);
    for (const part of ["scale", "status"]) {
      const answer = await ask(method, `${path}/${part}`, method === "POST" ? { body: {} } : {});
      expect(said(answer)).toEqual([405, "MethodNotAllowed", notAllowed]);
    }
  });

  test("PUT of a status writes nothing but the status and annotations", async () => {
    const { ask, path } = await openDeployment(subject);
    const body = {
      ...deployment("d", { replicas: 4 }),
      metadata: { name: "d", labels: { x: "1" }, annotations: { y: "2" } },
      status: { replicas: 5, readyReplicas: 5, availableReplicas: 5, observedGeneration: 9 },
    };
    const put = await ask("PUT", `${path}/status`, { body, userAgent: "status-writer/1" });
    expect([put.status, readField(put.body, "spec", "replicas")]).toEqual([200, 0]);
    expect(put.body["metadata"]).toMatchObject({ annotations: { y: "2" } });
    expect(readField(put.body, "metadata", "labels")).toBeUndefined();
    expect(put.body["status"]).toMatchObject({ replicas: 5, readyReplicas: 5 });
    const entry = entryOf(put.body, "status-writer");
    expect(readField(entry, "fieldsV1", "f:spec")).toBeUndefined();
    expect(entry).toMatchObject({ operation: "Update", subresource: "status" });
  });

  test("a status is not written through the object", async () => {
    const { ask, path } = await openDeployment(subject);
    const patch = {
      body: { status: { observedGeneration: 77 } },
      contentType: "application/merge-patch+json",
    };
    const patched = await ask("PATCH", path, { ...patch, userAgent: "wanderer/1" });
    expect([patched.status, readField(patched.body, "status", "observedGeneration") === 77]).toEqual([
      200,
      false,
    ]);
    expect(entryOf(patched.body, "wanderer")).toBeUndefined();
  });
}

function entryOf(object: JsonObject, manager: string): JsonObject | undefined {
  const entries = readField(object, "metadata", "managedFields");
  return (Array.isArray(entries) ? entries : []).filter(isObject).find((each) => each["manager"] === manager);
}

const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p" },
  // Nobody schedules it, so that it stays as it is.
  spec: { schedulerName: "nobody", containers: [{ name: "c", image: "i" }] },
};

function podRules(subject: RuleSubject): void {
  test("a Binding puts a pod on a node, once", async () => {
    const { ask, post } = await open(subject);
    await post("pods", pod);
    const target = { apiVersion: "v1", kind: "Node", name: "nowhere" };
    const body = { apiVersion: "v1", kind: "Binding", metadata: { name: "p" }, target };
    const bound = await post("pods/p/binding", body);
    expect([bound.status, bound.body["kind"], bound.body["status"]]).toEqual([201, "Status", "Success"]);
    const { body: now } = await ask("GET", "pods/p");
    expect(readField(now, "spec", "nodeName")).toBe("nowhere");
    const message =
      'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "nowhere"';
    expect(said(await post("pods/p/binding", body))).toEqual([409, "Conflict", message]);
  });

  test("a Binding of a pod that is not there: 404", async () => {
    const { post } = await open(subject);
    const target = { kind: "Node", name: "nowhere" };
    const body = { apiVersion: "v1", kind: "Binding", metadata: { name: "none" }, target };
    expect(said(await post("pods/none/binding", body))).toEqual([404, "NotFound", 'pods "none" not found']);
  });

  test("an Eviction deletes a pod", async () => {
    const { ask, post } = await open(subject);
    await post("pods", pod);
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "p" } };
    const dry = await post("pods/p/eviction?dryRun=All", body);
    expect([dry.status, (await ask("GET", "pods/p")).status]).toEqual([201, 200]);
    const { status, body: answer } = await post("pods/p/eviction", body);
    expect([status, answer["status"], answer["code"]]).toEqual([201, "Success", 201]);
    expect((await ask("GET", "pods/p")).status).toBe(404);
  });

  test("an Eviction of another name: 400; of no pod: 404", async () => {
    const { post } = await open(subject);
    await post("pods", pod);
    const eviction = (name: string) => ({ apiVersion: "policy/v1", kind: "Eviction", metadata: { name } });
    const other = await post("pods/p/eviction", eviction("q"));
    expect(said(other)).toEqual([400, "BadRequest", "name in URL does not match name in Eviction object"]);
    const none = await post("pods/none/eviction", eviction("none"));
    expect(said(none)).toEqual([404, "NotFound", 'pods "none" not found']);
  });

  test("a log of a container that is not there: 400; of no pod: 404; nothing is written to it: 405", async () => {
    const { ask, post } = await open(subject);
    await post("pods", pod);
    const odd = await ask("GET", "pods/p/log?container=x");
    expect(said(odd)).toEqual([400, "BadRequest", "container x is not valid for pod p"]);
    expect(said(await ask("GET", "pods/none/log"))).toEqual([404, "NotFound", 'pods "none" not found']);
    expect((await post("pods/p/log", {})).status).toBe(405);
  });
}

function otherSubresourceRules(subject: RuleSubject): void {
  test("a TokenRequest gives a token in the form of a JWT", async () => {
    const { post } = await open(subject);
    await post("serviceaccounts", { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "sa" } });
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" };
    const given = await post("serviceaccounts/sa/token", {
      ...request,
      spec: { audiences: ["x"], expirationSeconds: 700 },
    });
    expect([given.status, given.body["kind"]]).toEqual([201, "TokenRequest"]);
    expect(given.body["spec"]).toMatchObject({ audiences: ["x"], expirationSeconds: 700 });
    const token = readField(given.body, "status", "token");
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const short = await post("serviceaccounts/sa/token", { ...request, spec: { expirationSeconds: 10 } });
    const why = "spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes";
    expect(said(short)).toEqual([422, "Invalid", `TokenRequest.authentication.k8s.io "" is invalid: ${why}`]);
  });

  test("a TokenRequest for nobody: 404", async () => {
    const { post } = await open(subject);
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    const answer = await post("serviceaccounts/none/token", body);
    expect(said(answer)).toEqual([404, "NotFound", 'serviceaccounts "none" not found']);
  });

  test("only finalize writes the finalizers of a namespace's spec", async () => {
    const { ask, space } = await open(subject);
    const path = `/api/v1/namespaces/${space}`;
    const patch = { body: { spec: { finalizers: [] } }, contentType: "application/merge-patch+json" };
    expect((await ask("PATCH", path, patch)).body["spec"]).toEqual({ finalizers: ["kubernetes"] });
    const named = (finalizers: readonly string[]) => ({
      body: { apiVersion: "v1", kind: "Namespace", metadata: { name: space }, spec: { finalizers } },
    });
    const more = await ask("PUT", `${path}/finalize`, named(["kubernetes", "example.com/wait"]));
    expect(more.body["spec"]).toEqual({ finalizers: ["kubernetes", "example.com/wait"] });
    const less = await ask("PUT", `${path}/finalize`, named(["kubernetes"]));
    expect(less.body["spec"]).toEqual({ finalizers: ["kubernetes"] });
    expect((await ask("GET", `${path}/finalize`)).status).toBe(405);
  });
}
