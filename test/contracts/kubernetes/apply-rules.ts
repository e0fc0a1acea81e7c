import { expect, test } from "vitest";
import { isObject, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, RuleSubject } from "./api-server.ts";
import { applyLaw } from "./apply-law.ts";

export const applies = { name: "Server-side apply", rules };

const apply = "application/apply-patch+yaml";
const merge = "application/merge-patch+json";

function said({ status, body }: ApiAnswer): readonly unknown[] {
  return [status, body["reason"], body["message"]];
}

type Data = Readonly<Record<string, unknown>>;

function configMap(data?: Data, metadata: Data = {}): JsonObject {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", ...metadata } };
  return JSON.parse(JSON.stringify(data === undefined ? body : { ...body, data }));
}

/** Shows who owns what: `manager Operation subresource` and the fields, sorted. */
function owners({ body }: ApiAnswer): Readonly<Record<string, unknown>> {
  const entries = readField(body, "metadata", "managedFields");
  const found = (Array.isArray(entries) ? entries : []).filter(isObject);
  return Object.fromEntries(
    found.map(({ manager, operation, subresource, fieldsV1 }) => [
      [manager, operation, ...(subresource === undefined ? [] : [subresource])].join(" "),
      fieldsV1,
    ]),
  );
}

async function open({ server }: RuleSubject) {
  const space = await server().makeSpace();
  const base = `/api/v1/namespaces/${space}`;
  const path = `${base}/configmaps/a`;
  const applyAt = (at: string, manager: string, body: JsonObject | string, query = "") =>
    server().call("PATCH", `${at}?fieldManager=${manager}${query}`, {
      ...(typeof body === "string" ? { text: body } : { body }),
      contentType: apply,
    });
  return {
    space,
    path,
    base,
    applyAt,
    applyAs: (manager: string, body: JsonObject | string, query = "") => applyAt(path, manager, body, query),
    update: (manager: string, body: JsonObject) =>
      server().call("PATCH", `${path}?fieldManager=${manager}`, { body, contentType: merge }),
    read: () => server().call("GET", path),
  };
}

function rules(subject: RuleSubject): void {
  ownershipRules(subject);
  conflictRules(subject);
  requestRules(subject);
  listRules(subject);
  resetRules(subject);
  kubectlRules(subject);
  statusRules(subject);
  applyLaw(subject);
}

