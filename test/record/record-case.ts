import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { parse } from "yaml";
import type { Application } from "../../src/application/application.ts";
import { parseApplication } from "../../src/application/read-application.ts";
import { groupOf } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ComparedObject } from "../../src/plan/compared-object.ts";
import type { Operation, TaskResult } from "../../src/sync/operation.ts";
import { toTestOperation } from "../sync/step-case.ts";

const folder = "test/cases/record/";

/** Runs every situation of test/cases/record: YAML sections in, canonical text out; UPDATE=1 rewrites what is expected. */
export function readRecordCases(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .map((name) => name.slice(0, -".txt".length))
    .sort();
}

/** Reads the sections of a situation, each as YAML; `want` is compared as text. */
export function expectRecordCase<Sections>(
  name: string,
  print: (sections: Partial<Sections>) => string,
): void {
  const path = `${folder}${name}.txt`;
  const text = readFileSync(path, "utf8");
  const [given = "", want = ""] = text.split(/^-- want --\n/m);
  const [, ...parts] = given.split(/^-- (.+) --\n/m);
  const sections: Record<string, unknown> = {};
  for (let index = 0; index < parts.length; index += 2)
    sections[parts[index] ?? ""] = parse(parts[index + 1] ?? "");
  const printed = print(sections as Partial<Sections>);
  if (process.env["UPDATE"] === "1") writeFileSync(path, `${given}-- want --\n${printed}`);
  else expect(printed).toBe(want);
}

/** Makes an application as its YAML would be read; `spec` is laid over a plain one. */
export function toTestApplication(spec: object = {}): Application {
  const { application, problems } = parseApplication({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "shop", namespace: "argocd" },
    spec: {
      project: "default",
      source: { repoURL: "https://git.example.org/shop.git", path: "shop", targetRevision: "main" },
      destination: { name: "in-cluster", namespace: "shop" },
      ...spec,
    },
  });
  if (application === undefined) throw new Error(JSON.stringify(problems));
  return application;
}

/** An object on both sides, `v1 ConfigMap shop/a`, ours and Synced; `over` lays fields over it. */
export function toTestCompared(text: string, over: Partial<ComparedObject> = {}): ComparedObject {
  const [apiVersion = "", kind = "", path = ""] = text.split(" ");
  const [namespace = "", name = ""] = path.split("/");
  const object: KubeObject = { apiVersion, kind, metadata: { name, namespace } };
  const ref = { apiVersion, group: groupOf(apiVersion), kind, namespace, name };
  const { desired, ...rest } = toBothSides(object, ref);
  const isExtra = over.extra === true;
  return { ...rest, ...(isExtra ? {} : { desired }), ...over };
}

function toBothSides(object: KubeObject, ref: ComparedObject["ref"]) {
  const { options } = toTestApplication().syncPolicy;
  const desired = { object, ref, index: 0, wave: 0, options, ignoreExtraneous: false, hash: "" };
  const live: KubeObject = { ...object, metadata: { ...object.metadata, uid: `uid-${ref.name}` } };
  const judged = { owner: "ours", extra: false, status: "Synced", repair: false, differences: [] } as const;
  return { ref, desired, live, ...judged };
}

/** The same without a live object. */
export function toMissing(text: string): ComparedObject {
  const { live: _live, ...rest } = toTestCompared(text);
  return { ...rest, status: "OutOfSync", reason: "missing in the cluster" };
}

/** The result of an apply. */
export function toTestResult(over: Partial<TaskResult> = {}): TaskResult {
  return {
    group: "",
    kind: "ConfigMap",
    namespace: "shop",
    name: "a",
    task: "ConfigMap shop/a",
    syncPhase: "Sync",
    wave: 0,
    hook: false,
    prune: false,
    phase: "Succeeded",
    code: "Synced",
    message: "created",
    startedAt: 0,
    ...over,
  };
}

/** A finished operation. */
export function toFinishedOperation(over: Partial<Operation> = {}): Operation {
  return toTestOperation({
    phase: "Succeeded",
    message: "successfully synced (all tasks run)",
    startedAt: 1_000,
    finishedAt: 3_500,
    ...over,
  });
}
