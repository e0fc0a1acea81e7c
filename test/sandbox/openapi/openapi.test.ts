import { describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import { toCustomKinds } from "../../../src/sandbox/cluster/kinds.ts";
import { listArchived, parseArchived, readArchived } from "../../../src/sandbox/openapi/archive.ts";
import { toCustomDocument, toWholeDocument } from "../../../src/sandbox/openapi/custom-documents.ts";
import { toPublishedSchema } from "../../../src/sandbox/openapi/custom-schema.ts";
import { toSwaggerProtobuf } from "../../../src/sandbox/openapi/swagger-protobuf.ts";
import { readFields } from "../../../src/sandbox/protobuf/wire.ts";

describe("the archive of a real server's documents", () => {
  test("it has a document for every path that it lists, named by its hash", () => {
    const paths = listArchived();
    expect(paths.length).toBeGreaterThan(40);
    for (const [path, hash] of paths) {
      expect(hash).toMatch(/^[0-9A-F]{128}$/);
      expect(readArchived(path)).toMatchObject({
        hash,
        text: expect.stringMatching(/^\{"openapi":"3.0.0".*\}$/s),
      });
    }
  });

  test("version 2 and the patterns are apart from the paths", () => {
    const names = listArchived().map(([path]) => path);
    for (const name of ["v2", "pattern/v2", "pattern/v3"]) {
      expect(names).not.toContain(name);
      expect(readArchived(name)?.text).toMatch(/^\{/);
    }
    expect(readArchived("apis/none")).toBeUndefined();
    expect(parseArchived("apis/none")).toEqual({});
  });

  test("nothing in it is of a custom kind but the patterns", () => {
    const names = Object.keys(readField(parseArchived("v2"), "definitions") ?? {});
    expect(names.filter((name) => !name.startsWith("io.k8s."))).toEqual([]);
  });
});

const text = { type: "string" };

describe("the schema of a custom kind as it is published", () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["a plain type", text, text, text],
    ["a default", { ...text, default: "x" }, { ...text, default: "x" }, text],
    [
      "null",
      { ...text, nullable: true, description: "D" },
      { ...text, nullable: true, description: "D" },
      { description: "D" },
    ],
    [
      "alternatives",
      { type: "object", anyOf: [{}], allOf: [{}], oneOf: [{}], not: {} },
      { type: "object", anyOf: [{}], allOf: [{}], oneOf: [{}], not: {} },
      { type: "object" },
    ],
    [
      "numbers or text",
      { "x-kubernetes-int-or-string": true },
      { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
      { "x-kubernetes-int-or-string": true },
    ],
    [
      "open fields",
      { type: "object", properties: { a: text }, "x-kubernetes-preserve-unknown-fields": true },
      { type: "object", properties: { a: text }, "x-kubernetes-preserve-unknown-fields": true },
      { "x-kubernetes-preserve-unknown-fields": true },
    ],
    [
      "required fields that may be null",
      { type: "object", required: ["a", "b"], properties: { a: text, b: { ...text, nullable: true } } },
      { type: "object", required: ["a", "b"], properties: { a: text, b: { ...text, nullable: true } } },
      { type: "object", required: ["a"], properties: { a: text, b: {} } },
    ],
    [
      "items and entries",
      { type: "array", items: { type: "object", additionalProperties: { ...text, default: "x" } } },
      { type: "array", items: { type: "object", additionalProperties: { ...text, default: "x" } } },
      { type: "array", items: { type: "object", additionalProperties: text } },
    ],
  ])("%s", (_what, schema, version3, version2) => {
    expect(toPublishedSchema(schema, "v3")).toEqual(version3);
    expect(toPublishedSchema(schema, "v2")).toEqual(version2);
  });

  test("an object within has the fields that all objects have", () => {
    const published = toPublishedSchema({ type: "object", "x-kubernetes-embedded-resource": true }, "v3");
    expect(published).toMatchObject({ required: ["kind", "apiVersion"] });
    expect(Object.keys(published["properties"] ?? {})).toEqual(["apiVersion", "kind", "metadata"]);
  });
});

