import type { Refusal } from "./refusals.ts";

/** Objects whose metadata a server refuses. */
export const refusedMetadata: readonly Refusal[] = [
  {
    rule: "a name is a DNS subdomain",
    object: "ConfigMap",
    set: {
      "/metadata/name": "Not_Valid",
    },
    says: [
      "metadata.name: Invalid value: \"Not_Valid\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  },
  {
    rule: "a name of more than 253 characters is too long",
    object: "ConfigMap",
    set: {
      "/metadata/name": "a".repeat(254),
    },
    says: [
      'metadata.name: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 253 characters',
    ],
  },
  {
    rule: "a namespace's name is a label",
    object: "Namespace",
    set: {
      "/metadata/name": "a.b",
    },
    says: ['metadata.name: Invalid value: "a.b": must not contain dots'],
  },
  {
    rule: "a Service's name starts with a letter",
    object: "Service",
    set: {
      "/metadata/name": "1a",
    },
    says: [
      "metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    rule: "a Service's name has no dots",
    object: "Service",
    set: {
      "/metadata/name": "a.b",
    },
    says: [
      "metadata.name: Invalid value: \"a.b\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    rule: "a role's name is any segment of a path",
    object: "ClusterRole",
    set: {
      "/metadata/name": "a%b",
    },
    says: ["metadata.name: Invalid value: \"a%b\": may not contain '%'"],
  },
  {
    rule: "an object needs a name",
    object: "ConfigMap",
    set: {
      "/metadata": {},
    },
    says: ["metadata.name: Required value: name or generateName is required"],
  },
  {
    rule: "a name is generated from the beginning of one",
    object: "ConfigMap",
    set: {
      "/metadata": {
        generateName: "Not_",
      },
    },
    says: [
      "metadata.generateName: Invalid value: \"Not_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      "metadata.name: Invalid value: \"Not_<end>\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  },
  {
    rule: "a label's key is a qualified name",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        "-a": "b",
      },
    },
    says: [
      "metadata.labels: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  },
  {
    rule: "a label's key has one slash at most",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        "a/b/c": "d",
      },
    },
    says: [
      "metadata.labels: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ],
  },
  {
    rule: "a label's prefix is a DNS subdomain",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        "A_/b": "c",
      },
    },
    says: [
      "metadata.labels: Invalid value: \"A_/b\": prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  },
  {
    rule: "a label's key has a name",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        "example.com/": "c",
      },
    },
    says: [
      'metadata.labels: Invalid value: "example.com/": name part must be non-empty',
      "metadata.labels: Invalid value: \"example.com/\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  },
  {
    rule: "a label's name has 63 characters at most",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        ["a".repeat(64)]: "c",
      },
    },
    says: [
      'metadata.labels: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": name part must be no more than 63 bytes',
    ],
  },
  {
    rule: "a label's value has the characters of names",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        a: "b c",
      },
    },
    says: [
      "metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  },
  {
    rule: "a label's value has 63 characters at most",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        a: "a".repeat(64),
      },
    },
    says: [
      'metadata.labels: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be no more than 63 bytes',
    ],
  },
  {
    rule: "an annotation's key is a qualified name",
    object: "ConfigMap",
    set: {
      "/metadata/annotations": {
        "a b": "c",
      },
    },
    says: [
      "metadata.annotations: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  },
  {
    rule: "annotations have 256 KiB at most",
    object: "ConfigMap",
    set: {
      "/metadata/annotations": {
        a: "x".repeat(262_145),
      },
    },
    says: ["metadata.annotations: Too long: may not be more than 262144 bytes"],
  },
  {
    rule: "a finalizer is a qualified name",
    object: "ConfigMap",
    set: {
      "/metadata/finalizers": ["a b"],
    },
    says: [
      "metadata.finalizers: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      'metadata.finalizers[0]: Invalid value: "a b": name is neither a standard finalizer name nor is it fully qualified',
    ],
  },
  {
    rule: "an object cannot be orphaned and deleted in the foreground",
    object: "ConfigMap",
    set: {
      "/metadata/finalizers": ["orphan", "foregroundDeletion"],
    },
    says: [
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ],
  },
  {
    rule: "an owner has a version, a kind, a name and a uid",
    object: "ConfigMap",
    set: {
      "/metadata/ownerReferences": [
        {
          apiVersion: "",
          kind: "",
          name: "",
          uid: "",
        },
      ],
    },
    says: [
      'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ],
  },
  {
    rule: "an object has one controller at most",
    object: "ConfigMap",
    set: {
      "/metadata/ownerReferences": [
        {
          apiVersion: "v1",
          kind: "A",
          name: "b",
          uid: "1",
          controller: true,
        },
        {
          apiVersion: "v1",
          kind: "A",
          name: "c",
          uid: "2",
          controller: true,
        },
      ],
    },
    says: [
      'metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"A","name":"b","uid":"1","controller":true},{"apiVersion":"v1","kind":"A","name":"c","uid":"2","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for A/b and A/c',
    ],
  },
  {
    rule: "several causes stand in one message",
    object: "ConfigMap",
    set: {
      "/metadata/labels": {
        "-a": "b",
      },
      "/metadata/finalizers": ["a b"],
    },
    says: [
      "metadata.labels: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      "metadata.finalizers: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      'metadata.finalizers[0]: Invalid value: "a b": name is neither a standard finalizer name nor is it fully qualified',
    ],
  },
];
