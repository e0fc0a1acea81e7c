import { readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place } from "../controllers/context.ts";
import { objectsAt, textAt } from "../controllers/values.ts";
import { itself } from "../controllers/watches.ts";
import { read, writeStatus } from "../controllers/write.ts";

// RFC 5737 keeps this network for documentation: nobody is there.
const network = "203.0.113";
const ingresses = "networking.k8s.io/ingresses";

/** Gives Services of type LoadBalancer an address, and takes it away with the type. */
export const loadBalancers: Controller = {
  name: "service-controller",
  rank: 4,
  watches: { "/services": itself },
  reconcile(context, place) {
    const service = read(context.state, "/services", place);
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return;
    const has = addressOf(service) !== "";
    const wants = textAt(service, "spec", "type") === "LoadBalancer";
    if (has === wants) return;
    const ip = nextAddress(context);
    const ingress = [{ ip: textAt(service, "spec", "loadBalancerIP") || ip, ipMode: "VIP" }];
    write(context, place, { storage: "/services", loadBalancer: wants ? { ingress } : {} });
  },
};

/** Gives every Ingress the address that a controller of its class would. */
export const ingressAddresses: Controller = {
  name: "ingress-controller",
  rank: 4,
  watches: { [ingresses]: itself },
  reconcile(context, place) {
    const ingress = read(context.state, ingresses, place);
    if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined) return;
    if (addressOf(ingress) !== "") return;
    write(context, place, { storage: ingresses, loadBalancer: { ingress: [{ ip: `${network}.1` }] } });
  },
};

type Written = {
  readonly storage: string;
  readonly loadBalancer: { readonly ingress?: readonly { ip: string }[] };
};

function write({ state }: Context, place: Place, { storage, loadBalancer }: Written): void {
  const before = read(state, storage, place);
  if (before === undefined) return;
  const status = { ...(typeof before["status"] === "object" ? before["status"] : {}), loadBalancer };
  writeStatus(state, storage, { before, after: { ...before, status }, manager: "cloud-controller-manager" });
}

function addressOf(object: KubeObject): string {
  const [first] = objectsAt(readField(object, "status", "loadBalancer"), "ingress");
  return textAt(first, "ip");
}

function nextAddress({ state }: Context): string {
  const taken = new Set(state.store.list("/services").map(addressOf));
  for (let host = 10; host < 250; host += 1)
    if (!taken.has(`${network}.${host}`)) return `${network}.${host}`;
  return `${network}.250`;
}
