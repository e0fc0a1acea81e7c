import type { Json, JsonObject } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import { holderKey, type Ledger, ledgersOf } from "../allocation/allocation.ts";
import { invalid } from "../cluster/object-errors.ts";
import type { Subject } from "./strategy.ts";

/** Gives a Service the node ports that its type needs. Throws 422 for a port that it cannot have. */
export function withPorts(subject: Subject, spec: JsonObject): JsonObject {
  const isBalancer = spec["type"] === "LoadBalancer";
  if (!isBalancer && spec["type"] !== "NodePort") return spec;
  const taking: Taking = {
    subject,
    ledger: ledgersOf(subject.state.store).ports,
    taken: new Map(),
    isAutomatic: !isBalancer || spec["allocateLoadBalancerNodePorts"] !== false,
  };
  const given = asList(spec["ports"]).map(asObject);
  for (const [index, port] of given.entries()) checkRequested(taking, port, index);
  const ports = given.map((port) => withNodePort(taking, port));
  const whole = spec["ports"] === undefined ? spec : { ...spec, ports };
  const isLocal = isBalancer && spec["externalTrafficPolicy"] === "Local";
  return isLocal ? withHealthPort(taking, whole) : whole;
}

type Taking = {
  readonly subject: Subject;
  readonly ledger: Ledger;
  /** Node ports of this Service, with the protocols and the port that each is for. */
  readonly taken: Map<number, { readonly protocols: Set<Json | undefined>; readonly port: Json | undefined }>;
  readonly isAutomatic: boolean;
};

function checkRequested(taking: Taking, port: JsonObject, index: number): void {
  const { nodePort, protocol } = port;
  if (typeof nodePort !== "number") return;
  const present = taking.taken.get(nodePort);
  const why = present?.protocols.has(protocol) === true ? allocated : whyRefused(taking, nodePort);
  if (why !== undefined) throw refuse(taking, nodePort, { field: `spec.ports[${index}].nodePort`, why });
  const protocols = new Set([...(present?.protocols ?? []), protocol]);
  taking.taken.set(nodePort, { protocols, port: port["port"] });
}

const allocated = "provided port is already allocated";

function whyRefused({ ledger, subject }: Taking, port: number): string | undefined {
  if (!ledger.fits(port)) {
    return "provided port is not in the valid range. The range of valid ports is 30000-32767";
  }
  const holder = ledger.holder(port);
  return holder === undefined || holder === holderKey(subject.object.metadata) ? undefined : allocated;
}

/** One number serves a port of several protocols. */
function withNodePort(taking: Taking, port: JsonObject): JsonObject {
  if (port["nodePort"] !== undefined || !taking.isAutomatic) return port;
  for (const [nodePort, present] of taking.taken) {
    if (present.port !== port["port"] || present.protocols.has(port["protocol"])) continue;
    present.protocols.add(port["protocol"]);
    return { ...port, nodePort };
  }
  const nodePort = takeNext(taking);
  taking.taken.set(nodePort, { protocols: new Set([port["protocol"]]), port: port["port"] });
  return { ...port, nodePort };
}

function takeNext(taking: Taking): number {
  const nodePort = taking.ledger.next(new Set(taking.taken.keys()));
  if (nodePort === undefined) throw refuse(taking, 0, { field: "spec.ports", why: "range is full" });
  return nodePort;
}

function withHealthPort(taking: Taking, spec: JsonObject): JsonObject {
  const { healthCheckNodePort } = spec;
  if (typeof healthCheckNodePort !== "number") return { ...spec, healthCheckNodePort: takeNext(taking) };
  const why = whyRefused(taking, healthCheckNodePort);
  if (why === undefined) return spec;
  throw refuse(taking, healthCheckNodePort, { field: "spec.healthCheckNodePort", why });
}

function refuse({ subject }: Taking, port: number, { field, why }: { field: string; why: string }) {
  const cause = { reason: "FieldValueInvalid", message: `Invalid value: ${port}: ${why}`, field };
  return invalid({ kind: subject.kind, name: subject.object.metadata.name }, [cause]);
}
