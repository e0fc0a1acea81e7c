import type { Fields } from "../validation/valid-objects.ts";

/** Definitions that a server refuses, and what it says of each. */
export const refusedDefinitions: readonly {
  readonly rule: string;
  readonly set: Fields;
  readonly says: readonly string[];
}[] = [
  {
    rule: "a definition's name is made of its own names",
    set: { "/metadata/name": "other.refused.example.com" },
    says: [
      'metadata.name: Invalid value: "other.refused.example.com": must be spec.names.plural+"."+spec.group',
    ],
  },
  {
    rule: "a definition's group has a dot",
    set: { "/spec/group": "example", "/metadata/name": "samples.example" },
    says: ['spec.group: Invalid value: "example": should be a domain with at least one dot'],
  },
  {
    rule: "a definition is for namespaces or for the cluster",
    set: { "/spec/scope": "Everywhere" },
    says: ['spec.scope: Unsupported value: "Everywhere": supported values: "Cluster", "Namespaced"'],
  },
  {
    rule: "a version is stored",
    set: { "/spec/versions/0/storage": false },
    says: [
      "spec.versions: Invalid value: …: must have exactly one version marked as storage version",
      "status.storedVersions: Invalid value: null: must have at least one stored version",
    ],
  },
  {
    rule: "one version is stored",
    set: {
      "/spec/versions": [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        { name: "v2", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
      ],
    },
    says: [
      "spec.versions: Invalid value: …: must have exactly one version marked as storage version",
      "status.storedVersions: Invalid value: …: must have the storage version v2",
    ],
  },
  {
    rule: "versions have names of their own",
    set: {
      "/spec/versions": [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        { name: "v1", served: true, storage: false, schema: { openAPIV3Schema: { type: "object" } } },
      ],
    },
    says: ["spec.versions: Invalid value: …: must contain unique version names"],
  },
  {
    rule: "a version's name is a label",
    set: { "/spec/versions/0/name": "1_A" },
    says: [
      "spec.version: Invalid value: \"1_A\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      "spec.versions[0].name: Invalid value: \"1_A\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    rule: "a version has a schema",
    set: { "/spec/versions/0/schema": null },
    says: ["spec.versions[0].schema.openAPIV3Schema: Required value"],
  },
  {
    rule: "a kind is a label in any case",
    set: { "/spec/names/kind": "Not_Valid" },
    says: [
      "spec.names.kind: Invalid value: \"Not_Valid\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      "spec.names.listKind: Invalid value: \"Not_ValidList\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      "spec.names.singular: Invalid value: \"not_valid\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    rule: "a kind and its list have two names",
    set: { "/spec/names/listKind": "Sample" },
    says: ['spec.names.listKind: Invalid value: "Sample": kind and listKind may not be the same'],
  },
  {
    rule: "short names are labels",
    set: { "/spec/names/shortNames": ["A_"] },
    says: [
      "spec.names.shortNames[0]: Invalid value: \"A_\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    rule: "a schema is of an object",
    set: { "/spec/versions/0/schema/openAPIV3Schema": { type: "string" } },
    says: ['spec.validation.openAPIV3Schema.type: Invalid value: "string": must be object at the root'],
  },
  {
    rule: "a schema has a type",
    set: { "/spec/versions/0/schema/openAPIV3Schema": { properties: { a: { type: "string" } } } },
    says: ["spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root"],
  },
  {
    rule: "every field has a type",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": { properties: { a: {} }, type: "object" },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Required value: must not be empty for specified object fields",
    ],
  },
  {
    rule: "every item has a type",
    set: { "/spec/versions/0/schema/openAPIV3Schema/properties/spec": { type: "array", items: {} } },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].items.type: Required value: must not be empty for specified array items",
    ],
  },
  {
    rule: "a list has items",
    set: { "/spec/versions/0/schema/openAPIV3Schema/properties/spec": { type: "array" } },
    says: ["spec.validation.openAPIV3Schema.properties[spec].items: Required value: must be specified"],
  },
  {
    rule: "a type is one that there is",
    set: { "/spec/versions/0/schema/openAPIV3Schema/properties/spec": { type: "text" } },
    says: [
      'spec.validation.openAPIV3Schema.properties[spec].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
    ],
  },
  {
    rule: "nested schemas describe values only",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "string",
        anyOf: [{ type: "string" }, { default: "a", nullable: true }],
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural",
      "spec.validation.openAPIV3Schema.properties[spec].anyOf[1].default: Forbidden: must be undefined to be structural",
      "spec.validation.openAPIV3Schema.properties[spec].anyOf[1].nullable: Forbidden: must be false to be structural",
    ],
  },
  {
    rule: "metadata have the server's schema",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/metadata": {
        type: "object",
        properties: { labels: { type: "object" } },
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified",
    ],
  },
  {
    rule: "fields are named or not",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "object",
        properties: { a: { type: "string" } },
        additionalProperties: { type: "string" },
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive",
    ],
  },
  {
    rule: "a list of type map has keys",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "array",
        items: { type: "object" },
        "x-kubernetes-list-type": "map",
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
    ],
  },
  {
    rule: "a key is a field of the items",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "array",
        items: { type: "object" },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["a"],
      },
    },
    says: [
      'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-list-map-keys: Invalid value: ["a"]: entries must all be names of item properties',
    ],
  },
  {
    rule: "a key is required or has a default",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "array",
        items: { type: "object", properties: { a: { type: "string" } } },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["a"],
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
    ],
  },
  {
    rule: "items of a set are one value each",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "array",
        items: { type: "object" },
        "x-kubernetes-list-type": "set",
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set",
    ],
  },
  {
    rule: "a list's type is one that there is",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "array",
        items: { type: "string" },
        "x-kubernetes-list-type": "bag",
      },
    },
    says: [
      'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"',
    ],
  },
  {
    rule: "items are not compared with each other",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "array",
        items: { type: "string" },
        uniqueItems: true,
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
    ],
  },
  {
    rule: "a default fits its own schema",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "object",
        properties: { a: { type: "integer", default: "x" } },
      },
    },
    says: [
      'spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Invalid value: "string":  in body must be of type integer: "string"',
    ],
  },
  {
    rule: "unknown fields are kept or not",
    set: {
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec": {
        type: "object",
        "x-kubernetes-preserve-unknown-fields": false,
      },
    },
    says: [
      "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined",
    ],
  },
  {
    rule: "scale has its paths",
    set: {
      "/spec/versions/0/subresources": {
        scale: { specReplicasPath: ".status.a", statusReplicasPath: ".spec.b" },
      },
    },
    says: [
      'spec.subresources.scale.specReplicasPath: Invalid value: ".status.a": should be a json path under .spec',
      'spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.b": should be a json path under .status',
    ],
  },
  {
    rule: "a column has a type",
    set: { "/spec/versions/0/additionalPrinterColumns": [{ name: "a", type: "text", jsonPath: ".a" }] },
    says: [
      'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
    ],
  },
  {
    rule: "a conversion is one that there is",
    set: { "/spec/conversion": { strategy: "Magic" } },
    says: ['spec.conversion.strategy: Unsupported value: "Magic": supported values: "None", "Webhook"'],
  },
];
