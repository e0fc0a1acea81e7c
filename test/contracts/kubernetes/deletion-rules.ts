import { expect, test } from "vitest";
import { isObject, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, RuleSubject } from "./api-server.ts";

export const deletion = { name: "Deletion and garbage collection", rules };

const merge = "application/merge-patch+json";
const held = ["example.com/wait"];
// A real collector and namespace controller take their time.
const patience = { timeout: 90_000, interval: 200 };

function said({ status, body }: ApiAnswer): readonly unknown[] {
  return [status, body["reason"], body["message"]];
}

type Metadata = Readonly<Record<string, unknown>>;

async function open({ server }: RuleSubject) {
  const space = await server().makeSpace();
  const at = (path: string) => (path.startsWith("/") ? path : `/api/v1/namespaces/${space}/${path}`);
  const read = (path: string) => server().call("GET", at(path));
  return {
    space,
    read,
    make: async (name: string, metadata: Metadata = {}) => {
      const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata } };
      const made = await server().call("POST", at("configmaps"), { body, userAgent: "maker/1" });
      expect(made.status).toBe(201);
      return made.body;
    },
    remove: (path: string, body?: JsonObject) =>
      server().call("DELETE", at(path), body === undefined ? {} : { body }),
    post: (path: string, body: JsonObject) => server().call("POST", at(path), { body }),
    /** Takes all finalizers off. */
    free: (path: string) =>
      server().call("PATCH", at(path), { body: { metadata: { finalizers: null } }, contentType: merge }),
    /** Waits until an object is gone. */
    gone: (path: string) => expect.poll(async () => (await read(path)).status, patience).toBe(404),
  };
}

function owner({ kind, metadata }: JsonObject, more: JsonObject = {}): JsonObject {
  const { name, uid } = asMap(metadata);
  return { apiVersion: "v1", kind, name, uid, ...more };
}

function asMap(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function metadataOf({ body }: ApiAnswer): JsonObject {
  return asMap(body["metadata"]);
}

function rules(subject: RuleSubject): void {
  answerRules(subject);
  optionRules(subject);
  finalizerRules(subject);
  ownerRules(subject);
  policyRules(subject);
  collectionRules(subject);
  spaceRules(subject);
  definitionRules(subject);
}

function answerRules(subject: RuleSubject): void {
  test("most kinds answer with a Status that names the object", async () => {
    const { make, remove, read } = await open(subject);
    const uid = readField(await make("a"), "metadata", "uid");
    const { status, body } = await remove("configmaps/a");
    expect([status, body]).toEqual([
      200,
      {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Success",
        details: { name: "a", kind: "configmaps", uid },
      },
    ]);
    expect((await read("configmaps/a")).status).toBe(404);
  });

  test("some answer with the object", async () => {
    const { post, remove } = await open(subject);
    const head = { apiVersion: "v1", metadata: { name: "a" } };
    await post("services", { ...head, kind: "Service", spec: { ports: [{ port: 80 }] } });
    await post("serviceaccounts", { ...head, kind: "ServiceAccount" });
    for (const plural of ["services", "serviceaccounts"]) {
      const { status, body } = await remove(`${plural}/a`);
      const { name, deletionTimestamp } = asMap(body["metadata"]);
      expect([status, name, deletionTimestamp]).toEqual([200, "a", undefined]);
    }
  });

  test("what is not there: 404", async () => {
    const { remove } = await open(subject);
    expect(said(await remove("configmaps/none"))).toEqual([404, "NotFound", 'configmaps "none" not found']);
  });

  test("a pod without a node goes at once, and answers as it went", async () => {
    const { post, remove, read } = await open(subject);
    const spec = { schedulerName: "nobody", containers: [{ name: "c", image: "i" }] };
    await post("pods", { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec });
    const { body } = await remove("pods/p");
    expect(body["metadata"]).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 });
    expect((await read("pods/p")).status).toBe(404);
  });

  test("a pod on a node is told to end within its time, and then goes", async () => {
    const { post, remove, gone } = await open(subject);
    const spec = { nodeName: "nowhere", containers: [{ name: "c", image: "i" }] };
    await post("pods", { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec });
    const first = await remove("pods/p");
    expect(metadataOf(first)["deletionGracePeriodSeconds"]).toBe(30);
    await remove("pods/p?gracePeriodSeconds=0");
    await gone("pods/p");
  });
}

const optionsHead = 'DeleteOptions.meta.k8s.io "" is invalid';

