import { describe, expect, test } from "vitest";
import { toSchemaIndex } from "../../../src/drift/schema-index.ts";
import { builtInKinds, findType } from "../../../src/sandbox/cluster/kinds.ts";
import { parseArchived } from "../../../src/sandbox/openapi/archive.ts";
import { toCustomType } from "../../../src/sandbox/schema/crd-type.ts";
import { emptyValue } from "../../../src/sandbox/schema/empty-value.ts";
import { parseTypes } from "../../../src/sandbox/schema/parse-table.ts";
import { deducedType, toShape, typeOfEntry } from "../../../src/sandbox/schema/shape.ts";

const find = parseTypes(["a.T s:s l:[.U]name,port set:[s]set m:{i}! u:.U* d:s=x\na.U! name:s t:.T\na.Q =q"]);

describe("a table of types", () => {
  test("a line gives fields with types, keys, defaults and marks", () => {
    const type = find("a.T");
    const fields = type.kind === "map" ? type.fields() : new Map();
    expect(fields.get("s")?.type).toEqual({ kind: "scalar", scalar: "string" });
    expect(fields.get("l")?.type).toMatchObject({
      relation: "map",
      keys: ["name", "port"],
      item: { atomic: true },
    });
    expect(fields.get("set")?.type).toMatchObject({ relation: "set" });
    expect(fields.get("m")?.type).toMatchObject({ atomic: true, values: { scalar: "integer" } });
    expect(fields.get("u")).toMatchObject({ isAlways: true });
    expect(fields.get("d")).toMatchObject({ defaultValue: "x" });
    expect(find("a.Q")).toEqual({ kind: "scalar", scalar: "quantity" });
  });

  test("what the server always writes is in the empty value", () => {
    expect(emptyValue(findType("api.apps.v1.Deployment"))).toMatchObject({
      metadata: {},
      spec: { strategy: {}, template: { metadata: {}, spec: { containers: null } } },
      status: {},
    });
  });

  test("every built-in kind has fields of its own", () => {
    expect(builtInKinds.length).toBeGreaterThan(40);
    for (const { type } of builtInKinds)
      expect(type.kind === "map" && type.fields().has("metadata")).toBe(true);
  });
});

test("a custom kind's schema decides lists, maps and what is unknown", () => {
  const meta = findType("apimachinery.pkg.apis.meta.v1.ObjectMeta");
  const list = { type: "array", items: { type: "object", properties: { name: { type: "string" } } } };
  const keyed = { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] };
  const type = toCustomType(
    {
      type: "object",
      properties: {
        plain: list,
        keyed: { ...list, ...keyed },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
    },
    meta,
  );
  const typeOf = (name: string) => (type.kind === "map" ? typeOfEntry(type, name) : undefined);
  expect(typeOf("plain")).toMatchObject({ relation: "atomic" });
  expect(typeOf("keyed")).toMatchObject({ relation: "map", keys: ["name"] });
  expect(typeOf("free")).toMatchObject({ values: deducedType });
  expect(typeOf("metadata")).toBe(meta);
  expect(typeOf("unknown")).toBeUndefined();
});

test("an open value takes the shape it has", () => {
  expect(toShape(deducedType, []).kind).toBe("list");
  expect(toShape(deducedType, {}).kind).toBe("map");
  expect(toShape(deducedType, 1).kind).toBe("scalar");
});

test("the tables say what the OpenAPI documents say", () => {
  const index = toSchemaIndex(parseArchived("api/v1"));
  const service = index.find("", "v1", "Service");
  const ports = service?.field("spec")?.field("ports");
  const type = findType("api.core.v1.ServiceSpec");
  const own = type.kind === "map" ? typeOfEntry(type, "ports") : undefined;
  expect(own).toMatchObject({ relation: ports?.list, keys: ports?.listKeys });
  expect(ports?.item()?.field("protocol")?.defaultValue).toBe("TCP");
  const pod = index.find("", "v1", "Pod");
  const limits = pod?.field("spec")?.field("containers")?.item()?.field("resources")?.field("limits");
  expect(limits?.field("cpu")?.format).toBe("quantity");
});
