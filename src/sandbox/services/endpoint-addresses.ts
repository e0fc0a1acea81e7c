import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { hasEnded, isReady, nodeOf } from "../controllers/pod-state.ts";
import { objectsAt, textAt } from "../controllers/values.ts";

/** A pod behind a Service. */
export type Backend = { readonly pod: KubeObject; readonly isReady: boolean };

/** One set of ports, and the pods that have them. */
export type Group = { readonly ports: readonly JsonObject[]; readonly backends: readonly Backend[] };

/** Lists the pods behind a Service, by address, in groups of those with the same ports. */
export function toGroups(service: KubeObject, pods: readonly KubeObject[]): readonly Group[] {
  const takesUnready = readField(service, "spec", "publishNotReadyAddresses") === true;
  const backends = pods
    .filter((pod) => textAt(pod, "status", "podIP") !== "" && !hasEnded(pod))
    .map((pod) => ({
      pod,
      isReady: takesUnready || (isReady(pod) && pod.metadata.deletionTimestamp === undefined),
    }))
    .sort((a, b) => compareAddresses(textAt(a.pod, "status", "podIP"), textAt(b.pod, "status", "podIP")));
  const grouped = Map.groupBy(backends, ({ pod }) => JSON.stringify(toPorts(service, pod)));
  return [...grouped].map(([ports, own]) => ({ ports: JSON.parse(ports), backends: own }));
}

function compareAddresses(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function toPorts(service: KubeObject, pod: KubeObject): readonly JsonObject[] {
  return objectsAt(service, "spec", "ports").flatMap((port) => {
    const number = toNumber(port["targetPort"] ?? port["port"], pod);
    const { name = "", protocol = "TCP", appProtocol } = port;
    return number === undefined
      ? []
      : [{ name, protocol, port: number, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

/** A port that is named is the number that the pod's container gives to the name. */
function toNumber(target: Json | undefined, pod: KubeObject): number | undefined {
  if (typeof target === "number") return target;
  const ports = objectsAt(pod, "spec", "containers").flatMap((container) => objectsAt(container, "ports"));
  const found = ports.find(({ name }) => name === target)?.["containerPort"];
  return typeof found === "number" ? found : undefined;
}

/** Writes a pod as an endpoint of an EndpointSlice. */
export function toEndpoint({ pod, isReady: ready }: Backend, service: KubeObject): JsonObject {
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  return {
    addresses: [textAt(pod, "status", "podIP")],
    conditions: { ready, serving: isReady(pod), terminating },
    ...hostnameOf(pod, service),
    nodeName: nodeOf(pod),
    targetRef: refTo(pod),
  };
}

/** Writes a pod as an address of Endpoints. */
export function toAddress({ pod }: Backend, service: KubeObject): JsonObject {
  return {
    ip: textAt(pod, "status", "podIP"),
    ...hostnameOf(pod, service),
    nodeName: nodeOf(pod),
    targetRef: refTo(pod),
  };
}

/** A pod has a name below the Service that it names as its subdomain. */
function hostnameOf(pod: KubeObject, { metadata }: KubeObject): JsonObject {
  const hostname = textAt(pod, "spec", "hostname");
  return hostname === "" || textAt(pod, "spec", "subdomain") !== metadata.name ? {} : { hostname };
}

function refTo({ metadata }: KubeObject): JsonObject {
  const { namespace, name, uid } = metadata;
  return { kind: "Pod", namespace, name, uid };
}