function ownershipRules(subject: RuleSubject): void {
  test("an apply makes an object (201), a second one changes it (200)", async () => {
    const { applyAs } = await open(subject);
    const made = await applyAs("one", configMap({ x: "1" }));
    expect([made.status, made.body["data"], owners(made)]).toEqual([
      201,
      { x: "1" },
      { "one Apply": { "f:data": { "f:x": {} } } },
    ]);
    expect((await applyAs("one", configMap({ x: "2" }))).status).toBe(200);
  });

  test("two managers own their own fields, and share equal ones", async () => {
    const { applyAs } = await open(subject);
    await applyAs("one", configMap({ x: "1", y: "2" }));
    const both = await applyAs("two", configMap({ x: "1", z: "3" }));
    expect(both.body["data"]).toEqual({ x: "1", y: "2", z: "3" });
    expect(owners(both)).toEqual({
      "one Apply": { "f:data": { "f:x": {}, "f:y": {} } },
      "two Apply": { "f:data": { "f:x": {}, "f:z": {} } },
    });
  });

  test("what a manager leaves out goes, unless another owns it", async () => {
    const { applyAs } = await open(subject);
    await applyAs("one", configMap({ x: "1", y: "2" }));
    await applyAs("two", configMap({ x: "1" }));
    const left = await applyAs("one", configMap({ z: "3" }));
    expect(left.body["data"]).toEqual({ x: "1", z: "3" });
  });

  test("a manager that applies nothing owns nothing", async () => {
    const { applyAs } = await open(subject);
    await applyAs("one", configMap({ x: "1" }));
    await applyAs("two", configMap({ y: "1" }));
    const left = await applyAs("one", configMap());
    expect([left.body["data"], owners(left)]).toEqual([
      { y: "1" },
      { "two Apply": { "f:data": { "f:y": {} } } },
    ]);
  });

  test("an equal apply moves nothing, its times neither", async () => {
    const { applyAs } = await open(subject);
    const made = await applyAs("one", configMap({ x: "1" }));
    await new Promise((done) => setTimeout(done, 1_100));
    expect((await applyAs("one", configMap({ x: "1" }))).body).toEqual(made.body);
  });

  test("a dry-run answers as if, and stores nothing", async () => {
    const { applyAs, read } = await open(subject);
    const made = await applyAs("one", configMap({ x: "1" }));
    const dry = await applyAs("two", configMap({ x: "2" }), "&force=true&dryRun=All");
    expect([dry.status, dry.body["data"]]).toEqual([200, { x: "2" }]);
    expect((await read()).body).toEqual(made.body);
  });

  test("a dry-run of what is not there: 201, and there is nothing", async () => {
    const { applyAs, read } = await open(subject);
    expect((await applyAs("one", configMap({ x: "1" }), "&dryRun=All")).status).toBe(201);
    expect((await read()).status).toBe(404);
  });

  test("null leaves a map's entry an empty text", async () => {
    const { applyAs } = await open(subject);
    expect((await applyAs("one", configMap({ x: null }))).body["data"]).toEqual({ x: "" });
  });

  test("the server's own metadata may be applied, and is owned by nobody", async () => {
    const { applyAs } = await open(subject);
    const own = { creationTimestamp: null, generation: 4, generateName: "g-" };
    expect(owners(await applyAs("one", configMap({ x: "1" }, own)))).toEqual({
      "one Apply": { "f:data": { "f:x": {} }, "f:metadata": { "f:generateName": {} } },
    });
  });

  test("an update takes fields from who applied them", async () => {
    const { applyAs, update } = await open(subject);
    await applyAs("one", configMap({ x: "1", y: "2" }));
    const updated = await update("up", { data: { y: "9" } });
    expect(owners(updated)).toEqual({
      "one Apply": { "f:data": { "f:x": {} } },
      "up Update": { "f:data": { "f:y": {} } },
    });
  });

  test("owners that apply come first, then those that update, oldest first", async () => {
    const { applyAs, update } = await open(subject);
    await update("none", {});
    await applyAs("zed", configMap({ x: "1" }));
    await update("up", { data: { y: "1" } });
    const all = await applyAs("abe", configMap({ z: "1" }));
    const entries = readField(all.body, "metadata", "managedFields");
    const names = Array.isArray(entries) ? entries.map((each) => readField(each, "operation")) : [];
    expect(names).toEqual(["Apply", "Apply", "Update"]);
  });

  test("more than ten who update: the oldest become ancient-changes", async () => {
    const { applyAs, update } = await open(subject);
    await applyAs("one", configMap({ x: "1" }));
    let last = await update("u00", { data: { k00: "1" } });
    for (let index = 1; index < 12; index += 1) {
      const name = String(index).padStart(2, "0");
      last = await update(`u${name}`, { data: { [`k${name}`]: "1" } });
    }
    const names = Object.keys(owners(last));
    expect(names).toContain("ancient-changes Update");
    expect(names.filter((name) => name.endsWith(" Update")).length).toBe(10);
  });
}

