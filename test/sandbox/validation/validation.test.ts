import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { validate } from "../../../src/sandbox/validation/validation.ts";
import { refusedChanges } from "../../contracts/kubernetes/validation/refused-changes.ts";
import { refusedMetadata } from "../../contracts/kubernetes/validation/refused-metadata.ts";
import { refusedPods } from "../../contracts/kubernetes/validation/refused-pods.ts";
import { refusedSettings } from "../../contracts/kubernetes/validation/refused-settings.ts";
import {
  type Fields,
  validObjects,
  withFields,
} from "../../contracts/kubernetes/validation/valid-objects.ts";

function make(object: string, set: Fields, extra: Fields = {}): KubeObject {
  const body = { ...validObjects[object]?.body, metadata: { name: "a", namespace: "n" } };
  const { metadata, ...rest } = withFields(withFields(body, extra), set);
  const given = metadata as Partial<KubeObject["metadata"]>;
  const own = { ...given, name: given.name ?? "" };
  return { apiVersion: "", kind: object, ...rest, metadata: own };
}

function kindOf({ apiVersion, kind }: KubeObject) {
  return { kind, group: apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "" };
}

function tell(object: KubeObject, before?: KubeObject): readonly string[] {
  const causes = validate({ kind: kindOf(object), before, object });
  return causes.map(({ field, message }) => `${field}: ${message}`);
}

describe("objects that are valid", () => {
  test.each(Object.keys(validObjects))("a plain %s", (object) => {
    expect(tell(make(object, {}))).toEqual([]);
    expect(tell(make(object, {}), make(object, {}))).toEqual([]);
  });
});

// What the server fills in before it validates is missing here, and names are made up otherwise.
const needsDefaults = new Set([
  "a name is generated from the beginning of one",
  "a Service's address stays",
  "a Service's port is a number of a port",
]);

describe("objects that are not", () => {
  const all = [...refusedMetadata, ...refusedPods, ...refusedSettings];
  test.each(all.filter(({ rule }) => !needsDefaults.has(rule)))("$rule", ({ object, set, says }) => {
    expect(tell(make(object, set))).toEqual(says);
  });
});

describe("changes that are not valid", () => {
  const all = refusedChanges.filter(({ rule }) => !needsDefaults.has(rule));
  test.each(all)("$rule", ({ object, set, from, says }) => {
    const told = tell(make(object, set, from), make(object, {}, from)).map((each) =>
      each.replace(/\n[\s\S]*/, ""),
    );
    expect(told).toEqual(says);
  });
});
