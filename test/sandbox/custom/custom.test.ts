import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/kube/json.ts";
import { createStore } from "../../../src/sandbox/cluster/store.ts";
import { checkValue } from "../../../src/sandbox/custom/check-value.ts";
import { checkCustomResource } from "../../../src/sandbox/custom/custom.ts";
import { withSchemaDefaults } from "../../../src/sandbox/custom/defaults.ts";
import { checkDefinitionName, definitionRule } from "../../../src/sandbox/custom/definition.ts";
import { checkExpressions, toEvaluator } from "../../../src/sandbox/custom/expressions.ts";
import { isOfFormat } from "../../../src/sandbox/custom/formats.ts";
import { decideNames, withDecision } from "../../../src/sandbox/custom/names.ts";
import { releaseNames } from "../../../src/sandbox/custom/release-names.ts";
import { toDefinition, toVersion } from "../../contracts/kubernetes/custom/definitions.ts";
import { refusedDefinitions } from "../../contracts/kubernetes/custom/refused-definitions.ts";
import { refusedValues } from "../../contracts/kubernetes/custom/refused-values.ts";
import { sampleSchema } from "../../contracts/kubernetes/custom/sample-schema.ts";
import { withFields } from "../../contracts/kubernetes/validation/valid-objects.ts";

const identity = { apiVersion: "example.com/v1", kind: "Sample", metadata: { name: "a" } };
const tell = ({ field, message }: { readonly field: string; readonly message: string }) =>
  `${field}: ${message}`;

describe("values", () => {
  test.each(refusedValues)("$rule", ({ spec, says }) => {
    const object = withSchemaDefaults({ ...identity, spec }, sampleSchema) as typeof identity;
    const causes = checkCustomResource({ schema: sampleSchema, object, before: undefined, isStatus: false });
    expect(causes.map(tell).sort()).toEqual(says);
  });

  test("what an update leaves as it was is let be", () => {
    const schema = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };
    const causes = (value: JsonObject) =>
      checkValue({ path: "", value, schema, before: { a: 1 } }).causes.map(tell);
    expect(causes({ a: 1, b: "b" })).toEqual([]);
    expect(causes({ a: 2 })).toHaveLength(1);
  });
});

describe("formats", () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["byte", ["YQ=="], ["YQ="]],
    ["cidr", ["10.0.0.0/8", "::1/128"], ["10.0.0.0", "10.0.0.0/33"]],
    ["date-time", ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05.6+01:00"], ["2024-01-02"]],
    ["duration", ["1h30m", "22 ns"], ["long"]],
    ["email", ["a@example.com"], ["a"]],
    ["hostname", ["a.example.com"], ["-a"]],
    ["ipv6", ["::1"], ["10.0.0.1"]],
    ["mac", ["01:23:45:67:89:ab"], ["01:23"]],
    ["uri", ["https://example.com/a", "/a"], ["a b"]],
    ["uuid", ["123e4567-e89b-12d3-a456-426614174000"], ["123"]],
    ["uuid4", ["123e4567-e89b-42d3-a456-426614174000"], ["123e4567-e89b-12d3-a456-426614174000"]],
    ["nobody-knows", ["anything"], []],
  ];
  test.each(cases)("%s", (format, good, bad) => {
    expect(good.filter((text) => !isOfFormat(text, format))).toEqual([]);
    expect(bad.filter((text) => isOfFormat(text, format))).toEqual([]);
  });
});