function conflictRules(subject: RuleSubject): void {
  test("one conflict is said on one line", async () => {
    const { applyAs } = await open(subject);
    await applyAs("one", configMap({ x: "1" }));
    const answer = await applyAs("two", configMap({ x: "2" }));
    const message = 'Apply failed with 1 conflict: conflict with "one": .data.x';
    expect(said(answer)).toEqual([409, "Conflict", message]);
    expect(answer.body["details"]).toEqual({
      causes: [{ reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.x" }],
    });
  });

  test("several conflicts are listed by manager", async () => {
    const { applyAs } = await open(subject);
    await applyAs("one", configMap({ x: "1", y: "2" }, { labels: { l: "1" } }));
    await applyAs("two", configMap({ x: "1", z: "3" }));
    const answer = await applyAs("three", configMap({ x: "5", y: "5", z: "5" }, { labels: { l: "2" } }));
    expect(answer.body["message"]).toBe(
      'Apply failed with 5 conflicts: conflicts with "one":\n- .data.x\n- .data.y\n- .metadata.labels.l\n' +
        'conflicts with "two":\n- .data.x\n- .data.z',
    );
  });

  test("a conflict with an update says its version", async () => {
    const { applyAs, update } = await open(subject);
    await applyAs("one", configMap({ x: "1" }));
    await update("up", { data: { x: "2" } });
    const message = 'Apply failed with 1 conflict: conflict with "up" using v1: .data.x';
    expect(said(await applyAs("one", configMap({ x: "1" })))).toEqual([409, "Conflict", message]);
  });

  test("a conflict changes nothing; force takes the fields", async () => {
    const { applyAs, read } = await open(subject);
    const made = await applyAs("one", configMap({ x: "1", y: "1" }));
    await applyAs("two", configMap({ x: "2" }));
    expect((await read()).body).toEqual(made.body);
    const forced = await applyAs("two", configMap({ x: "2" }), "&force=true");
    expect(forced.body["data"]).toEqual({ x: "2", y: "1" });
    expect(owners(forced)).toEqual({
      "one Apply": { "f:data": { "f:y": {} } },
      "two Apply": { "f:data": { "f:x": {} } },
    });
  });

  test("an atomic map is one field", async () => {
    const { base, applyAt } = await open(subject);
    const service = (selector: JsonObject) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s" },
      spec: { ports: [{ port: 80 }], selector },
    });
    await applyAt(`${base}/services/s`, "one", service({ a: "1" }));
    const answer = await applyAt(`${base}/services/s`, "two", service({ b: "1" }));
    const message = 'Apply failed with 1 conflict: conflict with "one": .spec.selector';
    expect(said(answer)).toEqual([409, "Conflict", message]);
  });

  test("a conflict in a list names the item by its keys", async () => {
    const { base, applyAt } = await open(subject);
    const service = (targetPort: number) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s" },
      spec: { ports: [{ port: 80, targetPort }] },
    });
    await applyAt(`${base}/services/s`, "one", service(90));
    const answer = await applyAt(`${base}/services/s`, "two", service(91));
    const field = '.spec.ports[port=80,protocol="TCP"].targetPort';
    const message = `Apply failed with 1 conflict: conflict with "one": ${field}`;
    expect(said(answer)).toEqual([409, "Conflict", message]);
  });
}

function requestRules(subject: RuleSubject): void {
  test("an apply needs a fieldManager: 422", async () => {
    const { path } = await open(subject);
    const answer = await subject.server().call("PATCH", path, { body: configMap(), contentType: apply });
    const message =
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch';
    expect(said(answer)).toEqual([422, "Invalid", message]);
  });

  test.each([
    ["no kind", { metadata: { name: "a" } }, "invalid object type: /, Kind="],
    ["no version", { kind: "ConfigMap", metadata: { name: "a" } }, "invalid object type: /, Kind=ConfigMap"],
    [
      "another kind",
      { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } },
      "invalid object type: /v1, Kind=Secret",
    ],
    [
      "another group",
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } },
      "invalid object type: apps/v1, Kind=Deployment",
    ],
    [
      "another name",
      configMap({}, { name: "b" }),
      "the name of the object (b) does not match the name on the URL (a)",
    ],
    [
      "another namespace",
      configMap({}, { namespace: "default" }),
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
    ["managedFields", configMap({}, { managedFields: [] }), "metadata.managedFields must be nil"],
  ])("a configuration with %s: 400", async (_rule, body, message) => {
    const { applyAs } = await open(subject);
    expect(said(await applyAs("one", body))).toEqual([400, "BadRequest", message]);
  });

  test.each([
    [
      "a list",
      "[]",
      "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}",
    ],
    [
      "a word",
      "hello",
      "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}",
    ],
    ["null", "null", "invalid object type: /, Kind="],
  ])("a configuration that is %s: 400", async (_rule, text, message) => {
    const { applyAs } = await open(subject);
    expect(said(await applyAs("one", text))).toEqual([400, "BadRequest", message]);
  });

  test("a configuration that is broken YAML: 400", async () => {
    const { applyAs } = await open(subject);
    const { status, body } = await applyAs("one", "a: [");
    expect([status, body["reason"]]).toEqual([400, "BadRequest"]);
    expect(body["message"]).toContain("error decoding YAML: error converting YAML to JSON: yaml: ");
  });

  test("YAML is taken; the name may be left to the URL once there is an object", async () => {
    const { applyAs } = await open(subject);
    const nameless = "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: '1'\n";
    const message = "the name of the object (a based on URL) was undeterminable: name must be provided";
    expect(said(await applyAs("one", nameless))).toEqual([400, "BadRequest", message]);
    await applyAs("one", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n");
    const applied = await applyAs("one", nameless);
    expect([applied.status, applied.body["data"]]).toEqual([200, { x: "1" }]);
  });

  test.each([
    ["an unknown field", { foo: 1 }, ".foo: field not declared in schema"],
    ["a wrong type", { data: { n: 1 } }, ".data.n: expected string, got &value.valueUnstructured{Value:1}"],
  ])("%s: 500, whatever fieldValidation says", async (_rule, fields, why) => {
    const { applyAs } = await open(subject);
    const head = "failed to create typed patch object (/a; /v1, Kind=ConfigMap)";
    for (const query of ["", "&fieldValidation=Ignore"]) {
      const answer = await applyAs("one", { ...configMap(), ...fields }, query);
      expect(said(answer)).toEqual([500, undefined, `${head}: ${why}`]);
    }
  });

  test("the version of another state conflicts; another uid is immutable", async () => {
    const { applyAs } = await open(subject);
    await applyAs("one", configMap({ x: "1" }));
    const stale = await applyAs("one", configMap({ x: "2" }, { resourceVersion: "1" }));
    expect(stale.status).toBe(409);
    const message = 'ConfigMap "a" is invalid: metadata.uid: Invalid value: "x": field is immutable';
    expect(said(await applyAs("one", configMap({}, { uid: "x" })))).toEqual([422, "Invalid", message]);
  });

  test("a uid makes nothing that is not there: 409", async () => {
    const { applyAs } = await open(subject);
    const why = "uid mismatch: the provided object specified uid x, and no existing object was found";
    const message = `Operation cannot be fulfilled on configmaps "a": ${why}`;
    expect(said(await applyAs("one", configMap({}, { uid: "x" })))).toEqual([409, "Conflict", message]);
  });

  test("a resourceVersion makes what is not there all the same", async () => {
    const { applyAs } = await open(subject);
    expect((await applyAs("one", configMap({}, { resourceVersion: "4" }))).status).toBe(201);
  });

  test("only the YAML type is an apply: 415", async () => {
    const { path } = await open(subject);
    const answer = await subject.server().call("PATCH", `${path}?fieldManager=one`, {
      body: configMap(),
      contentType: "application/apply-patch+json",
    });
    expect(said(answer)).toEqual([415, "UnsupportedMediaType", "415: Unsupported Media Type"]);
  });
}

