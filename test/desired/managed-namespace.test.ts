import { describe, expect, test } from "vitest";
import type { Application } from "../../src/application/application.ts";
import { parseApplication } from "../../src/application/read-application.ts";
import { toManagedNamespace } from "../../src/desired/managed-namespace.ts";
import { toKeyedHash } from "../../src/kube/hash.ts";
import type { JsonObject } from "../../src/kube/json.ts";

const context = { installation: "outrigger", hash: toKeyedHash("key") };
const createNamespace = ["CreateNamespace=true"];
const metadata = { labels: { team: "a" }, annotations: { note: "x" } };

function toApplication(syncPolicy: JsonObject, name = "shop", namespace = "shop"): Application {
  const { application, problems } = parseApplication({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name },
    spec: {
      source: { repoURL: "https://git.example.org/a.git", path: "." },
      destination: { name: "in-cluster", ...(namespace === "" ? {} : { namespace }) },
      syncPolicy,
    },
  });
  if (application === undefined) throw new Error(JSON.stringify(problems));
  return application;
}

const managed = { syncOptions: createNamespace, managedNamespaceMetadata: metadata };

describe("managedNamespaceMetadata", () => {
  test("make the destination namespace desired, untracked, under a field manager of the application", () => {
    const { desired, warnings } = toManagedNamespace(toApplication(managed), [], context);
    expect(warnings).toEqual([]);
    expect(desired?.object).toEqual({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", ...metadata },
    });
    expect(desired?.manager).toMatch(/^outrigger-outrigger-namespace-[0-9a-f]{10}$/);
    expect(desired?.index).toBe(-1);
  });

  test("two applications of one namespace own their labels apart", () => {
    const of = (name: string) => toManagedNamespace(toApplication(managed, name), [], context).desired;
    expect(of("one")?.manager).not.toBe(of("two")?.manager);
    expect(of("one")?.manager).toBe(of("one")?.manager);
  });

  test("a Namespace in Git wins, and a warning says so", () => {
    const git = toManagedNamespace(toApplication(managed), [], context).desired;
    const { desired, warnings } = toManagedNamespace(toApplication(managed), git ? [git] : [], context);
    expect(desired).toBeUndefined();
    expect(warnings).toEqual([
      { type: "ManagedNamespaceWarning", message: expect.stringContaining("Namespace shop") },
    ]);
  });

  test.each([
    ["without CreateNamespace=true", toApplication({ managedNamespaceMetadata: metadata })],
    ["without metadata to manage", toApplication({ syncOptions: createNamespace })],
    ["without a destination namespace", toApplication(managed, "shop", "")],
  ])("%s there is nothing to manage", (_what, application) => {
    expect(toManagedNamespace(application, [], context)).toEqual({ warnings: [] });
  });

  test("Replace and Force are never for a namespace", () => {
    const options = ["CreateNamespace=true", "Replace=true", "Force=true"];
    const application = toApplication({ ...managed, syncOptions: options });
    const { desired } = toManagedNamespace(application, [], context);
    expect(desired?.options).toMatchObject({ replace: false, force: false });
  });
});
