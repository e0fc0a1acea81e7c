import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { isObject, type Json, type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiServer, RuleSubject } from "./api-server.ts";
import { type MadeDefinition, madeCrd } from "./custom-definition.ts";
import { goldenFile, printSorted } from "./golden-file.ts";

export const openapi = { name: "OpenAPI", rules };

function rules(subject: RuleSubject): void {
  index(subject);
  builtInDocuments(subject);
  version2(subject);
  customDocuments(subject);
}

async function readIndex(server: ApiServer): Promise<JsonObject> {
  const { text } = await server.call("GET", "/openapi/v3");
  const paths = readField(JSON.parse(text), "paths");
  return isObject(paths) ? paths : {};
}

async function urlOf(server: ApiServer, path: string): Promise<string> {
  return String(readField((await readIndex(server))[path], "serverRelativeURL") ?? "");
}

/** Reads a document; unlike `call`, without turning it into anything that a case compares as a whole. */
async function readDocument(server: ApiServer, path: string): Promise<JsonObject> {
  return (await server.call("GET", `/openapi/v3/${path}`)).body;
}

function schemaOf(document: JsonObject, name: string): Json | undefined {
  return readField(document, "components", "schemas", name);
}

function index({ server }: RuleSubject): void {
  test("the index has a document for every group version, for the groups, and for the server's own paths", async () => {
    const found = await readIndex(server());
    const wanted = ["api", "api/v1", "apis", "apis/apps", "apis/apps/v1", "apis/batch/v1", "version"];
    expect(Object.keys(found)).toEqual(expect.arrayContaining(wanted));
    for (const place of wanted) {
      const url = String(readField(found[place], "serverRelativeURL"));
      expect(url).toMatch(/^\/openapi\/v3\/[\w./]+\?hash=[0-9A-F]{128}$/);
      expect(url.split("?")[0]).toBe(`/openapi/v3/${place}`);
    }
  });

  test("a document asked for by its hash may be kept for ever", async () => {
    const url = await urlOf(server(), "apis/apps/v1");
    const { status, headers } = await server().call("GET", url);
    expect({ status, type: headers["content-type"], cache: headers["cache-control"] }).toEqual({
      status: 200,
      type: "application/json",
      cache: "public, immutable",
    });
    expect(headers["etag"]).toBe(`"${url.split("hash=")[1]}"`);
  });

  test("a document asked for without its hash may change", async () => {
    const url = await urlOf(server(), "apis/apps/v1");
    const { headers } = await server().call("GET", "/openapi/v3/apis/apps/v1");
    expect(headers["cache-control"]).toBe("no-cache, private");
    expect(headers["etag"]).toBe(`"${url.split("hash=")[1]}"`);
  });

  test("a document asked for by another hash has moved to the present one", async () => {
    const url = await urlOf(server(), "apis/policy/v1");
    const { status, headers, text } = await server().call("GET", "/openapi/v3/apis/policy/v1?hash=ABC");
    expect({ status, location: headers["location"], text }).toEqual({ status: 301, location: url, text: "" });
  });

  test.each(["/openapi/v3/", "/openapi/v3/apis/none", "/openapi/v3/apis/apps/v9"])(
    "%s is no document: 404 without a text",
    async (path) => {
      const { status, text } = await server().call("GET", path);
      expect({ status, text }).toEqual({ status: 404, text: "" });
    },
  );
}

const documents = [
  "api",
  "api/v1",
  "apis",
  "apis/admissionregistration.k8s.io/v1",
  "apis/apiextensions.k8s.io/v1",
  "apis/apps/v1",
  "apis/authorization.k8s.io/v1",
  "apis/autoscaling",
  "apis/autoscaling/v1",
  "apis/autoscaling/v2",
  "apis/batch/v1",
  "apis/certificates.k8s.io/v1",
  "apis/coordination.k8s.io/v1",
  "apis/discovery.k8s.io/v1",
  "apis/events.k8s.io/v1",
  "apis/flowcontrol.apiserver.k8s.io/v1",
  "apis/networking.k8s.io/v1",
  "apis/node.k8s.io/v1",
  "apis/policy/v1",
  "apis/rbac.authorization.k8s.io/v1",
  "apis/resource.k8s.io/v1",
  "apis/scheduling.k8s.io/v1",
  "apis/storage.k8s.io/v1",
  "version",
];

