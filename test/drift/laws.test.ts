import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareLocally,
  compareWithPrediction,
  type DriftContext,
  isSameVersion,
} from "../../src/drift/drift.ts";
import { formatDiff } from "../../src/drift/format-diff.ts";
import { rememberOf } from "../../src/drift/remember.ts";
import { toSchemaIndex } from "../../src/drift/schema-index.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import { isObject, type Json, type JsonObject } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { toDesiredObject } from "./to-desired-object.ts";

const hash = toKeyedHash("a key");
const schema = toSchemaIndex({
  components: {
    schemas: {
      Any: {
        type: "object",
        "x-kubernetes-preserve-unknown-fields": true,
        "x-kubernetes-group-version-kind": [{ group: "example.com", version: "v1", kind: "Any" }],
      },
    },
  },
});
const context: DriftContext = { manager: "outrigger-test", ignore: [], hash, schema };

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6 }),
  fc.constantFrom("constructor", "a.b/c", "__proto__x"),
);
const scalar = fc.oneof(fc.string({ minLength: 1 }), fc.integer({ min: 1 }), fc.constant(true));
const { tree } = fc.letrec<{ tree: Json; node: Json }>((tie) => ({
  tree: fc.dictionary(name, tie("node"), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  node: fc.oneof({ maxDepth: 3 }, scalar, tie("tree"), fc.array(scalar, { minLength: 1, maxLength: 3 })),
}));
const specs = tree.filter(isObject);

describe("laws of drift", () => {
  test("an object as it was applied is Synced, whatever others added and in whatever order fields come", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const desired = toDesiredObject(toObject(spec), hash);
        const live = { ...toObject(reverseFields(withForeign(spec))), status: { any: "thing" } };
        expect(compareLocally(desired, owned(live, spec), context)).toMatchObject({
          status: "Synced",
          repair: false,
        });
      }),
    );
  });

  test("one value changed is never Synced; one value not ours is a repair", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const desired = toDesiredObject(toObject(spec), hash);
        const changed = owned(toObject(changeFirst(spec)), spec);
        expect(compareLocally(desired, changed, context).status).toBe("Suspect");
        const unowned = owned(toObject(spec), dropFirst(spec));
        expect(compareLocally(desired, unowned, context)).toMatchObject({ status: "Synced", repair: true });
      }),
    );
  });

  test("what is remembered holds against foreign fields, and not against a change of ours", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const desired = toDesiredObject(toObject(spec), hash);
        const remembered = rememberOf(desired, owned(toObject(spec), spec), context);
        const foreign = owned(toObject(reverseFields(withForeign(spec))), spec);
        expect(rememberOf(desired, foreign, context)).toEqual(remembered);
        const changed = owned(toObject(changeFirst(spec)), spec);
        expect(rememberOf(desired, changed, context)?.ownedHash).not.toBe(remembered?.ownedHash);
        const unowned = owned(toObject(spec), dropFirst(spec));
        expect(rememberOf(desired, unowned, context)?.ownedHash).not.toBe(remembered?.ownedHash);
      }),
    );
  });

  test("a prediction that equals live is Synced, any other is not, and its diff is not empty", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const desired = toDesiredObject(toObject(spec), hash);
        const live = owned(toObject(withForeign(spec)), spec);
        expect(compareWithPrediction(desired, live, live, context).status).toBe("Synced");
        expect(formatDiff(live, live)).toBe("");
        const predicted = owned(toObject(changeFirst(withForeign(spec))), spec);
        const verdict = compareWithPrediction(desired, live, predicted, context);
        expect(verdict.status).toBe("OutOfSync");
        expect(verdict.differences.length).toBe(1);
        expect(formatDiff(predicted, live)).not.toBe("");
      }),
    );
  });

  test("no value of a Secret is in a verdict or a diff", () => {
    const canary = fc.stringMatching(/^[A-Za-z0-9 "\\ü\n]{8,20}$/).map((text) => `canary${text}`);
    const secrets = fc.dictionary(fc.stringMatching(/^[a-f]$/), canary, {
      minKeys: 1,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(secrets, secrets, (before, after) => {
        const live = toSecret({ data: mapValues(before, toBase64) }, `was ${Object.values(before)[0]}`);
        const object = toSecret({ stringData: after }, `is ${toBase64(Object.values(after)[0] ?? "")}`);
        const predicted = toSecret({ data: mapValues(after, toBase64) }, JSON.stringify(after));
        const desired = toDesiredObject(object, hash);
        const said = [
          JSON.stringify(compareLocally(desired, live, context)),
          JSON.stringify(compareWithPrediction(desired, live, predicted, context)),
          formatDiff(object, live),
          formatDiff(predicted, undefined),
          formatDiff(undefined, live),
        ].join("\n");
        expect(said).not.toContain("canary");
        expect(said).not.toContain(Buffer.from("canary").toString("base64").slice(0, 6));
      }),
    );
  });
});

test("isSameVersion: a dry-run of another version of the object says nothing", () => {
  const at = (uid: string, resourceVersion: string): KubeObject => ({
    ...toObject({}),
    metadata: { name: "x", uid, resourceVersion },
  });
  expect(isSameVersion(at("u", "7"), at("u", "7"))).toBe(true);
  expect(isSameVersion(at("u", "7"), at("u", "8"))).toBe(false);
  expect(isSameVersion(at("u", "7"), at("v", "7"))).toBe(false);
});

function toObject(spec: JsonObject): KubeObject {
  return { apiVersion: "example.com/v1", kind: "Any", metadata: { name: "x", namespace: "y" }, spec };
}

function toSecret(fields: JsonObject, note: string): KubeObject {
  const annotations = { "kubectl.kubernetes.io/last-applied-configuration": note, note };
  return { apiVersion: "v1", kind: "Secret", metadata: { name: "s", annotations }, ...fields };
}

/** Gives an object with our entry, as the server writes it after an apply of `spec`. */
function owned(object: KubeObject, spec: JsonObject): KubeObject {
  const fields = toOwnedFields(spec);
  const fieldsV1 = Object.keys(fields).length === 0 ? { "f:spec": {} } : { "f:spec": fields };
  const entry = { manager: "outrigger-test", operation: "Apply", apiVersion: object.apiVersion, fieldsV1 };
  return { ...object, metadata: { ...object.metadata, managedFields: [entry] } };
}

function toOwnedFields(value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [`f:${key}`, toOwnedFields(field)]));
}

