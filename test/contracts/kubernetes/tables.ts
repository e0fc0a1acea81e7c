import { describe, expect, test } from "vitest";
import { type Json, type JsonObject, parseJson, readField } from "../../../src/kube/json.ts";
import type { ApiServer, RuleSubject } from "./api-server.ts";
import { clusterExamples } from "./cluster-table-examples.ts";
import { makeKind } from "./example-crd.ts";
import {
  initExamples,
  networkExamples,
  otherExamples,
  podExamples,
  type TableExample,
  workloadExamples,
} from "./table-examples.ts";

export const tables = { name: "Tables", rules };

const form = (as: string) => `application/json;as=${as};v=v1;g=meta.k8s.io`;
const table = form("Table");
const mergePatch = "application/merge-patch+json";

const rowsOf = (body: JsonObject): readonly Json[] => (Array.isArray(body["rows"]) ? body["rows"] : []);
const columnsOf = (body: JsonObject): readonly JsonObject[] => {
  const columns = body["columnDefinitions"];
  return Array.isArray(columns) ? columns.map(Object) : [];
};

/** The cells of the first row; a time that has passed is no fact of the object. */
function cellsOf(body: JsonObject): readonly Json[] {
  const cells = readField(rowsOf(body)[0], "cells");
  const names = columnsOf(body).map((column) => String(column["name"]));
  return (Array.isArray(cells) ? cells : []).map((cell, index) => withoutTime(cell, names[index] ?? ""));
}

const passing: ReadonlySet<string> = new Set(["Age", "Last Seen", "First Seen", "Last Schedule"]);

function withoutTime(cell: Json, column: string): Json {
  if (typeof cell !== "string") return cell;
  if (column === "Created At") return cell.replace(/^\d{4}-\d\d-\d\dT[\d:]+Z$/, "<time>");
  if (passing.has(column)) return cell.replace(/^(\d+[smhdy]){1,2}$/, "<age>");
  return column === "Restarts" ? cell.replace(/\((\d+[smhdy]){1,2} ago\)/, "(<age> ago)") : cell;
}

/** Makes an object, writes its status, and gives the table that the last answer is; nothing is left of it. */
async function printExample(server: ApiServer, { path, object, status, cells }: TableExample) {
  const isSpaced = path.includes("{space}");
  const space = isSpaced ? await server.makeSpace() : "";
  const name = `rule-${Math.random().toString(36).slice(2, 10)}`;
  const fill = (text: string) => text.replaceAll("{space}", space).replaceAll("{name}", name);
  const body = parseJson(fill(JSON.stringify(object)));
  const one = `${fill(path)}/${readField(body, "metadata", "name")}`;
  const made = await server.call("POST", fill(path), { body, accept: table });
  if (made.status !== 201) throw new Error(`Cannot make ${path}: ${made.text}`);
  const options = { body: { status: status ?? {} }, contentType: mergePatch, accept: table };
  const answer = status === undefined ? made : await server.call("PATCH", `${one}/status`, options);
  if (!isSpaced) await server.call("DELETE", one);
  if (answer.status >= 300) throw new Error(`Cannot write ${path}: ${answer.text}`);
  return { printed: cellsOf(answer.body), wanted: parseJson(fill(JSON.stringify(cells))) };
}

function rules(subject: RuleSubject): void {
  const { server } = subject;
  describe.concurrent("cells", () => {
    const examples = [
      podExamples,
      initExamples,
      workloadExamples,
      networkExamples,
      otherExamples,
      clusterExamples,
    ].flat();
    test.each(examples.map((example) => [example.title, example] as const))("%s", async (_title, example) => {
      const { printed, wanted } = await printExample(server(), example);
      expect(printed).toEqual(wanted);
    });
  });
  describe.concurrent("columns", () => columnRules(subject));
  describe.concurrent("custom kinds", () => customRules(subject));
  describe.concurrent("forms", () => formRules(subject));
}

const workload = "Containers:string*|Images:string*";