function optionRules(subject: RuleSubject): void {
  test("a policy that there is not: 422, in the body as in the query", async () => {
    const { make, remove } = await open(subject);
    await make("a");
    const supported = 'supported values: "Foreground", "Background", "Orphan", "nil"';
    const message = `${optionsHead}: propagationPolicy: Unsupported value: "Nope": ${supported}`;
    const body = await remove("configmaps/a", { propagationPolicy: "Nope" });
    expect(said(body)).toEqual([422, "Invalid", message]);
    const query = await remove("configmaps/a?propagationPolicy=Nope");
    expect(said(query)).toEqual([422, "Invalid", message]);
  });

  test("a policy and orphanDependents together: 422", async () => {
    const { make, remove } = await open(subject);
    await make("a");
    const answer = await remove("configmaps/a", { propagationPolicy: "Orphan", orphanDependents: true });
    const why = 'Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set';
    expect(said(answer)).toEqual([422, "Invalid", `${optionsHead}: propagationPolicy: ${why}`]);
  });

  test("options of another kind, or none at all: 400", async () => {
    const { make, remove, space } = await open(subject);
    await make("a");
    const message =
      'no kind "Foo" is registered for version "meta.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"';
    expect(said(await remove("configmaps/a", { kind: "Foo" }))).toEqual([400, "BadRequest", message]);
    const path = `/api/v1/namespaces/${space}/configmaps/a`;
    const broken = await subject.server().call("DELETE", path, { text: "{" });
    const why = "couldn't get version/kind; json parse error: unexpected end of JSON input";
    expect(said(broken)).toEqual([400, "BadRequest", why]);
    const odd = await subject.server().call("DELETE", path, { text: "{}", contentType: "text/plain" });
    expect(odd.status).toBe(415);
  });

  test("a grace period that is no number: 400", async () => {
    const { make, remove } = await open(subject);
    await make("a");
    const message = 'strconv.ParseInt: parsing "abc": invalid syntax';
    expect(said(await remove("configmaps/a?gracePeriodSeconds=abc"))).toEqual([400, "BadRequest", message]);
  });

  test("another uid or version than the preconditions': 409", async () => {
    const { make, remove, read } = await open(subject);
    await make("a");
    for (const [field, value, what] of [
      ["uid", "1", "UID"],
      ["resourceVersion", "1", "ResourceVersion"],
    ] as const) {
      const answer = await remove("configmaps/a", { preconditions: { [field]: value } });
      expect(said(answer).slice(0, 2)).toEqual([409, "Conflict"]);
      expect(answer.body["message"]).toContain(
        `the ${what} in the precondition (1) does not match the ${what} in record`,
      );
    }
    expect((await read("configmaps/a")).status).toBe(200);
  });

  test("a dry-run in the body deletes nothing", async () => {
    const { make, remove, read } = await open(subject);
    await make("a");
    expect((await remove("configmaps/a", { dryRun: ["All"] })).status).toBe(200);
    expect((await read("configmaps/a")).status).toBe(200);
  });
}

function finalizerRules(subject: RuleSubject): void {
  test("an object with finalizers stays, marked, until they are gone", async () => {
    const { make, remove, free, read } = await open(subject);
    await make("a", { finalizers: held });
    const deleted = await remove("configmaps/a");
    expect([deleted.status, deleted.body["kind"]]).toEqual([200, "ConfigMap"]);
    expect(metadataOf(deleted)).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: held });
    expect(metadataOf(deleted)["deletionTimestamp"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const again = await remove("configmaps/a");
    expect(again.body).toEqual(deleted.body);
    const freed = await free("configmaps/a");
    expect([freed.status, metadataOf(freed)["finalizers"]]).toEqual([200, undefined]);
    expect((await read("configmaps/a")).status).toBe(404);
  });

  test("a PUT without the finalizers ends it, too", async () => {
    const { make, remove, read, space } = await open(subject);
    await make("a", { finalizers: held });
    await remove("configmaps/a");
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    const put = await subject.server().call("PUT", `/api/v1/namespaces/${space}/configmaps/a`, { body });
    expect(put.status).toBe(200);
    expect((await read("configmaps/a")).status).toBe(404);
  });

  test("an object on its way out takes changes, but no new finalizers", async () => {
    const { make, remove, space } = await open(subject);
    await make("a", { finalizers: held });
    await remove("configmaps/a");
    const path = `/api/v1/namespaces/${space}/configmaps/a`;
    const patch = (body: JsonObject) => subject.server().call("PATCH", path, { body, contentType: merge });
    expect((await patch({ data: { x: "1" } })).body["data"]).toEqual({ x: "1" });
    const more = await patch({ metadata: { finalizers: [...held, "example.com/more"] } });
    const why = "no new finalizers can be added if the object is being deleted, found new finalizers";
    const message = `ConfigMap "a" is invalid: metadata.finalizers: Forbidden: ${why} []string{"example.com/more"}`;
    expect(said(more)).toEqual([422, "Invalid", message]);
    await patch({ metadata: { finalizers: null } });
  });

  test("a deletion moves the generation of kinds that count it", async () => {
    const { post, remove, free, space } = await open(subject);
    const path = `/apis/networking.k8s.io/v1/namespaces/${space}/networkpolicies`;
    const body = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "n", finalizers: held },
      spec: { podSelector: {} },
    };
    expect(readField((await post(path, body)).body, "metadata", "generation")).toBe(1);
    expect(metadataOf(await remove(`${path}/n`))["generation"]).toBe(2);
    await free(`${path}/n`);
  });
}

