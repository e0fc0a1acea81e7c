import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox();
});
afterAll(() => opened.sandbox.close());

const defaultBackend = { service: { name: "web", port: { number: 80 } } };
const held = { finalizers: ["example.com/wait"] };

describe("objects", () => {
  test("create sets uid, time and version; a second one exists already", async () => {
    const first = await opened.ask("POST", "configmaps", configMap("created"));
    expect(first.status).toBe(201);
    expect(first.body.metadata).toMatchObject({ name: "created", namespace: "n", uid: expect.any(String) });
    expect(first.body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const second = await opened.ask("POST", "configmaps", configMap("created"));
    expect(second).toMatchObject({ status: 409, body: { reason: "AlreadyExists" } });
  });

  test("generateName gives each object another name", async () => {
    const make = () =>
      opened.ask("POST", "configmaps", { ...configMap(""), metadata: { generateName: "g-" } });
    const names = (await Promise.all([make(), make()])).map(({ body }) => body.metadata.name);
    expect(names[0]).toMatch(/^g-[a-z0-9]{5}$/);
    expect(names[0]).not.toBe(names[1]);
  });

  test("generation moves with the spec, not with metadata", async () => {
    const path = "/apis/networking.k8s.io/v1/namespaces/n/ingresses/a";
    const ingress = (spec: object, metadata = {}) => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "a", ...metadata },
      spec: { defaultBackend: { service: { name: "a", port: { number: 80 } } }, ...spec },
    });
    const generationOf = async (body: unknown) => (await opened.apply(path, body)).body.metadata.generation;
    expect(await generationOf(ingress({ defaultBackend, ingressClassName: "x" }))).toBe(1);
    expect(
      await generationOf(ingress({ defaultBackend, ingressClassName: "x" }, { labels: { a: "b" } })),
    ).toBe(1);
    expect(await generationOf(ingress({ defaultBackend, ingressClassName: "y" }))).toBe(2);
  });

  test("replace needs the version it names to be the present one", async () => {
    const made = await opened.ask("POST", "configmaps", configMap("replaced", { data: { a: "1" } }));
    const stale = configMap("replaced", {}, { resourceVersion: "1" });
    expect((await opened.ask("PUT", "configmaps/replaced", stale)).body).toMatchObject({
      reason: "Conflict",
    });
    const { resourceVersion = "" } = made.body.metadata;
    const fresh = configMap("replaced", { data: { b: "2" } }, { resourceVersion });
    expect((await opened.ask("PUT", "configmaps/replaced", fresh)).body).toMatchObject({ data: { b: "2" } });
  });

  test("status is written through its subresource only", async () => {
    const path = "/apis/networking.k8s.io/v1/namespaces/n/ingresses/s";
    const status = { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } };
    const base = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "s" } };
    const spec = { defaultBackend: { service: { name: "a", port: { number: 80 } } } };
    const made = await opened.apply(path, { ...base, spec: { ...spec, ingressClassName: "x" }, status });
    expect(made.body["status"]).toEqual({ loadBalancer: {} });
    const type = "application/merge-patch+json";
    const patched = await opened.ask(
      "PATCH",
      `${path}/status`,
      { status, spec: { ingressClassName: "y" } },
      type,
    );
    expect(patched.body).toMatchObject({ status, spec: { ingressClassName: "x" } });
    expect(patched.body.metadata.managedFields).toContainEqual(
      expect.objectContaining({ manager: "tester", operation: "Update", subresource: "status" }),
    );
  });

  test("stringData of a Secret becomes data", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: { a: "text" } };
    const made = await opened.ask("POST", "secrets", secret);
    expect(made.body).toMatchObject({ data: { a: "dGV4dA==" }, type: "Opaque" });
    expect(made.body).not.toHaveProperty("stringData");
  });

  test.each([
    ["an unknown field is dropped", "", 201, undefined],
    ["an unknown field is refused in strict validation", "?fieldValidation=Strict", 400, "BadRequest"],
  ])("%s", async (_rule, query, status, reason) => {
    const answer = await opened.ask(
      "POST",
      `configmaps${query}`,
      configMap(`u${status}`, { dat: { a: "1" } }),
    );
    expect(answer.status).toBe(status);
    expect(answer.body["reason"]).toBe(reason);
    expect(answer.body).not.toHaveProperty("dat");
  });
});