function columnRules({ server }: RuleSubject): void {
  test.each([
    ["/api/v1/namespaces", "Name|Status|Age"],
    ["/api/v1/pods", "Name|Ready|Status|Restarts|Age|IP*|Node*|Nominated Node*|Readiness Gates*"],
    ["/api/v1/services", "Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector*"],
    [
      "/api/v1/nodes",
      "Name|Status|Roles|Age|Version|Internal-IP*|External-IP*|OS-Image*|Kernel-Version*|Container-Runtime*",
    ],
    ["/api/v1/events", "Last Seen|Type|Reason|Object|Subobject*|Source*|Message|First Seen*|Count*|Name*"],
    [
      "/api/v1/persistentvolumes",
      "Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|VolumeMode*",
    ],
    ["/api/v1/limitranges", "Name|Created At:date"],
    ["/apis/apps/v1/deployments", `Name|Ready|Up-to-date|Available|Age|${workload}|Selector*`],
    [
      "/apis/apps/v1/replicasets",
      `Name|Desired:integer|Current:integer|Ready:integer|Age|${workload}|Selector*`,
    ],
    ["/apis/apps/v1/statefulsets", `Name|Ready|Age|${workload}`],
    ["/apis/batch/v1/jobs", `Name|Status|Completions|Duration|Age|${workload}|Selector*`],
    [
      "/apis/batch/v1/cronjobs",
      `Name|Schedule|Timezone|Suspend:boolean|Active:integer|Last Schedule|Age|${workload}|Selector*`,
    ],
    [
      "/apis/storage.k8s.io/v1/storageclasses",
      "Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age",
    ],
    [
      "/apis/scheduling.k8s.io/v1/priorityclasses",
      "Name|Value:integer|Global-Default:boolean|Age|PreemptionPolicy",
    ],
    ["/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "Name|Created At:date"],
    ["/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", "Name|Webhooks:integer|Age"],
    ["/apis/apiregistration.k8s.io/v1/apiservices", "Name|Service|Available|Age"],
  ])("%s: %s", async (path, line) => {
    const { body } = await server().call("GET", `${path}?labelSelector=none-such`, { accept: table });
    const wanted = line.split("|").map((text) => {
      const [, name, type = "string", star] = /^(.+?)(?::(\w+))?(\*)?$/.exec(text) ?? [];
      return { name, type, format: name === "Name" ? "name" : "", priority: star === undefined ? 0 : 1 };
    });
    expect(columnsOf(body).map(({ description: _, ...column }) => column)).toEqual(wanted);
    // What the server prints without a printer of its own has no list of rows.
    expect(body["rows"]).toEqual(line === "Name|Created At:date" ? null : []);
  });
}

function customRules({ server }: RuleSubject): void {
  const print = async (version: JsonObject, content: JsonObject) => {
    const kind = await makeKind(server(), version);
    const path = kind.path.replace("/v1/", `/v1/namespaces/${await server().makeSpace()}/`);
    const body = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: "x" }, ...content };
    const { body: printed } = await server().call("POST", path, { body, accept: table });
    await kind.remove();
    return printed;
  };

  test("without columns of its own a kind shows its age", async () => {
    const printed = await print({}, {});
    expect(columnsOf(printed).map(({ name, type }) => [name, type])).toEqual([
      ["Name", "string"],
      ["Age", "date"],
    ]);
    expect(cellsOf(printed)).toEqual(["x", "<age>"]);
  });

  const columns = [
    [".spec.text", "string"],
    [".spec.count", "integer"],
    [".spec.share", "number"],
    [".spec.flag", "boolean"],
    [".spec.when", "date"],
    [".spec.list", "string"],
    [".spec.list[0]", "string"],
    [".spec.list[*]", "string"],
    [".spec.map", "string"],
    [".spec.map.b", "string"],
    [".spec.none", "string"],
    [".spec.text", "integer"],
    ['.status.conditions[?(@.type=="Ready")].status', "string"],
    ['.status.conditions[?(@.type=="None")].status', "string"],
    [".status.conditions[*].type", "string"],
    [".metadata.annotations.example\\.com/owner", "string"],
    [".spec.count", "string"],
    [".spec.flag", "string"],
    ["..type", "string"],
  ] as const;

  test("columns are read from paths, by their types", async () => {
    const additionalPrinterColumns = columns.map(([jsonPath, type], index) => ({
      name: `C${index}`,
      type,
      jsonPath,
    }));
    const printed = await print(
      { additionalPrinterColumns },
      {
        metadata: { name: "x", annotations: { "example.com/owner": "ann" } },
        spec: {
          text: "t",
          count: 7,
          share: 0.5,
          flag: true,
          when: "nothing",
          list: ["a", "b"],
          map: { b: "1", a: "2" },
        },
        status: {
          conditions: [
            { type: "Ready", status: "True" },
            { type: "Other", status: "False" },
          ],
        },
      },
    );
    expect(cellsOf(printed)).toEqual(["x", ...customCells]);
  });

  test("a column has its description, format and priority", async () => {
    const column = {
      name: "Wide",
      type: "integer",
      format: "int64",
      description: "How much",
      priority: 3,
      jsonPath: ".spec.a",
    };
    const printed = await print({ additionalPrinterColumns: [column] }, { spec: { a: 1 } });
    const { jsonPath: _, ...shown } = column;
    expect(columnsOf(printed)[1]).toEqual(shown);
    expect(columnsOf(printed)).toHaveLength(2);
  });

  test("objects are selected by the kind's selectableFields", async () => {
    const properties = { spec: { type: "object", properties: { color: { type: "string" } } } };
    const schema = { openAPIV3Schema: { type: "object", properties } };
    const kind = await makeKind(server(), { schema, selectableFields: [{ jsonPath: ".spec.color" }] });
    const path = kind.path.replace("/v1/", `/v1/namespaces/${await server().makeSpace()}/`);
    for (const color of ["red", "blue"])
      await server().call("POST", path, {
        body: { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: color }, spec: { color } },
      });
    const red = await server().call("GET", `${path}?fieldSelector=spec.color%3Dred`);
    const none = await server().call("GET", `${path}?fieldSelector=spec.size%3Dred`);
    await kind.remove();
    expect(red.body["items"]).toMatchObject([{ metadata: { name: "red" } }]);
    expect([none.status, none.body["message"]]).toEqual([400, "field label not supported: spec.size"]);
  });
}

