import type { JsonObject } from "../../../../src/kube/json.ts";

/** A schema with one field for each rule of values. */
export const sampleSchema: JsonObject = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      required: ["size"],
      properties: {
        size: { type: "integer", minimum: 1, maximum: 10 },
        open: { type: "number", minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
        even: { type: "integer", multipleOf: 2 },
        name: { type: "string", minLength: 2, maxLength: 4 },
        code: { type: "string", pattern: "^[a-z]+$" },
        color: { type: "string", enum: ["red", "green"] },
        level: { type: "integer", enum: [1, 2] },
        on: { type: "boolean" },
        day: { type: "string", format: "date" },
        at: { type: "string", format: "date-time" },
        address: { type: "string", format: "ipv4" },
        list: { type: "array", minItems: 1, maxItems: 2, items: { type: "string" } },
        set: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
        map: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["key"],
          items: {
            type: "object",
            required: ["key"],
            properties: { key: { type: "string" }, value: { type: "string" } },
          },
        },
        labels: {
          type: "object",
          minProperties: 1,
          maxProperties: 2,
          additionalProperties: { type: "string" },
        },
        port: { "x-kubernetes-int-or-string": true },
        either: {
          type: "object",
          properties: { a: { type: "string" }, b: { type: "string" } },
          oneOf: [{ required: ["a"] }, { required: ["b"] }],
        },
        any: {
          type: "object",
          properties: { a: { type: "string" }, b: { type: "string" } },
          anyOf: [{ required: ["a"] }, { required: ["b"] }],
        },
        every: { type: "string", allOf: [{ minLength: 2 }, { pattern: "^a" }] },
        never: { type: "string", not: { enum: ["none"] } },
        perhaps: { type: "string", nullable: true },
        given: { type: "string", default: "a" },
        nested: {
          type: "object",
          default: {},
          properties: {
            depth: { type: "integer", default: 1 },
            note: { type: "string", nullable: true, default: "n" },
          },
        },
        items: {
          type: "array",
          items: { type: "object", properties: { kind: { type: "string", default: "plain" } } },
        },
        free: {
          type: "object",
          "x-kubernetes-preserve-unknown-fields": true,
          properties: { known: { type: "integer" } },
        },
        raw: { "x-kubernetes-preserve-unknown-fields": true },
        inner: {
          type: "object",
          "x-kubernetes-embedded-resource": true,
          "x-kubernetes-preserve-unknown-fields": true,
        },
      },
    },
    status: { type: "object", properties: { phase: { type: "string" }, ready: { type: "integer" } } },
  },
};