function finalizersOf({ body }: ApiAnswer): unknown {
  return readField(body, "metadata", "finalizers");
}

function listRules(subject: RuleSubject): void {
  test("items of a set belong to managers one by one", async () => {
    const { applyAs } = await open(subject);
    const withFinalizers = (...finalizers: string[]) => configMap(undefined, { finalizers });
    await applyAs("one", withFinalizers("a/b", "a/c"));
    const both = await applyAs("two", withFinalizers("a/d", "a/b"));
    expect(finalizersOf(both)).toEqual(["a/d", "a/b", "a/c"]);
    const less = await applyAs("one", withFinalizers("a/c"));
    expect(finalizersOf(less)).toEqual(["a/d", "a/b", "a/c"]);
    expect(owners(less)).toEqual({
      "one Apply": { "f:metadata": { "f:finalizers": { 'v:"a/c"': {} } } },
      "two Apply": { "f:metadata": { "f:finalizers": { 'v:"a/b"': {}, 'v:"a/d"': {} } } },
    });
    expect(finalizersOf(await applyAs("one", configMap()))).toEqual(["a/d", "a/b"]);
    expect(finalizersOf(await applyAs("two", configMap()))).toBeUndefined();
  });

  test("an item twice in a set: 500", async () => {
    const { applyAs } = await open(subject);
    const answer = await applyAs("one", configMap(undefined, { finalizers: ["a/c", "a/c"] }));
    const head = "failed to create typed patch object (/a; /v1, Kind=ConfigMap)";
    const message = `${head}: .metadata.finalizers: duplicate entries for key [="a/c"]`;
    expect(said(answer)).toEqual([500, undefined, message]);
  });

  test("items with equal keys: 500, the defaults of keys counted", async () => {
    const { base, applyAt } = await open(subject);
    const ports = [
      { port: 80, name: "a" },
      { port: 80, name: "b", protocol: "TCP" },
    ];
    const body = { apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec: { ports } };
    const answer = await applyAt(`${base}/services/s`, "one", body);
    const why = '.spec.ports: duplicate entries for key [port=80,protocol="TCP"]';
    const message = `failed to create typed patch object (/s; /v1, Kind=Service): ${why}`;
    expect(said(answer)).toEqual([500, undefined, message]);
  });

  test("an item's keys are owned with the default of a key that is left out", async () => {
    const { base, applyAt } = await open(subject);
    const body = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s" },
      spec: { ports: [{ port: 80, name: "a" }] },
    };
    const key = 'k:{"port":80,"protocol":"TCP"}';
    expect(owners(await applyAt(`${base}/services/s`, "one", body))).toEqual({
      "one Apply": { "f:spec": { "f:ports": { [key]: { ".": {}, "f:name": {}, "f:port": {} } } } },
    });
  });
}