function ownerRules(subject: RuleSubject): void {
  test("dependents go when their owner is gone", async () => {
    const { make, remove, gone } = await open(subject);
    const top = await make("owner");
    const middle = await make("middle", { ownerReferences: [owner(top)] });
    await make("leaf", { ownerReferences: [owner(middle)] });
    await remove("configmaps/owner");
    await gone("configmaps/middle");
    await gone("configmaps/leaf");
  });

  test("a dependent of two owners loses the one that goes, and goes with the other", async () => {
    const { make, remove, read, gone } = await open(subject);
    const [first, second] = [await make("first"), await make("second")];
    await make("both", { ownerReferences: [owner(first), owner(second)] });
    await remove("configmaps/first");
    const ownersOf = async () => metadataOf(await read("configmaps/both"))["ownerReferences"];
    await expect.poll(ownersOf, patience).toEqual([owner(second)]);
    await remove("configmaps/second");
    await gone("configmaps/both");
  });

  test("an object whose owner was never there goes", async () => {
    const { make, gone } = await open(subject);
    const uid = "22222222-2222-2222-2222-222222222222";
    await make("stray", { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "none", uid }] });
    await gone("configmaps/stray");
  });

  test("so does one whose owner's name another object has", async () => {
    const { make, gone } = await open(subject);
    const other = await make("other");
    const uid = "33333333-2222-2222-2222-222222222222";
    await make("stray", { ownerReferences: [{ ...owner(other), uid }] });
    await gone("configmaps/stray");
  });

  test("one whose owner is of a kind that there is not stays", async () => {
    const { make, gone, read } = await open(subject);
    const uid = "22222222-2222-2222-2222-222222222224";
    await make("kept", {
      ownerReferences: [{ apiVersion: "none.example.com/v1", kind: "Foo", name: "x", uid }],
    });
    await make("stray", { ownerReferences: [{ apiVersion: "v1", kind: "Secret", name: "none", uid }] });
    await gone("configmaps/stray");
    expect((await read("configmaps/kept")).status).toBe(200);
  });
}