function mapValues<T, U>(map: Readonly<Record<string, T>>, to: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, to(value)]));
}

function withForeign(value: JsonObject): JsonObject {
  const inner = Object.entries(value).map(([key, field]) => [
    key,
    isObject(field) ? withForeign(field) : field,
  ]);
  return { ...Object.fromEntries(inner), "added by others": { a: [1] } };
}

function reverseFields(value: JsonObject): JsonObject {
  const inner = Object.entries(value).map(([key, field]) => [
    key,
    isObject(field) ? reverseFields(field) : field,
  ]);
  return Object.fromEntries(inner.reverse());
}

function changeFirst(value: JsonObject): JsonObject {
  return editFirst(value, () => "changed by somebody");
}

function dropFirst(value: JsonObject): JsonObject {
  return editFirst(value, () => undefined);
}

/** Edits the first value that is no map. */
function editFirst(value: JsonObject, edit: (field: Json | undefined) => Json | undefined): JsonObject {
  const [first = ""] = Object.keys(value);
  const { [first]: field, ...rest } = value;
  const edited = isObject(field) ? editFirst(field, edit) : edit(field);
  const isGone = edited === undefined || (isObject(edited) && Object.keys(edited).length === 0);
  return isGone ? rest : { ...rest, [first]: edited };
}

function toBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}