function builtInDocuments({ server }: RuleSubject): void {
  test("every built-in document is the server's, byte for byte", async () => {
    const digests: Record<string, string> = {};
    for (const path of documents) {
      const { text } = await server().call("GET", `/openapi/v3/${path}`);
      digests[path] = createHash("sha256").update(text).digest("hex");
    }
    await expect(printSorted(digests)).toMatchFileSnapshot(goldenFile("openapi-documents"));
  });

  test("a document tells kubectl which parameters a PATCH of a kind takes", async () => {
    const document = await readDocument(server(), "apis/apps/v1");
    const path = readField(
      document,
      "paths",
      "/apis/apps/v1/namespaces/{namespace}/deployments/{name}",
      "patch",
    );
    const parameters = readField(path, "parameters");
    const names = (Array.isArray(parameters) ? parameters : []).map((each) => readField(each, "name"));
    expect(names).toEqual(["dryRun", "fieldManager", "fieldValidation", "force"]);
    expect(readField(path, "x-kubernetes-group-version-kind")).toEqual({
      group: "apps",
      version: "v1",
      kind: "Deployment",
    });
  });

  test("a document has descriptions, required fields, defaults, formats and merge keys", async () => {
    const document = await readDocument(server(), "apis/apps/v1");
    const spec = schemaOf(document, "io.k8s.api.apps.v1.DeploymentSpec");
    expect(spec).toMatchObject({
      required: ["selector", "template"],
      properties: {
        replicas: { type: "integer", format: "int32", description: expect.stringContaining("desired pods") },
        strategy: { default: {}, "x-kubernetes-patch-strategy": "retainKeys" },
      },
    });
    expect(
      readField(schemaOf(document, "io.k8s.api.core.v1.PodSpec"), "properties", "containers"),
    ).toMatchObject({
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      "x-kubernetes-patch-merge-key": "name",
      "x-kubernetes-patch-strategy": "merge",
    });
  });
}

function version2({ server }: RuleSubject): void {
  test("version 2 is one document of everything", async () => {
    const { status, headers, body } = await server().call("GET", "/openapi/v2");
    expect({ status, type: headers["content-type"] }).toEqual({ status: 200, type: "application/json" });
    expect(headers["etag"]).toMatch(/^"[0-9A-F]{128}"$/);
    expect(body).toMatchObject({ swagger: "2.0", info: { title: "Kubernetes", version: "1.35" } });
    expect(
      readField(body, "definitions", "io.k8s.api.apps.v1.Deployment", "x-kubernetes-group-version-kind"),
    ).toEqual([{ group: "apps", kind: "Deployment", version: "v1" }]);
    expect(readField(body, "paths", "/api/v1/pods", "get", "x-kubernetes-action")).toBe("list");
  });

  test("version 2 is not to be had as text", async () => {
    const { status, text } = await server().call("GET", "/openapi/v2", { accept: "text/plain" });
    expect({ status, text }).toEqual({ status: 406, text: "" });
  });

  test("version 2 is to be had in protobuf", async () => {
    const accept = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    const { status, headers, text } = await server().call("GET", "/openapi/v2", { accept });
    expect({ status, type: headers["content-type"] }).toEqual({
      status: 200,
      type: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
    });
    expect(text).toContain("io.k8s.api.apps.v1.Deployment");
  });

  test("version 2 answers any method", async () => {
    expect((await server().call("POST", "/openapi/v2")).status).toBe(200);
  });
}

const text = { type: "string" };
const schema: JsonObject = {
  type: "object",
  description: "Widget is a thing.",
  required: ["spec"],
  properties: {
    spec: {
      type: "object",
      description: "What it should be.",
      required: ["color", "nothing"],
      properties: {
        replicas: { type: "integer", format: "int32", minimum: 0, default: 1 },
        color: { type: "string", enum: ["red", "green"], default: "red", pattern: "^[a-z]+$" },
        open: { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { a: text } },
        port: { "x-kubernetes-int-or-string": true, description: "A port." },
        nothing: { type: "string", nullable: true, description: "May be null." },
        maybe: { type: "object", nullable: true, properties: { a: text } },
        list: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          items: {
            type: "object",
            required: ["name"],
            properties: { name: text, n: { type: "integer", default: 2 } },
          },
        },
        one: {
          type: "object",
          oneOf: [{ required: ["a"] }, { required: ["b"] }],
          properties: { a: text, b: text },
        },
        embedded: {
          type: "object",
          "x-kubernetes-embedded-resource": true,
          "x-kubernetes-preserve-unknown-fields": true,
        },
        labels: { type: "object", additionalProperties: { type: "string", default: "x" } },
        share: { type: "number", format: "double", multipleOf: 0.5 },
        checked: {
          type: "integer",
          "x-kubernetes-validations": [{ rule: "self > 1", message: "too small" }],
        },
      },
    },
    status: { type: "object", properties: { replicas: { type: "integer" } } },
  },
};
const fullVersion = {
  name: "v1",
  served: true,
  storage: true,
  subresources: {
    status: {},
    scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
  },
  selectableFields: [{ jsonPath: ".spec.color" }],
  schema: { openAPIV3Schema: schema },
};