function resetRules(subject: RuleSubject): void {
  test.each([
    ["an empty list", []],
    ["one empty entry", [{}]],
  ])(
    "a patch of managedFields to %s clears them, and updates own nothing from then on",
    async (_rule, managedFields) => {
      const { applyAs, update } = await open(subject);
      await applyAs("one", configMap({ x: "1" }));
      expect(owners(await update("up", { metadata: { managedFields } }))).toEqual({});
      const later = await update("up", { data: { x: "2", y: "1" } });
      expect([later.body["data"], owners(later)]).toEqual([{ x: "2", y: "1" }, {}]);
    },
  );

  test("the first apply to what nobody owns finds before-first-apply", async () => {
    const { applyAs, update } = await open(subject);
    await applyAs("one", configMap({ x: "1", y: "1" }));
    await update("up", { metadata: { managedFields: [{}] } });
    const message = 'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.x';
    expect(said(await applyAs("two", configMap({ x: "2" })))).toEqual([409, "Conflict", message]);
    expect(owners(await applyAs("two", configMap({ x: "1", z: "1" })))).toEqual({
      "before-first-apply Update": { "f:data": { ".": {}, "f:x": {}, "f:y": {} } },
      "two Apply": { "f:data": { "f:x": {}, "f:z": {} } },
    });
  });

  test("null for managedFields, and entries that make no sense, change nothing", async () => {
    const { applyAs, update } = await open(subject);
    const made = owners(await applyAs("one", configMap({ x: "1" })));
    expect(owners(await update("up", { metadata: { managedFields: null } }))).toEqual(made);
    const entry = {
      manager: "q",
      operation: "Apply",
      apiVersion: "v1",
      fieldsType: "FieldsV1",
      fieldsV1: {},
    };
    const odd = [{ operation: "Foo" }, { fieldsType: "FieldsV2" }, { fieldsV1: { foo: {} } }];
    for (const fields of odd) {
      const managedFields = [{ ...entry, ...fields }];
      expect(owners(await update("up", { metadata: { managedFields } }))).toEqual(made);
    }
  });

  test("managedFields may be set, so that fields move from one manager to another", async () => {
    const { applyAs, update } = await open(subject);
    await applyAs("one", configMap({ x: "1", y: "1" }));
    const entry = {
      manager: "two",
      operation: "Apply",
      apiVersion: "v1",
      time: "2020-01-01T00:00:00Z",
      fieldsType: "FieldsV1",
      fieldsV1: { "f:data": { "f:x": {}, "f:y": {} } },
    };
    const moved = await update("up", { metadata: { managedFields: [entry] }, data: { z: "1" } });
    expect(owners(moved)).toEqual({
      "two Apply": { "f:data": { "f:x": {}, "f:y": {} } },
      "up Update": { "f:data": { "f:z": {} } },
    });
    const left = await applyAs("two", configMap({ x: "1" }));
    expect(left.body["data"]).toEqual({ x: "1", z: "1" });
  });

  test("a new object's managedFields are the server's, whatever it says", async () => {
    const { base } = await open(subject);
    const entry = { manager: "q", operation: "Apply", apiVersion: "v1", fieldsType: "FieldsV1" };
    const managedFields = [{ ...entry, fieldsV1: { "f:data": { "f:x": {} } } }];
    const made = await subject.server().call("POST", `${base}/configmaps?fieldManager=maker`, {
      body: configMap({ x: "1" }, { managedFields }),
    });
    expect(owners(made)).toEqual({ "maker Update": { "f:data": { ".": {}, "f:x": {} } } });
  });
}

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