describe("definitions", () => {
  const plain = (set = {}) => {
    const definition = withFields(toDefinition("refused.example.com", [toVersion({ type: "object" })]), set);
    return withFields(definition, { "/status/storedVersions": ["v1"] });
  };
  const check = (definition: JsonObject) => {
    const at = { path: "", value: definition };
    return [...checkDefinitionName(at), ...definitionRule(at)].map(tell).sort();
  };

  test("a plain one is fine", () => expect(check(plain())).toEqual([]));

  // Names and stored versions are filled in before.
  const filled = /^(a kind is a label|a version is stored|one version is stored|a version's name)/;
  test.each(refusedDefinitions.filter(({ rule }) => !filled.test(rule)))("$rule", ({ set, says }) => {
    const causes = check(plain(set)).map((each) =>
      each.replace(/Invalid value: [[{].*?[\]}]: must/, "Invalid value: …: must"),
    );
    expect(causes).toEqual(says);
  });

  test("a schema that fits none of the versions alike is looked at in each", () => {
    const versions = [
      toVersion({ type: "object" }),
      toVersion({ type: "string" }, { name: "v2", storage: false }),
    ];
    expect(check(plain({ "/spec/versions": versions }))).toEqual([
      'spec.versions[1].schema.openAPIV3Schema.type: Invalid value: "string": must be object at the root',
    ]);
  });
});

describe("names", () => {
  const requested = { plural: "samples", singular: "sample", kind: "Sample", listKind: "SampleList" };

  test("free names are accepted", () =>
    expect(decideNames({ requested, accepted: {}, others: [] })).toEqual({ accepted: requested }));

  test("a short name that another has is not", () => {
    const wanted = { ...requested, shortNames: ["s", "t"] };
    const { accepted, clash } = decideNames({
      requested: wanted,
      accepted: {},
      others: [{ shortNames: ["t"] }],
    });
    expect(accepted).toEqual(requested);
    expect(clash).toEqual({ reason: "ShortNamesConflict", message: '"t" is already in use' });
  });

  test("a definition that is established stays so", () => {
    const first = withDecision({}, { accepted: requested }, "then");
    const second = withDecision(first, { accepted: requested, clash: { reason: "r", message: "m" } }, "now");
    expect(second["conditions"]).toMatchObject([
      { type: "NamesAccepted", status: "False", lastTransitionTime: "now" },
      { type: "Established", status: "True", lastTransitionTime: "then" },
    ]);
  });

  test("names of a definition that is gone are given on", () => {
    const store = createStore();
    const settle = releaseNames(store, () => new Date(0));
    const storage = "apiextensions.k8s.io/customresourcedefinitions";
    const make = (plural: string, status: Json) =>
      store.write(storage, {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.example.com`, uid: plural },
        spec: { group: "example.com", names: { plural, kind: "Sample" } },
        status,
      });
    const first = make("firsts", { acceptedNames: { plural: "firsts", kind: "Sample" } });
    make("seconds", { acceptedNames: { plural: "seconds" } });
    store.remove(storage, first);
    settle();
    const names = store.read(storage, "", "seconds.example.com")?.["status"];
    expect(names).toMatchObject({ acceptedNames: { plural: "seconds", kind: "Sample" } });
  });
});

describe("expressions", () => {
  const schema = {
    type: "object",
    properties: {
      a: {
        type: "integer",
        "x-kubernetes-validations": [
          { rule: "positive", message: "must be positive" },
          { rule: "self == oldSelf", reason: "FieldValueForbidden", message: "stays" },
        ],
      },
    },
  };
  const evaluate = toEvaluator(
    (expression) =>
      ({ self, oldSelf }) =>
        expression === "positive" ? typeof self === "bigint" && self > 0n : self === oldSelf,
  );

  test("rules hold where nobody evaluates them", () =>
    expect(checkExpressions({ path: "", value: { a: 0 }, schema })).toEqual([]));

  test("a rule that is broken is told with its message", () => {
    const causes = checkExpressions({ path: "", value: { a: 0 }, schema }, evaluate);
    expect(causes.map(tell)).toEqual(["a: Invalid value: must be positive"]);
  });

  test("a rule about a change is asked when there is one", () => {
    const causes = checkExpressions({ path: "", value: { a: 2 }, schema, before: { a: 1 } }, evaluate);
    expect(causes.map(tell)).toEqual(["a: Forbidden: stays"]);
  });

  test("a rule that cannot be evaluated is told", () => {
    const fail = () => {
      throw new Error("no such function");
    };
    const causes = checkExpressions({ path: "", value: { a: 1 }, schema }, fail);
    expect(causes.map(tell)).toEqual(['a: Invalid value: "": no such function']);
  });
});
