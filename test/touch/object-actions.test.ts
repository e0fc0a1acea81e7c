import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import type { ActionOutcome } from "../../src/actions/action.ts";
import { createScripts } from "../../src/adapters/scripts/scripts.ts";
import { readManifests } from "../../src/declaration/declaration.ts";
import { type Json, readField } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { readSettings } from "../../src/settings/read-settings.ts";
import { listObjectActions, runObjectAction } from "../../src/touch/object-actions.ts";

const file = new URL("../actions/scripts/argocd-cm.yaml", import.meta.url);
const { manifests } = readManifests({ file: "argocd-cm.yaml", text: await readFile(file, "utf8") });
const [manifest] = manifests;
if (manifest === undefined) throw new Error("the scripts are no ConfigMap");
const { settings, problems } = readSettings(manifest);
const scripts = createScripts();
afterAll(() => scripts.close());
const actionScripts = { overrides: settings.overrides.actions, lua: scripts.lua };
const now = Date.UTC(2026, 10, 23);

const metadata = { name: "web", namespace: "shop", uid: "u-1", annotations: {} };
const container = { name: "web", image: "registry.example.org:5000/web:1", args: [] };
const template = { spec: { containers: [container] } };
const deployment: KubeObject = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { template } };
const cronJob: KubeObject = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata,
  spec: { jobTemplate: { spec: { template } } },
};
const service: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata,
  spec: { selector: { color: "blue" } },
};
const configMap: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata,
  data: { version: "v7", a: "b" },
};
const statefulSet: KubeObject = { apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec: { template } };

const run = (object: KubeObject, name: string, parameters: Readonly<Record<string, string>> = {}) =>
  runObjectAction(object, { name, parameters, now }, actionScripts);
const patched = (outcome: ActionOutcome, ...path: readonly string[]): Json | undefined =>
  "impacts" in outcome ? readField(outcome.impacts[0]?.object, ...path) : outcome.refusal;

test("the scripts of a ConfigMap are read without a problem", () => {
  expect(problems).toEqual([]);
  expect(settings.overrides.actions.map(({ kind }) => kind).sort()).toEqual([
    ...["ConfigMap", "CronJob", "Deployment", "Service", "StatefulSet"],
  ]);
});

describe("action scripts as users write them run unchanged", () => {
  test("a tag for all images, beside the actions built in", () => {
    const names = listObjectActions(deployment, actionScripts).map(({ name }) => name);
    expect(names).toEqual(["set-tag", "restart", "pause", "resume", "scale"]);
    expect(
      patched(run(deployment, "set-tag", { tag: "2.1" }), "spec", "template", "spec", "containers"),
    ).toEqual([{ name: "web", image: "registry.example.org:5000/web:2.1", args: [] }]);
  });

  test("a loop over conditions disables it, and an error of its own is told with its line", () => {
    const conditions = [
      { type: "Available", reason: "MinimumReplicasAvailable" },
      { type: "Progressing", reason: "ReplicaSetUpdated" },
    ];
    expect(run({ ...deployment, status: { conditions } }, "set-tag", { tag: "2" })).toEqual({
      refusal: "Cannot run the action set-tag: it makes no sense in the object's present state",
    });
    expect(run(deployment, "set-tag", { tag: "a b" })).toEqual({
      refusal: expect.stringMatching(/line 3: not a tag: a b/),
    });
  });

  test("a Job of a CronJob, by os.date and a list of what is made", () => {
    const outcome = run(cronJob, "run-once", { suspended: "true" });
    expect(outcome).toMatchObject({ impacts: [{ operation: "create" }] });
    expect(patched(outcome, "metadata")).toMatchObject({
      name: expect.stringMatching(/^web-20\d{12}$/),
      ownerReferences: [{ kind: "CronJob", uid: "u-1", controller: true }],
    });
    expect(patched(outcome, "spec")).toEqual({
      template: { spec: { containers: [container] } },
      suspend: true,
    });
    expect(patched(run(cronJob, "run-once"), "spec", "suspend")).toBeUndefined();
  });

  test("actions that a loop names, one of which is disabled", () => {
    const listed = listObjectActions(service, actionScripts).map(({ name, disabled }) => [name, disabled]);
    expect(Object.fromEntries(listed)).toEqual({ "to-blue": true, "to-green": false });
    expect(patched(run(service, "to-green"), "spec", "selector", "color")).toBe("green");
  });

  test("a patch and a new object in one, by string.match and string.format", () => {
    const outcome = run(configMap, "bump", { by: "3" });
    const impacts = "impacts" in outcome ? outcome.impacts : [];
    expect(impacts.map(({ operation, object }) => [operation, object.metadata.name, object["data"]])).toEqual(
      [
        ["create", "web-v7", { version: "v7", a: "b" }],
        ["patch", "web", { version: "v10", a: "b" }],
      ],
    );
  });

  test("in place of one built in, where the settings do not merge", () => {
    expect(listObjectActions(statefulSet, actionScripts)).toEqual([{ name: "restart", disabled: false }]);
    const annotations = patched(
      run(statefulSet, "restart"),
      ...["spec", "template", "metadata", "annotations"],
    );
    expect(readField(annotations, "kubectl.kubernetes.io/restartedAt")).toMatch(
      /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    );
  });
});

describe("refused", () => {
  test("a name that is none, and a parameter that is missing or strange", () => {
    expect(run(service, "paint")).toMatchObject({ refusal: expect.stringContaining("to-blue") });
    expect(run(deployment, "set-tag")).toMatchObject({ refusal: expect.stringContaining("tag") });
    expect(run(service, "to-green", { x: "1" })).toMatchObject({
      refusal: expect.stringContaining("no parameter x"),
    });
  });

  test("a discovery script that fails, with its name", () => {
    const override = {
      ...{ group: "", kind: "Service", discovery: "return 5", definitions: [], mergesBuiltIn: false },
    };
    expect(() => listObjectActions(service, { overrides: [override], lua: scripts.lua })).toThrow(
      "discovery.lua of Service",
    );
  });
});