function policyRules(subject: RuleSubject): void {
  test("Foreground: the owner waits for the dependents that block it", async () => {
    const { make, remove, free, read, gone } = await open(subject);
    const top = await make("owner");
    await make("blocks", { ownerReferences: [owner(top, { blockOwnerDeletion: true })], finalizers: held });
    await make("other", { ownerReferences: [owner(top)] });
    const deleted = await remove("configmaps/owner", { propagationPolicy: "Foreground" });
    expect(metadataOf(deleted)).toMatchObject({ finalizers: ["foregroundDeletion"] });
    await gone("configmaps/other");
    const isMarked = async () =>
      metadataOf(await read("configmaps/blocks"))["deletionTimestamp"] !== undefined;
    await expect.poll(isMarked, patience).toBe(true);
    expect(metadataOf(await read("configmaps/owner"))["finalizers"]).toEqual(["foregroundDeletion"]);
    await free("configmaps/blocks");
    await gone("configmaps/owner");
  });

  test("Foreground: a dependent that does not block is not waited for", async () => {
    const { make, remove, free, read, gone } = await open(subject);
    const top = await make("owner");
    await make("slow", { ownerReferences: [owner(top)], finalizers: held });
    await remove("configmaps/owner", { propagationPolicy: "Foreground" });
    await gone("configmaps/owner");
    expect(metadataOf(await read("configmaps/slow"))["deletionTimestamp"]).toBeDefined();
    await free("configmaps/slow");
  });

  test("Foreground goes down to the dependents of dependents", async () => {
    const { make, remove, free, read, gone } = await open(subject);
    const block = { blockOwnerDeletion: true };
    const top = await make("owner");
    const middle = await make("middle", { ownerReferences: [owner(top, block)] });
    await make("leaf", { ownerReferences: [owner(middle, block)], finalizers: held });
    await remove("configmaps/owner?propagationPolicy=Foreground");
    const isMarked = async () => metadataOf(await read("configmaps/leaf"))["deletionTimestamp"] !== undefined;
    await expect.poll(isMarked, patience).toBe(true);
    expect(metadataOf(await read("configmaps/middle"))["finalizers"]).toEqual(["foregroundDeletion"]);
    expect((await read("configmaps/owner")).status).toBe(200);
    await free("configmaps/leaf");
    await gone("configmaps/owner");
  });

  test.each([
    ["propagationPolicy", { propagationPolicy: "Orphan" }],
    ["orphanDependents", { orphanDependents: true }],
  ])("Orphan by %s: dependents stay, and lose the reference and who owned it", async (_option, options) => {
    const { make, remove, read, gone } = await open(subject);
    const top = await make("owner");
    await make("kept", { ownerReferences: [owner(top, { controller: true, blockOwnerDeletion: true })] });
    const deleted = await remove("configmaps/owner", options);
    expect(metadataOf(deleted)).toMatchObject({ finalizers: ["orphan"] });
    await gone("configmaps/owner");
    const kept = metadataOf(await read("configmaps/kept"));
    expect([kept["ownerReferences"], kept["managedFields"]]).toEqual([undefined, undefined]);
  });

  test("a finalizer of the object's own holds it beside the collector's", async () => {
    const { make, remove, free, read } = await open(subject);
    await make("a", { finalizers: held });
    const deleted = await remove("configmaps/a", { propagationPolicy: "Orphan" });
    expect(metadataOf(deleted)["finalizers"]).toEqual([...held, "orphan"]);
    const left = async () => metadataOf(await read("configmaps/a"))["finalizers"];
    await expect.poll(left, patience).toEqual(held);
    await free("configmaps/a");
  });

  test("a Job makes its pods orphans by default, and says so; Background does not", async () => {
    const { post, remove, gone, space } = await open(subject);
    const path = `/apis/batch/v1/namespaces/${space}/jobs`;
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } };
    const job = (name: string) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name },
      spec: { suspend: true, template },
    });
    await post(path, job("a"));
    const deleted = await remove(`${path}/a`);
    expect(metadataOf(deleted)["finalizers"]).toEqual(["orphan"]);
    const warning = "child pods are preserved by default when jobs are deleted";
    expect(String(deleted.headers["warning"])).toContain(warning);
    await gone(`${path}/a`);
    await post(path, job("b"));
    const plain = await remove(`${path}/b`, { propagationPolicy: "Background" });
    expect([plain.body["kind"], plain.headers["warning"]]).toEqual(["Status", undefined]);
  });
}

function collectionRules(subject: RuleSubject): void {
  test("a DELETE of a collection takes what is selected, and answers with the list", async () => {
    const { make, remove, read } = await open(subject);
    for (const [name, l] of [
      ["a", "x"],
      ["b", "x"],
      ["c", "y"],
    ] as const) {
      await make(name, { labels: { l } });
    }
    const { status, body } = await remove("configmaps?labelSelector=l%3Dx");
    expect([status, body["kind"], namesOf(body)]).toEqual([200, "ConfigMapList", ["a", "b"]]);
    expect(namesOf((await read("configmaps?labelSelector=l")).body)).toEqual(["c"]);
    const one = await remove("configmaps?fieldSelector=metadata.name%3Dc");
    expect(namesOf(one.body)).toEqual(["c"]);
    expect(namesOf((await read("configmaps?labelSelector=l")).body)).toEqual([]);
  });

  test("a dry-run of it takes nothing", async () => {
    const { make, remove, read } = await open(subject);
    await make("a", { labels: { l: "x" } });
    expect(namesOf((await remove("configmaps?labelSelector=l%3Dx&dryRun=All")).body)).toEqual(["a"]);
    expect((await read("configmaps/a")).status).toBe(200);
  });

  test("finalizers hold items of a collection, and a policy counts for each", async () => {
    const { make, remove, free, read, gone } = await open(subject);
    const top = await make("owner", { labels: { l: "x" } });
    await make("kept", { ownerReferences: [owner(top)] });
    await make("slow", { labels: { l: "x" }, finalizers: held });
    await remove("configmaps?labelSelector=l%3Dx", { propagationPolicy: "Orphan" });
    await gone("configmaps/owner");
    expect(metadataOf(await read("configmaps/slow"))["deletionTimestamp"]).toBeDefined();
    expect(metadataOf(await read("configmaps/kept"))["ownerReferences"]).toBeUndefined();
    await free("configmaps/slow");
  });
}

