import { expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import type { ApiAnswer } from "./api-server.ts";
import type { Asker } from "./strategies-rules.ts";

/** Addresses and node ports of Services; nobody else uses 10.96.7.x and 32500 to 32599. */
export function serviceRules(asker: Asker): void {
  addressRules(asker);
  portRules(asker);
  typeRules(asker);
  updateRules(asker);
}

function service(name: string, spec: JsonObject = {}): JsonObject {
  return { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } };
}

function specOf({ body }: ApiAnswer): JsonObject {
  return Object(body["spec"]);
}

function whyNot({ status, body }: ApiAnswer): unknown {
  return { status, message: body["message"] };
}

const random = () => Math.floor(Math.random() * 250) + 2;

function addressRules({ ask }: Asker): void {
  test("an address that is asked for is given, and nobody else gets it", async () => {
    const clusterIP = `10.96.7.${random()}`;
    const first = await ask("POST", "services", service("asks", { clusterIP }));
    expect(specOf(first)).toMatchObject({ clusterIP, clusterIPs: [clusterIP] });
    const why = `failed to allocate IP ${clusterIP}: provided IP is already allocated`;
    const second = await ask("POST", "services", service("late", { clusterIP }));
    const message = `Service "late" is invalid: spec.clusterIPs: Invalid value: ["${clusterIP}"]: ${why}`;
    expect(whyNot(second)).toEqual({ status: 422, message });
    const path = "services/late?fieldManager=tester";
    const applied = await ask("PATCH", path, service("late", { clusterIP }), "application/apply-patch+yaml");
    expect(whyNot(applied)).toEqual({ status: 422, message });
  });

  test("an address is free again when its Service is gone", async () => {
    const clusterIP = `10.96.8.${random()}`;
    await ask("POST", "services", service("goes", { clusterIP }));
    await ask("DELETE", "services/goes");
    expect((await ask("POST", "services", service("comes", { clusterIP }))).status).toBe(201);
  });

  test("a dry-run takes no address", async () => {
    const clusterIP = `10.96.9.${random()}`;
    await ask("POST", "services?dryRun=All", service("dry", { clusterIP }));
    expect((await ask("POST", "services", service("wet", { clusterIP }))).status).toBe(201);
  });

  test.each(["10.97.7.1", "10.96.0.0", "10.96.255.255"])("%s is none of the cluster's", async (clusterIP) => {
    const answer = await ask("POST", "services", service("far", { clusterIP }));
    const why = `failed to allocate IP ${clusterIP}: the provided network does not match the current range`;
    expect(whyNot(answer)).toEqual({
      status: 422,
      message: `Service "far" is invalid: spec.clusterIPs: Invalid value: ["${clusterIP}"]: ${why}`,
    });
  });

  const families: readonly (readonly [string, JsonObject, string])[] = [
    [
      "dual stack",
      { ipFamilyPolicy: "RequireDualStack" },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [
      "the other family",
      { ipFamilies: ["IPv6"] },
      'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
  ];
  test.each(families)("a cluster of IPv4 does not have %s", async (_, spec, why) => {
    const answer = await ask("POST", "services", service("six", spec));
    expect(whyNot(answer)).toEqual({ status: 422, message: `Service "six" is invalid: ${why}` });
  });
}

const nodePorts = (...ports: readonly JsonObject[]): JsonObject => ({ type: "NodePort", ports });

function portRules({ ask }: Asker): void {
  const isPort = (port: unknown) => typeof port === "number" && port >= 30_000 && port <= 32_767;
  const portsOf = (answer: ApiAnswer) => {
    const { ports } = specOf(answer);
    return (Array.isArray(ports) ? ports : []).map((port) => readField(port, "nodePort"));
  };

  test("a node port that is asked for is given, and nobody else gets it", async () => {
    const nodePort = 32_500 + Math.floor(random() / 10);
    const first = await ask("POST", "services", service("port", nodePorts({ port: 80, nodePort })));
    expect(portsOf(first)).toEqual([nodePort]);
    const second = await ask("POST", "services", service("port-2", nodePorts({ port: 80, nodePort })));
    const why = "provided port is already allocated";
    expect(whyNot(second)).toEqual({
      status: 422,
      message: `Service "port-2" is invalid: spec.ports[0].nodePort: Invalid value: ${nodePort}: ${why}`,
    });
    await ask("DELETE", "services/port");
    const third = await ask("POST", "services", service("port-2", nodePorts({ port: 80, nodePort })));
    expect(portsOf(third)).toEqual([nodePort]);
  });

  test("a node port must be in its range", async () => {
    const answer = await ask("POST", "services", service("low", nodePorts({ port: 80, nodePort: 80 })));
    const why = "provided port is not in the valid range. The range of valid ports is 30000-32767";
    expect(whyNot(answer)).toEqual({
      status: 422,
      message: `Service "low" is invalid: spec.ports[0].nodePort: Invalid value: 80: ${why}`,
    });
  });

  test("one number serves a port in two protocols", async () => {
    const ports = [
      { name: "a", port: 53, protocol: "TCP" },
      { name: "b", port: 53, protocol: "UDP" },
    ];
    const [tcp, udp] = portsOf(await ask("POST", "services", service("dns", nodePorts(...ports))));
    expect(isPort(tcp)).toBe(true);
    expect(udp).toBe(tcp);
  });

  test("two ports of one protocol cannot share a number", async () => {
    const nodePort = 32_540 + Math.floor(random() / 10);
    const ports = [
      { name: "a", port: 80, nodePort },
      { name: "b", port: 81, nodePort },
    ];
    const answer = await ask("POST", "services?dryRun=All", service("twice", nodePorts(...ports)));
    expect(whyNot(answer)).toEqual({
      status: 422,
      message: `Service "twice" is invalid: spec.ports[1].nodePort: Invalid value: ${nodePort}: provided port is already allocated`,
    });
  });

  test("local traffic of a balancer has a port for health checks, which others cannot have", async () => {
    const healthCheckNodePort = 32_570 + Math.floor(random() / 10);
    const spec = { type: "LoadBalancer", externalTrafficPolicy: "Local", healthCheckNodePort };
    expect(specOf(await ask("POST", "services", service("health", spec)))).toMatchObject({
      healthCheckNodePort,
    });
    const clash = service("ill", nodePorts({ port: 80, nodePort: healthCheckNodePort }));
    expect((await ask("POST", "services", clash)).status).toBe(422);
  });

  test("a balancer may do without node ports", async () => {
    const spec = { type: "LoadBalancer", allocateLoadBalancerNodePorts: false };
    expect(portsOf(await ask("POST", "services?dryRun=All", service("without", spec)))).toEqual([undefined]);
  });
}

function typeRules({ ask, merge }: Asker): void {
  test("a Service takes and gives up what its type needs", async () => {
    const first = specOf(await ask("POST", "services", service("types")));
    const { clusterIP } = first;
    const seen = [];
    for (const spec of [
      { type: "NodePort" },
      { type: "LoadBalancer" },
      { externalTrafficPolicy: "Local" },
      { type: "ClusterIP" },
    ]) {
      const now = specOf(await merge("services/types", { spec }));
      const [port] = Array.isArray(now["ports"]) ? now["ports"] : [];
      seen.push({
        keepsAddress: now["clusterIP"] === clusterIP,
        hasNodePort: readField(port, "nodePort") !== undefined,
        hasHealthPort: now["healthCheckNodePort"] !== undefined,
        external: now["externalTrafficPolicy"],
        allocates: now["allocateLoadBalancerNodePorts"],
      });
    }
    const none = {
      keepsAddress: true,
      hasNodePort: false,
      hasHealthPort: false,
      external: undefined,
      allocates: undefined,
    };
    expect(seen).toEqual([
      { ...none, hasNodePort: true, external: "Cluster" },
      { ...none, hasNodePort: true, external: "Cluster", allocates: true },
      { ...none, hasNodePort: true, hasHealthPort: true, external: "Local", allocates: true },
      none,
    ]);
  });

  test("a node port stays when a Service becomes a balancer", async () => {
    const first = specOf(await ask("POST", "services", service("stays", { type: "NodePort" })));
    const second = specOf(await merge("services/stays", { spec: { type: "LoadBalancer" } }));
    expect(second["ports"]).toEqual(first["ports"]);
  });

  test("an ExternalName has no address, and gets a new one when it is none any more", async () => {
    await ask("POST", "services", service("name"));
    const named = await merge("services/name", {
      spec: { type: "ExternalName", externalName: "example.com" },
    });
    expect(Object.keys(specOf(named)).sort()).toEqual(["externalName", "ports", "sessionAffinity", "type"]);
    const back = await merge("services/name", { spec: { type: "ClusterIP", externalName: null } });
    expect(specOf(back)).toMatchObject({ ipFamilies: ["IPv4"], internalTrafficPolicy: "Cluster" });
    expect(specOf(back)["clusterIP"]).toMatch(/^10\.96\./);
  });
}

function updateRules({ ask, merge }: Asker): void {
  test("a PUT that leaves out what was allocated keeps it", async () => {
    const spec = {
      type: "NodePort",
      ports: [
        { name: "a", port: 80 },
        { name: "b", port: 81 },
      ],
    };
    const first = specOf(await ask("POST", "services", service("keeps", spec)));
    const second = specOf(await ask("PUT", "services/keeps", service("keeps", spec)));
    expect(second).toEqual(first);
  });

  test("an address does not change", async () => {
    await ask("POST", "services", service("fixed"));
    const { status, body } = await merge("services/fixed", { spec: { clusterIP: "10.96.7.1" } });
    const why = 'spec.clusterIPs[0]: Invalid value: ["10.96.7.1"]: may not change once set';
    expect({ status, message: body["message"] }).toEqual({
      status: 422,
      message: `Service "fixed" is invalid: ${why}`,
    });
  });

  test("a port keeps its node port by its name, a new one gets another", async () => {
    const first = {
      type: "NodePort",
      ports: [
        { name: "a", port: 80 },
        { name: "b", port: 81 },
      ],
    };
    const [a] = Object(specOf(await ask("POST", "services", service("named", first)))["ports"]);
    const ports = [
      { name: "c", port: 90 },
      { name: "a", port: 70 },
    ];
    const now = Object(specOf(await merge("services/named", { spec: { ports } }))["ports"]);
    expect(now[1].nodePort).toBe(a.nodePort);
    expect(now[0].nodePort).not.toBe(a.nodePort);
  });

  test("sessions by client have a time, and lose it with their kind", async () => {
    await ask("POST", "services", service("session", { sessionAffinity: "ClientIP" }));
    const { body } = await ask("GET", "services/session");
    expect(readField(body, "spec", "sessionAffinityConfig")).toEqual({
      clientIP: { timeoutSeconds: 10_800 },
    });
    const none = await merge("services/session", { spec: { sessionAffinity: "None" } });
    expect(specOf(none)).not.toHaveProperty("sessionAffinityConfig");
  });

  test("the target of a port follows no change of the port", async () => {
    await ask("POST", "services", service("target"));
    const { body } = await merge("services/target", { spec: { ports: [{ port: 90, targetPort: 80 }] } });
    expect(readField(body, "spec", "ports")).toEqual([{ port: 90, protocol: "TCP", targetPort: 80 }]);
  });
}