function toCrd(group: string, scope: string, version: string): JsonObject {
  const schema = { openAPIV3Schema: { type: "object", properties: { spec: { ...text, default: "x" } } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `gadgets.${group}` },
    spec: {
      group,
      scope,
      names: { plural: "gadgets", kind: "Gadget" },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

describe("version 2 in protobuf", () => {
  const find = (message: Buffer, number: number) =>
    readFields(message).flatMap((field) =>
      field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
    );
  const only = (message: Buffer, ...path: readonly number[]) =>
    path.reduce((present, number) => find(present, number)[0] ?? Buffer.alloc(0), message);

  test("every definition is there with its fields", () => {
    const definitions = only(toSwaggerProtobuf(parseArchived("v2")), 9);
    const names = find(definitions, 1).map((each) => only(each, 1).toString("utf8"));
    expect(names).toEqual(Object.keys(readField(parseArchived("v2"), "definitions") ?? {}));
  });

  test("a schema has its type, description, values, references and extensions", () => {
    const schema = {
      type: "object",
      description: "D",
      required: ["a", "b"],
      properties: { a: { $ref: "#/definitions/B" }, b: { type: "array", items: text } },
      additionalProperties: text,
      enum: ["x"],
      maximum: 1.5,
      minLength: 300,
      uniqueItems: true,
      "x-kubernetes-group-version-kind": [{ kind: "A" }],
    };
    const written = toSwaggerProtobuf({ swagger: "2.0", definitions: { A: schema } });
    expect(only(written, 1).toString()).toBe("2.0");
    const type = only(written, 9, 1, 2);
    expect(only(type, 22, 1).toString()).toBe("object");
    expect(only(type, 4).toString()).toBe("D");
    expect(find(type, 19).map(String)).toEqual(["a", "b"]);
    const [a, b] = find(only(type, 25), 1);
    expect([only(a ?? type, 1), only(a ?? type, 2, 1)].map(String)).toEqual(["a", "#/definitions/B"]);
    expect(only(b ?? type, 2, 23, 1, 22, 1).toString()).toBe("string");
    expect(only(type, 21, 1, 22, 1).toString()).toBe("string");
    expect(only(type, 20, 2).toString()).toBe('"x"\n');
    expect(only(type, 7).readDoubleLE()).toBe(1.5);
    expect(readFields(type)).toContainEqual({ number: 12, value: 300n });
    expect(readFields(type)).toContainEqual({ number: 16, value: 1n });
    expect(only(type, 31, 1).toString()).toBe("x-kubernetes-group-version-kind");
    expect(only(type, 31, 2, 2).toString()).toBe('[{"kind":"A"}]\n');
  });
});

describe("documents of custom kinds", () => {
  test("the pattern's names are replaced everywhere", () => {
    for (const scope of ["Namespaced", "Cluster"]) {
      const kinds = toCustomKinds(toCrd("a-b.example.com", scope, "v1beta1"));
      const all = JSON.stringify([toCustomDocument(kinds), Object(toWholeDocument(kinds))]);
      expect(all).not.toMatch(/(group|version|kind|plural)token/i);
      expect(all).toContain('"aBExampleCom_v1beta1"');
      expect(all).toContain(`listABExampleComV1beta1${scope === "Cluster" ? "" : "Namespaced"}Gadget`);
      expect(all).toContain("com.example.a-b.v1beta1.GadgetList");
    }
  });

  test("kinds of one group and version share a document", () => {
    const gadgets = toCustomKinds(toCrd("example.com", "Namespaced", "v1"));
    const [first] = gadgets;
    if (first === undefined) throw new Error("No kind");
    const other = { ...first, kind: "Tool", plural: "tools", singular: "tool" };
    const names = Object.keys(readField(toCustomDocument([first, other]), "components", "schemas") ?? {});
    const own = names.filter((name) => name.startsWith("com."));
    expect(own.map((name) => name.split(".").at(-1))).toEqual(["Gadget", "GadgetList", "Tool", "ToolList"]);
  });
});