function namesOf(list: JsonObject): readonly unknown[] {
  const items = list["items"];
  return (Array.isArray(items) ? items : []).map((item) => readField(item, "metadata", "name"));
}

function spaceRules(subject: RuleSubject): void {
  test("a namespace is Terminating until its contents are gone, and takes nothing new", async () => {
    const { make, remove, post, free, gone, space } = await open(subject);
    const path = `/api/v1/namespaces/${space}`;
    await make("slow", { finalizers: held });
    await make("quick");
    const { status, body } = await remove(path);
    expect([status, body["status"], body["spec"]]).toEqual([
      200,
      { phase: "Terminating" },
      { finalizers: ["kubernetes"] },
    ]);
    await gone("configmaps/quick");
    const late = await post("configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "late" },
    });
    const why = `unable to create new content in namespace ${space} because it is being terminated`;
    expect(said(late)).toEqual([403, "Forbidden", `configmaps "late" is forbidden: ${why}`]);
    expect(readField(late.body, "details", "causes")).toEqual([
      {
        reason: "NamespaceTerminating",
        message: `namespace ${space} is being terminated`,
        field: "metadata.namespace",
      },
    ]);
    await free("configmaps/slow");
    await gone(path);
  });

  test("what holds a namespace is said in its conditions", async () => {
    const { make, remove, free, read, gone, space } = await open(subject);
    const path = `/api/v1/namespaces/${space}`;
    await make("slow", { finalizers: held });
    await remove(path);
    const messageOf = async (type: string) => {
      const conditions = readField((await read(path)).body, "status", "conditions");
      const found = (Array.isArray(conditions) ? conditions : []).find(
        (each) => readField(each, "type") === type,
      );
      return readField(found, "message");
    };
    const remaining =
      "Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances";
    await expect.poll(() => messageOf("NamespaceFinalizersRemaining"), patience).toBe(remaining);
    const some = "Some resources are remaining: configmaps. has 1 resource instances";
    expect(await messageOf("NamespaceContentRemaining")).toBe(some);
    await free("configmaps/slow");
    await gone(path);
  });

  test.each(["default", "kube-system", "kube-public"])(
    "namespace %s may not be deleted: 403",
    async (name) => {
      const { remove } = await open(subject);
      const answer = await remove(`/api/v1/namespaces/${name}?dryRun=All`);
      const message = `namespaces "${name}" is forbidden: this namespace may not be deleted`;
      expect(said(answer)).toEqual([403, "Forbidden", message]);
    },
  );
}

function definitionRules(subject: RuleSubject): void {
  test("a definition takes its kind's objects along, and waits for the last of them", async () => {
    const { post, remove, free, read, gone, space } = await open(subject);
    const word = `d${Math.random().toString(36).slice(2, 8).replaceAll(/\d/g, "x")}`;
    const group = "deletion.example.com";
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const definition = `${definitions}/${word}.${group}`;
    const version = {
      name: "v1",
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: "object" } },
    };
    await post(definitions, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${word}.${group}` },
      spec: { group, scope: "Namespaced", names: { plural: word, kind: `K${word}` }, versions: [version] },
    });
    const path = `/apis/${group}/v1/namespaces/${space}/${word}`;
    const custom = (name: string, metadata: JsonObject = {}) => ({
      apiVersion: `${group}/v1`,
      kind: `K${word}`,
      metadata: { name, ...metadata },
    });
    await expect.poll(async () => (await post(path, custom("quick"))).status, patience).toBe(201);
    await post(path, custom("slow", { finalizers: held }));
    const deleted = await remove(definition);
    expect(metadataOf(deleted)["deletionTimestamp"]).toBeDefined();
    await gone(`${path}/quick`);
    const late = await post(path, custom("late"));
    const why = "create not allowed while custom resource definition is terminating";
    expect(said(late)).toEqual([403, "Forbidden", `${word}.${group} "late" is forbidden: ${why}`]);
    expect((await read(definition)).status).toBe(200);
    await free(`${path}/slow`);
    await gone(definition);
    await expect.poll(async () => (await read(path)).text, patience).toBe("404 page not found\n");
  });
}
