import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, RuleSubject } from "./api-server.ts";
import { type Defined, define, toDefinition, toGroup, toVersion, until } from "./custom/definitions.ts";
import { refusedDefinitions } from "./custom/refused-definitions.ts";
import { refusedValues } from "./custom/refused-values.ts";
import { sampleSchema } from "./custom/sample-schema.ts";
import { storedValues } from "./custom/stored-values.ts";
import { withFields } from "./validation/valid-objects.ts";

export const customResources = { name: "Custom resources", rules };

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const mergePatch = "application/merge-patch+json";

function saysOf({ body }: ApiAnswer): readonly string[] {
  const causes = readField(body, "details", "causes");
  const texts = (Array.isArray(causes) ? causes : []).map(
    (cause) => `${readField(cause, "field")}: ${readField(cause, "message")}`,
  );
  return [...new Set(texts)].sort();
}

/** Takes whole structs out of a text: the server prints them by the names of its own fields. */
function withoutStructs(text: string): string {
  return text.replace(/Invalid value: [[{].*?[\]}]: must/, "Invalid value: …: must");
}

function rules(subject: RuleSubject): void {
  const { server } = subject;
  let space: string;
  let samples: Defined;
  const made: Defined[] = [];
  const defineOne = async (definition: JsonObject) => {
    const defined = await define(server(), definition);
    made.push(defined);
    return defined;
  };
  beforeAll(async () => {
    space = await server().makeSpace();
    const version = toVersion(sampleSchema, { subresources: { status: {} } });
    samples = await defineOne(toDefinition(toGroup(), [version]));
  });
  afterAll(() => Promise.allSettled(made.map((each) => each.delete())));

  describe("definitions", () => {
    for (const { rule, set, says } of refusedDefinitions) {
      test(rule, async () => {
        const body = withFields(toDefinition("refused.example.com", [toVersion({ type: "object" })]), set);
        const answer = await server().call("POST", definitions, { body });
        if (answer.status === 201)
          await server().call("DELETE", `${definitions}/${readField(answer.body, "metadata", "name")}`);
        expect({ status: answer.status, says: saysOf(answer).map(withoutStructs) }).toEqual({
          status: 422,
          says,
        });
      });
    }

    test("a definition gets its other names, and the names it asks for are accepted", async () => {
      const { body } = await server().call("GET", `${definitions}/${samples.name}`);
      const names = { plural: "samples", kind: "Sample", listKind: "SampleList", singular: "sample" };
      expect(readField(body, "spec", "names")).toEqual(names);
      expect(readField(body, "status", "acceptedNames")).toEqual(names);
      expect(readField(body, "status", "storedVersions")).toEqual(["v1"]);
      expect(readField(body, "spec", "conversion")).toEqual({ strategy: "None" });
    });

    test("of two definitions with one kind, the second does not get it until the first is gone", async () => {
      const group = toGroup();
      const first = await defineOne(toDefinition(group, [toVersion({ type: "object" })]));
      const other = toDefinition(group, [toVersion({ type: "object" })], { plural: "others" });
      await server().call("POST", definitions, { body: other });
      const path = `${definitions}/others.${group}`;
      const conditionsOf = async () => {
        const { body } = await server().call("GET", path);
        const conditions = readField(body, "status", "conditions");
        return (Array.isArray(conditions) ? conditions : []).map((each) => ({
          type: readField(each, "type"),
          status: readField(each, "status"),
          reason: readField(each, "reason"),
        }));
      };
      await until(async () => (await conditionsOf()).some(({ type }) => type === "Established"));
      expect(await conditionsOf()).toContainEqual({
        type: "NamesAccepted",
        status: "False",
        reason: "ListKindConflict",
      });
      expect(await conditionsOf()).toContainEqual({
        type: "Established",
        status: "False",
        reason: "NotAccepted",
      });
      await first.delete();
      await until(async () => (await conditionsOf()).every(({ status }) => status === "True"));
      await server().call("DELETE", path);
    });

    test("a kind, a plural, a group and a scope stay", async () => {
      const { body } = await server().call("GET", `${definitions}/${samples.name}`);
      const changed = withFields(body, { "/spec/scope": "Cluster", "/spec/names/kind": "Other" });
      const answer = await server().call("PUT", `${definitions}/${samples.name}`, { body: changed });
      expect({ status: answer.status, says: saysOf(answer) }).toEqual({
        status: 422,
        says: [
          'spec.names.kind: Invalid value: "Other": field is immutable',
          'spec.scope: Invalid value: "Cluster": field is immutable',
        ],
      });
    });

    test("a version that objects were stored in stays", async () => {
      const group = toGroup();
      const schema = { type: "object" };
      await defineOne(toDefinition(group, [toVersion(schema)]));
      const patch = { spec: { versions: [toVersion(schema, { name: "v2" })] } };
      const path = `${definitions}/samples.${group}`;
      const answer = await server().call("PATCH", path, { body: patch, contentType: mergePatch });
      expect({ status: answer.status, says: saysOf(answer) }).toEqual({
        status: 422,
        says: [
          'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, ' +
            "and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes " +
            "v1 from status.storedVersions",
        ],
      });
    });
  });

  describe("values", () => {
    for (const { rule, spec, says } of refusedValues) {
      test(rule, async () => {
        const answer = await samples.make(space, { spec });
        expect({ status: answer.status, says: saysOf(answer) }).toEqual({ status: 422, says });
      });
    }

    for (const { rule, spec, stored } of storedValues) {
      test(rule, async () => {
        const answer = await samples.make(space, { spec });
        expect({ status: answer.status, spec: answer.body["spec"] }).toEqual({ status: 201, spec: stored });
      });
    }

    test("a resource needs no spec where its schema asks for none", async () => {
      expect((await samples.make(space, {})).status).toBe(201);
    });

    test("a message names the kind with its group", async () => {
      const { body } = await samples.make(space, { metadata: { name: "a" }, spec: { size: 0 } });
      expect(body["message"]).toBe(
        `Sample.${samples.group} "a" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1`,
      );
    });

    test("a resource's name is a DNS subdomain", async () => {
      const answer = await samples.make(space, { metadata: { name: "A_" }, spec: { size: 1 } });
      expect({ status: answer.status, fields: saysOf(answer).map((each) => each.split(":")[0]) }).toEqual({
        status: 422,
        fields: ["metadata.name"],
      });
    });

    test("a finalizer of a resource needs no domain", async () => {
      const metadata = { generateName: "a-", finalizers: ["wait"] };
      const answer = await samples.make(space, { metadata, spec: { size: 1 } });
      expect(answer.status).toBe(201);
      const name = readField(answer.body, "metadata", "name");
      const body = { metadata: { finalizers: null } };
      await server().call("PATCH", `${samples.objects(space)}/${name}`, { body, contentType: mergePatch });
    });

    test("unknown fields are refused where a request asks for it", async () => {
      const answer = await samples.make(space, { spec: { size: 1, unknown: 1 } }, "?fieldValidation=Strict");
      expect({ status: answer.status, message: answer.body["message"] }).toEqual({
        status: 400,
        message:
          'Sample in version "v1" cannot be handled as a Sample: strict decoding error: unknown field "spec.unknown"',
      });
    });

    test("unknown fields are told of where a request asks for no more", async () => {
      const answer = await samples.make(space, { spec: { size: 1, unknown: 1 } }, "?fieldValidation=Warn");
      expect({ status: answer.status, warning: answer.headers["warning"] }).toEqual({
        status: 201,
        warning: '299 - "unknown field \\"spec.unknown\\""',
      });
    });

    test("an update is held to the schema, too", async () => {
      const { body } = await samples.make(space, { spec: { size: 1 } });
      const path = `${samples.objects(space)}/${readField(body, "metadata", "name")}`;
      const patch = { body: { spec: { color: "blue" } }, contentType: mergePatch };
      const answer = await server().call("PATCH", path, patch);
      expect({ status: answer.status, says: saysOf(answer) }).toEqual({
        status: 422,
        says: ['spec.color: Unsupported value: "blue": supported values: "red", "green"'],
      });
    });

    test("a field that is taken away gets its default again", async () => {
      const { body } = await samples.make(space, { spec: { size: 1, given: "b" } });
      const path = `${samples.objects(space)}/${readField(body, "metadata", "name")}`;
      const patch = { body: { spec: { given: null } }, contentType: mergePatch };
      expect(readField((await server().call("PATCH", path, patch)).body, "spec", "given")).toBe("a");
    });
  });

  describe("expressions", () => {
    // The sandbox has no parser of the Common Expression Language: such rules hold there.
    test.skipIf(subject.side === "sandbox")(
      "an expression that is not true is told with its message",
      async () => {
        const rules = [
          { rule: "self.least <= self.most", message: "least is no more than most" },
          { rule: "!has(self.fixed) || self.fixed == 'a'", fieldPath: ".fixed" },
        ];
        const number = { type: "integer" };
        const properties = { least: number, most: number, fixed: { type: "string" } };
        const spec = { type: "object", properties, "x-kubernetes-validations": rules };
        const version = toVersion({ type: "object", properties: { spec } });
        const ruled = await defineOne(toDefinition(toGroup(), [version]));
        const answer = await ruled.make(space, { spec: { least: 2, most: 1, fixed: "b" } });
        expect({ status: answer.status, says: saysOf(answer) }).toEqual({
          status: 422,
          says: [
            "spec.fixed: Invalid value: failed rule: !has(self.fixed) || self.fixed == 'a'",
            "spec: Invalid value: least is no more than most",
          ],
        });
        expect((await ruled.make(space, { spec: { least: 1, most: 2 } })).status).toBe(201);
      },
    );

    test("a value that keeps its expressions is taken", async () => {
      const rules = [{ rule: "self.a == 'a'" }];
      const properties = { a: { type: "string" } };
      const spec = { type: "object", properties, "x-kubernetes-validations": rules };
      const ruled = await defineOne(
        toDefinition(toGroup(), [toVersion({ type: "object", properties: { spec } })]),
      );
      expect((await ruled.make(space, { spec: { a: "a" } })).status).toBe(201);
    });
  });

  describe("status", () => {
    test("a request for a resource does not write its status", async () => {
      const { body } = await samples.make(space, { spec: { size: 1 }, status: { phase: "Done" } });
      expect(body["status"]).toBeUndefined();
      const path = `${samples.objects(space)}/${readField(body, "metadata", "name")}`;
      const patch = { body: { status: { phase: "Done" } }, contentType: mergePatch };
      expect((await server().call("PATCH", path, patch)).body["status"]).toBeUndefined();
    });

    test("a request for a status writes nothing else, and moves no generation", async () => {
      const { body } = await samples.make(space, { spec: { size: 1 } });
      const path = `${samples.objects(space)}/${readField(body, "metadata", "name")}`;
      const change = { spec: { size: 2 }, status: { phase: "Done", ready: 1 } };
      const answer = await server().call("PATCH", `${path}/status`, {
        body: change,
        contentType: mergePatch,
      });
      expect({
        spec: readField(answer.body, "spec", "size"),
        status: answer.body["status"],
        generation: readField(answer.body, "metadata", "generation"),
      }).toEqual({ spec: 1, status: { phase: "Done", ready: 1 }, generation: 1 });
    });

    test("a status is held to its schema", async () => {
      const { body } = await samples.make(space, { spec: { size: 1 } });
      const path = `${samples.objects(space)}/${readField(body, "metadata", "name")}/status`;
      const answer = await server().call("PATCH", path, {
        body: { status: { ready: "yes" } },
        contentType: mergePatch,
      });
      expect({ status: answer.status, says: saysOf(answer) }).toEqual({
        status: 422,
        says: ['status.ready: Invalid value: "string": ready in body must be of type integer: "string"'],
      });
    });

    test("generation counts changes of the spec", async () => {
      const { body } = await samples.make(space, { spec: { size: 1 } });
      const path = `${samples.objects(space)}/${readField(body, "metadata", "name")}`;
      const generationAfter = async (change: JsonObject) => {
        const answer = await server().call("PATCH", path, { body: change, contentType: mergePatch });
        return readField(answer.body, "metadata", "generation");
      };
      expect(await generationAfter({ metadata: { labels: { a: "b" } } })).toBe(1);
      expect(await generationAfter({ spec: { size: 2 } })).toBe(2);
    });

    test("without the subresource, a status is a field like others", async () => {
      const plain = await defineOne(toDefinition(toGroup(), [toVersion(sampleSchema)]));
      const { body } = await plain.make(space, { spec: { size: 1 }, status: { phase: "New" } });
      expect(body["status"]).toEqual({ phase: "New" });
      const path = `${plain.objects(space)}/${readField(body, "metadata", "name")}`;
      const patch = { body: { status: { phase: "Done" } }, contentType: mergePatch };
      const answer = await server().call("PATCH", path, patch);
      expect(readField(answer.body, "metadata", "generation")).toBe(2);
      expect((await server().call("GET", `${path}/status`)).status).toBe(404);
    });
  });

  describe("versions and changes", () => {
    test("an object is read in every version that is served", async () => {
      const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
      const second = toVersion(schema, { name: "v2", storage: false });
      const both = await defineOne(toDefinition(toGroup(), [toVersion(schema), second]));
      const { body } = await both.make(space, { spec: { a: 1 } });
      const name = readField(body, "metadata", "name");
      const answer = await server().call("GET", `${both.objects(space, "v2")}/${name}`);
      expect({ apiVersion: answer.body["apiVersion"], spec: answer.body["spec"] }).toEqual({
        apiVersion: `${both.group}/v2`,
        spec: { a: 1 },
      });
    });

    test("a version that is not served is not there", async () => {
      const schema = { type: "object" };
      const second = toVersion(schema, { name: "v2", storage: false, served: false });
      const both = await defineOne(toDefinition(toGroup(), [toVersion(schema), second]));
      expect((await server().call("GET", both.objects(space, "v2"))).status).toBe(404);
    });

    test("a new schema holds for new values, and what was stored stays", async () => {
      const schemaOf = (more: JsonObject) => ({
        type: "object",
        properties: {
          spec: { type: "object", properties: { a: { type: "string", ...more }, b: { type: "string" } } },
        },
      });
      const group = toGroup();
      const loose = await defineOne(toDefinition(group, [toVersion(schemaOf({}))]));
      const { body } = await loose.make(space, { spec: { a: "long" } });
      const patch = { spec: { versions: [toVersion(schemaOf({ maxLength: 1 }))] } };
      await server().call("PATCH", `${definitions}/${loose.name}`, { body: patch, contentType: mergePatch });
      await until(async () => (await loose.make(space, { spec: { a: "long" } })).status === 422);
      const path = `${loose.objects(space)}/${readField(body, "metadata", "name")}`;
      // What an update leaves as it was is not held against it.
      const changed = await server().call("PATCH", path, {
        body: { spec: { b: "b" } },
        contentType: mergePatch,
      });
      expect({ status: changed.status, spec: changed.body["spec"] }).toEqual({
        status: 200,
        spec: { a: "long", b: "b" },
      });
    });

    test("items of lists are owned by their keys", async () => {
      const body = {
        apiVersion: `${samples.group}/v1`,
        kind: "Sample",
        metadata: { name: "owned" },
        spec: { size: 1, map: [{ key: "a", value: "1" }] },
      };
      const contentType = "application/apply-patch+yaml";
      const path = `${samples.objects(space)}/owned`;
      await server().call("PATCH", `${path}?fieldManager=one`, { body, contentType });
      const second = { ...body, spec: { size: 1, map: [{ key: "b", value: "2" }] } };
      const answer = await server().call("PATCH", `${path}?fieldManager=two`, { body: second, contentType });
      expect(readField(answer.body, "spec", "map")).toEqual([
        { key: "a", value: "1" },
        { key: "b", value: "2" },
      ]);
    });
  });
}