describe("deletion", () => {
  test("an object with finalizers stays, marked, until they are gone", async () => {
    await opened.ask("POST", "configmaps", configMap("held", {}, held));
    const deleted = await opened.ask("DELETE", "configmaps/held");
    expect(deleted.body.metadata.deletionTimestamp).toMatch(/Z$/);
    expect((await opened.ask("GET", "configmaps/held")).status).toBe(200);
    await opened.ask(
      "PATCH",
      "configmaps/held",
      { metadata: { finalizers: null } },
      "application/merge-patch+json",
    );
    expect((await opened.ask("GET", "configmaps/held")).status).toBe(404);
  });

  test("dependents go with the last of their owners, or stay as orphans", async () => {
    const owners = await Promise.all(
      ["o1", "o2", "o3"].map((name) => opened.ask("POST", "configmaps", configMap(name))),
    );
    const refs = owners.map(({ body }) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      name: body.metadata.name,
      uid: body.metadata.uid ?? "",
    }));
    await opened.ask("POST", "configmaps", configMap("both", {}, { ownerReferences: refs.slice(0, 2) }));
    await opened.ask("POST", "configmaps", configMap("orphan", {}, { ownerReferences: refs.slice(2) }));
    await opened.ask("DELETE", "configmaps/o1");
    expect((await opened.ask("GET", "configmaps/both")).status).toBe(200);
    await opened.ask("DELETE", "configmaps/o2");
    expect((await opened.ask("GET", "configmaps/both")).status).toBe(404);
    await opened.ask("DELETE", "configmaps/o3", { propagationPolicy: "Orphan" });
    const orphan = await opened.ask("GET", "configmaps/orphan");
    expect(orphan.status).toBe(200);
    expect(orphan.body.metadata.ownerReferences).toBeUndefined();
  });

  test("a namespace takes its contents along and ends when the last of them does", async () => {
    const inside = "/api/v1/namespaces/ending/configmaps";
    await opened.apply("/api/v1/namespaces/ending", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "ending" },
    });
    await opened.ask("POST", inside, configMap("free"));
    await opened.ask("POST", inside, configMap("held", {}, held));
    await opened.ask("DELETE", "/api/v1/namespaces/ending");
    const space = await opened.ask("GET", "/api/v1/namespaces/ending");
    expect(space.body).toMatchObject({ status: { phase: "Terminating" } });
    expect((await opened.ask("GET", `${inside}/free`)).status).toBe(404);
    expect((await opened.ask("POST", inside, configMap("late"))).body).toMatchObject({
      reason: "Forbidden",
      details: { causes: [{ reason: "NamespaceTerminating" }] },
    });
    await opened.ask(
      "PATCH",
      `${inside}/held`,
      { metadata: { finalizers: null } },
      "application/merge-patch+json",
    );
    expect((await opened.ask("GET", "/api/v1/namespaces/ending")).status).toBe(404);
  });

  test("a definition takes its kind's objects along", async () => {
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "samples.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "samples", kind: "Sample" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    };
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/samples.example.com";
    const made = await opened.apply(path, crd);
    expect(made.body).toMatchObject({
      status: { conditions: [{ type: "NamesAccepted" }, { type: "Established", status: "True" }] },
    });
    const samples = "/apis/example.com/v1/namespaces/n/samples";
    const sample = { apiVersion: "example.com/v1", kind: "Sample", metadata: { name: "a" } };
    expect((await opened.ask("POST", samples, sample)).status).toBe(201);
    expect((await opened.ask("DELETE", path)).status).toBe(200);
    expect((await opened.ask("GET", `${samples}/a`)).body["message"]).toBe("404 page not found\n");
  });
});
