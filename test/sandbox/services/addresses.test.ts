import { afterEach, describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import { toGroups } from "../../../src/sandbox/services/endpoint-addresses.ts";
import { type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened | undefined;
afterEach(async () => await opened?.sandbox.close());

const service = (name: string, type: string): JsonObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { type, selector: { a: "b" }, ports: [{ port: 80 }] },
});

describe("addresses", () => {
  test("every Service of type LoadBalancer has one of its own, for as long as it is of the type", async () => {
    opened = await openSandbox();
    for (const name of ["a", "b"]) await opened.ask("POST", "services", service(name, "LoadBalancer"));
    const addressOf = async (name: string) => {
      const ingress = readField(
        (await opened?.ask("GET", `services/${name}`))?.body,
        "status",
        "loadBalancer",
        "ingress",
      );
      return JSON.stringify(ingress);
    };
    expect(await addressOf("a")).toContain("203.0.113.10");
    expect(await addressOf("b")).toContain("203.0.113.11");
    await opened.ask("PATCH", "services/a", { spec: { type: "ClusterIP" } }, "application/merge-patch+json");
    expect(await addressOf("a")).toBeUndefined();
  });

  test("pods whose ports differ are listed apart, and those that are not ready say so", () => {
    const pod = (name: string, port: number, status: string) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: { containers: [{ name: "c", ports: [{ name: "web", containerPort: port }] }] },
      status: { podIP: `10.0.0.${port}`, conditions: [{ type: "Ready", status }] },
    });
    const subject = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s" },
      spec: { ports: [{ port: 80, targetPort: "web" }] },
    };
    const groups = toGroups(subject, [pod("a", 1, "True"), pod("b", 2, "True"), pod("c", 1, "False")]);
    expect(
      groups.map(({ ports, backends }) => [ports[0]?.["port"], backends.map((each) => each.isReady)]),
    ).toEqual([
      [1, [true, false]],
      [2, [true]],
    ]);
  });
});
