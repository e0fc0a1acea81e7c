import { isIPv6 } from "node:net";
import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { ageOf } from "./age.ts";
import { firstOf, itemsAt, numberAt, textAt, textsAt } from "./cell-texts.ts";
import { type Printer, parseColumns } from "./column.ts";
import { toLabelText, toSelectorCell } from "./selector-texts.ts";

/** Printers of what joins pods, by group and plural. */
export const networkPrinters: Readonly<Record<string, Printer>> = {
  "/services": {
    columns: parseColumns("Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector*"),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.type"),
      textsAt(object, "spec.clusterIPs")[0] ?? textAt(object, "spec.clusterIP", "<none>"),
      toExternalIp(object),
      itemsAt(object, "spec.ports").map(toPortText).join(",") || "<none>",
      ageOf(object, now),
      toLabelText(readField(object, "spec", "selector")),
    ],
  },
  "/endpoints": {
    columns: parseColumns("Name|Endpoints|Age"),
    cells: (object, now) => [
      object.metadata.name,
      firstOf(itemsAt(object, "subsets").flatMap(toAddresses), { absent: "<none>" }),
      ageOf(object, now),
    ],
  },
  "discovery.k8s.io/endpointslices": {
    columns: parseColumns("Name|AddressType|Ports|Endpoints|Age"),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "addressType"),
      firstOf(
        itemsAt(object, "ports").map((port) => textAt(port, "port", "*")),
        { absent: "<unset>" },
      ),
      firstOf(
        itemsAt(object, "endpoints").flatMap((endpoint) => textsAt(endpoint, "addresses")),
        { absent: "<unset>" },
      ),
      ageOf(object, now),
    ],
  },
  "networking.k8s.io/ingresses": {
    columns: parseColumns("Name|Class|Hosts|Address|Ports|Age"),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.ingressClassName", "<none>"),
      toHosts(object),
      toBalancerText(object),
      itemsAt(object, "spec.tls").length > 0 ? "80, 443" : "80",
      ageOf(object, now),
    ],
  },
  "networking.k8s.io/ingressclasses": {
    columns: parseColumns("Name|Controller|Parameters|Age"),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.controller"),
      toParameters(readField(object, "spec", "parameters")),
      ageOf(object, now),
    ],
  },
  "networking.k8s.io/networkpolicies": {
    columns: parseColumns("Name|Pod-Selector|Age"),
    cells: (object, now) => [
      object.metadata.name,
      toSelectorCell(readField(object, "spec", "podSelector")),
      ageOf(object, now),
    ],
  },
  "networking.k8s.io/ipaddresses": {
    columns: parseColumns("Name|ParentRef"),
    cells: (object) => {
      const parts = ["resource", "namespace", "name"].map((name) => textAt(object, `spec.parentRef.${name}`));
      const group = textAt(object, "spec.parentRef.group");
      return [object.metadata.name, [group, ...parts].filter((part) => part !== "").join("/")];
    },
  },
  "networking.k8s.io/servicecidrs": {
    columns: parseColumns("Name|CIDRs|Age"),
    cells: (object, now) => [
      object.metadata.name,
      textsAt(object, "spec.cidrs").join(","),
      ageOf(object, now),
    ],
  },
};

function toExternalIp(service: KubeObject): string {
  const type = textAt(service, "spec.type");
  const own = textsAt(service, "spec.externalIPs");
  if (type === "ExternalName") return textAt(service, "spec.externalName");
  if (type !== "LoadBalancer") return own.join(",") || "<none>";
  const balancer = toBalancerText(service);
  return [...(balancer === "" ? [] : [balancer]), ...own].join(",") || "<pending>";
}

function toBalancerText(object: KubeObject): string {
  const all = itemsAt(object, "status.loadBalancer.ingress").map((each) =>
    textAt(each, "ip", textAt(each, "hostname")),
  );
  return [...new Set(all)].sort().join(",");
}

function toPortText(port: JsonObject): string {
  const node = numberAt(port, "nodePort");
  return `${numberAt(port, "port")}${node === 0 ? "" : `:${node}`}/${textAt(port, "protocol")}`;
}

function toAddresses(subset: JsonObject): readonly string[] {
  const ips = itemsAt(subset, "addresses").map((address) => textAt(address, "ip"));
  const ports = itemsAt(subset, "ports");
  if (ports.length === 0) return ips;
  return ports.flatMap((port) => ips.map((ip) => `${isIPv6(ip) ? `[${ip}]` : ip}:${numberAt(port, "port")}`));
}

function toHosts(ingress: KubeObject): string {
  const rules = itemsAt(ingress, "spec.rules");
  const hosts = rules.map((rule) => textAt(rule, "host")).filter((host) => host !== "");
  const isLong = hosts.length >= 3 && rules.length > 3;
  return firstOf(hosts, { absent: "*", total: isLong ? rules.length : hosts.length });
}

function toParameters(parameters: unknown): string {
  const { apiGroup = "", kind = "", name = "" } = Object(parameters);
  if (name === "") return "<none>";
  return `${kind}${apiGroup === "" ? "" : `.${apiGroup}`}/${name}`;
}