function kubectlRules(subject: RuleSubject): void {
  const clientSide = (data: Data) =>
    configMap(data, { annotations: { [lastApplied]: `${JSON.stringify(configMap(data))}\n` } });

  test("kubectl may take over what its client applied before, others may not", async () => {
    const { base, applyAs } = await open(subject);
    await subject.server().call("POST", `${base}/configmaps?fieldManager=kubectl-client-side-apply`, {
      body: clientSide({ x: "1", y: "2" }),
    });
    const other = await applyAs("other", configMap({ x: "9" }));
    const message =
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.x';
    expect(said(other)).toEqual([409, "Conflict", message]);
    const taken = await applyAs("kubectl", configMap({ x: "9" }));
    expect([taken.status, taken.body["data"]]).toEqual([200, { x: "9", y: "2" }]);
    expect(owners(taken)["kubectl Apply"]).toEqual({ "f:data": { "f:x": {} } });
    const annotations = readField(taken.body, "metadata", "annotations", lastApplied);
    expect(JSON.parse(String(annotations))).toMatchObject({ data: { x: "9" } });
  });

  test("but not what somebody changed since", async () => {
    const { base, applyAs, update } = await open(subject);
    await subject.server().call("POST", `${base}/configmaps?fieldManager=kubectl-client-side-apply`, {
      body: clientSide({ x: "1", y: "2" }),
    });
    await update("hand", { data: { y: "5" } });
    const message = 'Apply failed with 1 conflict: conflict with "hand" using v1: .data.y';
    expect(said(await applyAs("kubectl", configMap({ x: "9", y: "7" })))).toEqual([409, "Conflict", message]);
  });
}

function statusRules(subject: RuleSubject): void {
  const deployment = (fields: JsonObject): JsonObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d" },
    ...fields,
  });
  const spec = {
    replicas: 0,
    paused: true,
    selector: { matchLabels: { app: "d" } },
    template: {
      metadata: { labels: { app: "d" } },
      spec: { containers: [{ name: "c", image: "i" }] },
    },
  };

  test("the status has owners of its own, who own nothing else", async () => {
    const { space, applyAt } = await open(subject);
    const path = `/apis/apps/v1/namespaces/${space}/deployments/d`;
    await applyAt(path, "one", deployment({ spec }));
    const conditions = [{ type: "X", status: "True" }];
    const applied = await applyAt(
      `${path}/status`,
      "one",
      deployment({ spec: { replicas: 9 }, status: { conditions } }),
    );
    expect([applied.status, readField(applied.body, "spec", "replicas")]).toEqual([200, 0]);
    expect(owners(applied)["one Apply status"]).toEqual({
      "f:status": { "f:conditions": { 'k:{"type":"X"}': { ".": {}, "f:status": {}, "f:type": {} } } },
    });
    expect(readField(owners(applied)["one Apply"] as JsonObject, "f:status")).toBeUndefined();
  });

  test("a status in a configuration of the object itself is left out", async () => {
    const { space, applyAt } = await open(subject);
    const path = `/apis/apps/v1/namespaces/${space}/deployments/d`;
    const made = await applyAt(path, "one", deployment({ spec, status: { observedGeneration: 77 } }));
    expect(readField(made.body, "status", "observedGeneration")).toBeUndefined();
    expect(readField(owners(made)["one Apply"] as JsonObject, "f:status")).toBeUndefined();
  });

  test("a status of what is not there: 404", async () => {
    const { space, applyAt } = await open(subject);
    const path = `/apis/apps/v1/namespaces/${space}/deployments/d/status`;
    const message = 'deployments.apps "d" not found';
    expect(said(await applyAt(path, "one", deployment({ status: {} })))).toEqual([404, "NotFound", message]);
  });

  test("one manager in two versions is one owner", async () => {
    const { space, applyAt } = await open(subject);
    const at = (version: string) =>
      `/apis/autoscaling/${version}/namespaces/${space}/horizontalpodautoscalers/h`;
    const scaler = (version: string, more: JsonObject) => ({
      apiVersion: `autoscaling/${version}`,
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "h" },
      spec: {
        maxReplicas: 3,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
        ...more,
      },
    });
    await applyAt(at("v2"), "one", scaler("v2", {}));
    const again = await applyAt(at("v1"), "one", scaler("v1", { minReplicas: 2 }));
    const entries = readField(again.body, "metadata", "managedFields");
    const own = (Array.isArray(entries) ? entries : []).filter(
      (each) => readField(each, "manager") === "one",
    );
    expect(own.map((each) => readField(each, "apiVersion"))).toEqual(["autoscaling/v1"]);
    const wrong = await applyAt(at("v2"), "one", scaler("v1", {}));
    const message = "invalid object type: autoscaling/v1, Kind=HorizontalPodAutoscaler";
    expect(said(wrong)).toEqual([400, "BadRequest", message]);
  });
}