function published({ group, kind }: MadeDefinition, suffix = ""): string {
  return `${group.split(".").reverse().join(".")}.v1.${kind}${suffix}`;
}

async function until<T>(read: () => Promise<T>, isEnough: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (isEnough(value)) return value;
    if (Date.now() > deadline) throw new Error("The server takes too long to publish its documents");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The real server publishes a while after discovery. */
function readCustom(server: ApiServer, crd: MadeDefinition): Promise<JsonObject> {
  return until(
    () => readDocument(server, `apis/${crd.group}/v1`),
    (document) => schemaOf(document, published(crd)) !== undefined,
  );
}

const conventions = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

function customDocuments({ server }: RuleSubject): void {
  test("a custom kind has a document of its own with its whole schema", async () => {
    const crd = await madeCrd(server(), { versions: [fullVersion] });
    const document = await readCustom(server(), crd);
    expect(document["info"]).toEqual({ title: "Kubernetes CRD Swagger", version: "v0.1.0" });
    const type = schemaOf(document, published(crd));
    await expect(printSorted(withoutCommon(type))).toMatchFileSnapshot(goldenFile("openapi-custom-v3"));
    expect(readField(type, "x-kubernetes-group-version-kind")).toEqual([
      { group: crd.group, kind: crd.kind, version: "v1" },
    ]);
    expect(readField(type, "x-kubernetes-selectable-fields")).toEqual([{ fieldPath: "spec.color" }]);
    expect(readField(type, "properties", "metadata")).toEqual({
      description: `Standard object's metadata. More info: ${conventions}#metadata`,
      allOf: [{ $ref: "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }],
    });
    await crd.remove();
  });

  test("a custom kind's document has its lists, and the types of metadata and scale", async () => {
    const crd = await madeCrd(server(), { versions: [fullVersion] });
    const document = await readCustom(server(), crd);
    expect(schemaOf(document, published(crd, "List"))).toMatchObject({
      description: `${crd.kind}List is a list of ${crd.kind}`,
      required: ["items"],
      properties: { items: { type: "array", items: { $ref: `#/components/schemas/${published(crd)}` } } },
    });
    const names = Object.keys(readField(document, "components", "schemas") ?? {});
    const shared = names.filter((name) => name.startsWith("io.k8s.")).map((name) => name.split(".").at(-1));
    expect(shared).toEqual([
      "Scale",
      "ScaleSpec",
      "ScaleStatus",
      "DeleteOptions",
      "FieldsV1",
      "ListMeta",
      "ManagedFieldsEntry",
      "ObjectMeta",
      "OwnerReference",
      "Patch",
      "Preconditions",
      "Status",
      "StatusCause",
      "StatusDetails",
      "Time",
    ]);
    await crd.remove();
  });

  test("a custom kind's document has its paths and subresources", async () => {
    const crd = await madeCrd(server(), { versions: [fullVersion] });
    const document = await readCustom(server(), crd);
    const root = `/apis/${crd.group}/v1`;
    const one = `${root}/namespaces/{namespace}/${crd.plural}/{name}`;
    const paths = readField(document, "paths") ?? {};
    expect(
      Object.fromEntries(Object.entries(paths).map(([path, each]) => [path, Object.keys(each ?? {})])),
    ).toEqual({
      [`${root}/namespaces/{namespace}/${crd.plural}`]: ["get", "post", "delete", "parameters"],
      [one]: ["get", "put", "delete", "patch", "parameters"],
      [`${one}/scale`]: ["get", "put", "patch", "parameters"],
      [`${one}/status`]: ["get", "put", "patch", "parameters"],
      [`${root}/${crd.plural}`]: ["get", "parameters"],
    });
    const patch = readField(paths, one, "patch");
    const capital = crd.group.split(/[.-]/).map((each) => each.slice(0, 1).toUpperCase() + each.slice(1));
    expect(patch).toMatchObject({
      operationId: `patch${capital.join("")}V1NamespacedWidget`,
      "x-kubernetes-action": "patch",
      "x-kubernetes-group-version-kind": { group: crd.group, version: "v1", kind: crd.kind },
    });
    expect(Object.keys(readField(patch, "requestBody", "content") ?? {})).toEqual([
      "application/apply-patch+yaml",
      "application/json-patch+json",
      "application/merge-patch+json",
    ]);
    await crd.remove();
  });

  test("a cluster-scoped kind without subresources has two paths", async () => {
    const crd = await madeCrd(server(), { scope: "Cluster", names: { listKind: "WidgetSet" } });
    const document = await readCustom(server(), crd);
    const root = `/apis/${crd.group}/v1/${crd.plural}`;
    expect(Object.keys(readField(document, "paths") ?? {})).toEqual([root, `${root}/{name}`]);
    const names = Object.keys(readField(document, "components", "schemas") ?? {});
    expect(names.filter((name) => name.includes(".autoscaling."))).toEqual([]);
    expect(names).toContain(published(crd).replace("Widget", "WidgetSet"));
    await crd.remove();
  });

  test("version 2 of a custom kind leaves out what it cannot say", async () => {
    const crd = await madeCrd(server(), { versions: [fullVersion] });
    const document = await until(
      async () => (await server().call("GET", "/openapi/v2")).body,
      (body) => readField(body, "definitions", published(crd)) !== undefined,
    );
    const type = readField(document, "definitions", published(crd));
    await expect(printSorted(withoutCommon(type))).toMatchFileSnapshot(goldenFile("openapi-custom-v2"));
    expect(readField(document, "paths", `/apis/${crd.group}/v1/${crd.plural}`, "get")).toMatchObject({
      "x-kubernetes-action": "list",
      "x-kubernetes-group-version-kind": { group: crd.group, kind: crd.kind, version: "v1" },
    });
    await crd.remove();
  });

  test("a kind that keeps unknown fields is published open", async () => {
    const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { spec: text } };
    const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: open } };
    const crd = await madeCrd(server(), { versions: [version] });
    const type = schemaOf(await readCustom(server(), crd), published(crd));
    expect(withoutCommon(type)).toEqual(open);
    const document = await until(
      async () => (await server().call("GET", "/openapi/v2")).body,
      (body) => readField(body, "definitions", published(crd)) !== undefined,
    );
    const gvk = [{ group: crd.group, kind: crd.kind, version: "v1" }];
    expect(readField(document, "definitions", published(crd))).toEqual({
      type: "object",
      "x-kubernetes-group-version-kind": gvk,
    });
    await crd.remove();
  });

  test("a changed schema has another hash, and a deleted kind no document", async () => {
    const crd = await madeCrd(server(), { versions: [fullVersion] });
    await readCustom(server(), crd);
    const before = await urlOf(server(), `apis/${crd.group}/v1`);
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.name}`;
    const changed = { ...schema, description: "Widget is another thing." };
    await server().call("PATCH", path, {
      body: [{ op: "replace", path: "/spec/versions/0/schema/openAPIV3Schema", value: changed }],
      contentType: "application/json-patch+json",
    });
    await until(
      () => readDocument(server(), `apis/${crd.group}/v1`),
      (document) => readField(schemaOf(document, published(crd)), "description") === changed.description,
    );
    const after = await until(
      () => urlOf(server(), `apis/${crd.group}/v1`),
      (url) => url !== before,
    );
    expect(after).toMatch(/\?hash=[0-9A-F]{128}$/);
    await crd.remove();
    const left = await until(
      () => readIndex(server()),
      (found) => found[`apis/${crd.group}/v1`] === undefined,
    );
    expect(Object.keys(left)).toContain("apis/apps/v1");
  });
}

/** What a schema says itself: without the fields of all objects, and without names that differ from run to run. */
function withoutCommon(type: Json | undefined): JsonObject {
  if (!isObject(type)) return {};
  const { properties, ...rest } = type;
  const own = Object.entries(isObject(properties) ? properties : {}).filter(
    ([name]) => !common.includes(name),
  );
  const marks = ["x-kubernetes-group-version-kind", "x-kubernetes-selectable-fields"];
  const said = Object.entries(rest).filter(([name]) => !marks.includes(name));
  return { ...Object.fromEntries(said), properties: Object.fromEntries(own) };
}

const common = ["apiVersion", "kind", "metadata"];