const customCells: readonly Json[] = [
  "t",
  7,
  0.5,
  true,
  "<invalid>",
  '["a","b"]',
  "a",
  "a",
  '{"a":"2","b":"1"}',
  "1",
  null,
  null,
  "True",
  null,
  "Ready",
  "ann",
  "7",
  "true",
  "Ready",
];

function formRules({ server }: RuleSubject): void {
  const makeMap = async (name = "x") => {
    const path = `/api/v1/namespaces/${await server().makeSpace()}/configmaps`;
    const body = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, labels: { own: "" } },
      data: { a: "1" },
    };
    await server().call("POST", path, { body });
    return { path, own: `${path}?labelSelector=own`, one: `${path}/${name}` };
  };
  const ask = async (path: string, accept: string) => await server().call("GET", path, { accept });

  test("a row has the object's metadata, the whole object, or none", async () => {
    const { own } = await makeMap();
    const objectOf = async (query: string) =>
      readField(rowsOf((await ask(own + query, table)).body)[0], "object");
    for (const query of ["", "&includeObject=Metadata"]) {
      const { metadata, ...rest } = Object(await objectOf(query));
      expect(rest).toEqual({ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" });
      expect(metadata).toMatchObject({ name: "x", uid: expect.any(String) });
    }
    expect(await objectOf("&includeObject=Object")).toMatchObject({
      kind: "ConfigMap",
      apiVersion: "v1",
      data: { a: "1" },
    });
    expect(await objectOf("&includeObject=None")).toBeNull();
  });

  test("a wrong includeObject is refused", async () => {
    const { own } = await makeMap();
    const { status, body } = await ask(`${own}&includeObject=All`, table);
    const why = `includeObject: Invalid value: "All": must be 'Metadata', 'Object', 'None', or empty`;
    expect([status, body["message"]]).toEqual([400, `Unable to convert to Table as requested: ${why}`]);
  });

  test("one object is a table of one row under its own version, a list one under the list's", async () => {
    const { own, one } = await makeMap();
    const live = await server().call("GET", one);
    const single = (await ask(one, table)).body;
    expect(single["metadata"]).toEqual({
      resourceVersion: readField(live.body, "metadata", "resourceVersion"),
    });
    expect(single).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1" });
    const path = own.split("?")[0] ?? "";
    await server().call("POST", path, {
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "y" } },
    });
    const list = (await ask(`${path}?limit=1`, table)).body;
    expect(list["metadata"]).toMatchObject({
      continue: expect.any(String),
      remainingItemCount: expect.any(Number),
    });
  });

  test("PATCH answers with a table, too, and with metadata; DELETE with a Status", async () => {
    const { one } = await makeMap();
    const patch = { body: { data: { b: "2" } }, contentType: mergePatch };
    expect(cellsOf((await server().call("PATCH", one, { ...patch, accept: table })).body)).toEqual([
      "x",
      2,
      "<age>",
    ]);
    const metadata = await server().call("PATCH", one, { ...patch, accept: form("PartialObjectMetadata") });
    expect(metadata.body).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "x" } });
    expect((await server().call("DELETE", one, { accept: table })).body["kind"]).toBe("Status");
  });

  test("metadata alone, of one object and of a list", async () => {
    const { own, one } = await makeMap();
    const single = (await ask(one, form("PartialObjectMetadata"))).body;
    expect(Object.keys(single).sort()).toEqual(["apiVersion", "kind", "metadata"]);
    const list = (await ask(own, form("PartialObjectMetadataList"))).body;
    expect(list).toMatchObject({ kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1" });
    expect(list["items"]).toEqual([single]);
  });

  test("an object is no list, and a list is no object", async () => {
    const { own, one } = await makeMap();
    const list = await ask(own, form("PartialObjectMetadata"));
    const why =
      "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)";
    expect([list.status, list.body["reason"], list.body["message"]]).toEqual([406, "NotAcceptable", why]);
    const single = await ask(one, form("PartialObjectMetadataList"));
    const other =
      "you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)";
    expect([single.status, single.body["message"]]).toEqual([406, other]);
  });

  test.each([
    ["Table before JSON", `${table},application/json`, "Table"],
    ["JSON before Table", `application/json,${table}`, "ConfigMapList"],
    [
      "a version of Table that is none, then JSON",
      `${table.replace("v1", "v9")},application/json`,
      "ConfigMapList",
    ],
    ["the Table of kubectl", `${table},${table.replace("v1", "v1beta1")},application/json`, "Table"],
    ["spaces between parameters", "application/json; as=Table; v=v1; g=meta.k8s.io", "Table"],
    ["a type that is not served, then JSON", "text/html,application/json", "ConfigMapList"],
    ["the one with the higher q", `application/json;q=0.5,${table};q=0.9`, "Table"],
    ["anything", "*/*", "ConfigMapList"],
    ["nothing said", "", "ConfigMapList"],
    ["parameters that mean nothing", "application/json;charset=utf-8;foo=bar", "ConfigMapList"],
  ])("what is accepted first counts: %s", async (_what, accept, kind) => {
    const { own } = await makeMap();
    expect((await ask(own, accept)).body["kind"]).toBe(kind);
  });

  test.each([
    ["text/html", "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml"],
    ["application/*", "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml"],
    [form("Foo"), "only the following media types are accepted: application/json, application/yaml"],
    [
      table.replace("meta", "other"),
      "only the following media types are accepted: application/json, application/yaml",
    ],
  ])("what is not to be had is refused: %s", async (accept, message) => {
    const { one } = await makeMap();
    const { status, body } = await ask(one, accept);
    expect([status, body["reason"]]).toEqual([406, "NotAcceptable"]);
    expect(body["message"]).toContain(message);
  });

  test("a write whose answer cannot be had in any form writes nothing", async () => {
    const { one } = await makeMap();
    const patch = { body: { data: { b: "2" } }, contentType: mergePatch, accept: form("Foo") };
    expect((await server().call("PATCH", one, patch)).status).toBe(406);
    expect((await server().call("GET", one)).body["data"]).toEqual({ a: "1" });
  });

  test("YAML, for who asks so", async () => {
    const { one } = await makeMap();
    const answer = await ask(one, "application/yaml");
    expect(answer.headers["content-type"]).toBe("application/yaml");
    expect(answer.text).toContain("ConfigMap");
  });

  test("an error stays a Status, whatever form is asked for", async () => {
    const { path } = await makeMap();
    const { status, body } = await ask(`${path}/none`, table);
    expect([status, body["kind"], body["reason"]]).toEqual([404, "Status", "NotFound"]);
  });
}
