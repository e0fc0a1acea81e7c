import { type JsonObject, readField } from "../../kube/json.ts";
import { asList } from "../../kube/values.ts";
import { toAddress, toNumber } from "../allocation/address.ts";
import { holderKey, ledgersOf } from "../allocation/allocation.ts";
import { invalid } from "../cluster/object-errors.ts";
import type { Cause } from "../cluster/status-error.ts";
import type { Subject } from "./strategy.ts";

/** Gives a Service its families and its cluster address, on a cluster of IPv4 alone. Throws 422 for what it cannot have. */
export function withAddresses(subject: Subject, spec: JsonObject): JsonObject {
  if (spec["type"] === "ExternalName") return spec;
  const familiar = withFamilies(subject, spec);
  const { clusterIP } = familiar;
  if (clusterIP === "None") return withList(familiar, "None");
  if (typeof clusterIP === "string" && clusterIP !== "") return withRequested(subject, familiar, clusterIP);
  if (familiar["clusterIPs"] !== undefined) return familiar; // refused by validation
  const free = ledgersOf(subject.state.store).addresses.next(new Set());
  if (free === undefined) throw refuse(subject, [toCause(familiar, "failed to allocate IP: range is full")]);
  return withList({ ...familiar, clusterIP: toAddress(free) }, toAddress(free));
}

function withList(spec: JsonObject, address: string): JsonObject {
  return spec["clusterIPs"] === undefined ? { ...spec, clusterIPs: [address] } : spec;
}

function withRequested(subject: Subject, spec: JsonObject, address: string): JsonObject {
  const { state, before, object } = subject;
  const { clusterIP } = Object(before?.["spec"]);
  const whole = withList(spec, address);
  const number = toNumber(address);
  const isAllocated = asList(whole["clusterIPs"])[0] === address && clusterIP !== address;
  if (number === undefined || !isAllocated || isChanged(clusterIP)) return whole;
  const { addresses } = ledgersOf(state.store);
  const failed = `failed to allocate IP ${address}`;
  if (!addresses.fits(number)) {
    const why = `${failed}: the provided network does not match the current range`;
    throw refuse(subject, [toCause(whole, why)]);
  }
  const holder = addresses.holder(number);
  if (holder === undefined || holder === holderKey(object.metadata)) return whole;
  throw refuse(subject, [toCause(whole, `${failed}: provided IP is already allocated`)]);
}

/** An address that was there cannot change, which validation says. */
function isChanged(clusterIP: unknown): boolean {
  return typeof clusterIP === "string" && clusterIP !== "" && clusterIP !== "None";
}

function toCause(spec: JsonObject, why: string): Cause {
  const message = `Invalid value: ${JSON.stringify(spec["clusterIPs"] ?? null)}: ${why}`;
  return { reason: "FieldValueInvalid", message, field: "spec.clusterIPs" };
}

function refuse({ kind, object }: Subject, causes: readonly Cause[]) {
  return invalid({ kind, name: object.metadata.name }, causes);
}

/** A headless Service without selector may be anything, since its addresses come from elsewhere. */
function withFamilies(subject: Subject, spec: JsonObject): JsonObject {
  const isOpen = spec["clusterIP"] === "None" && Object.keys(Object(spec["selector"])).length === 0;
  const { ipFamilyPolicy = isOpen ? "RequireDualStack" : "SingleStack" } = spec;
  const standard = isOpen && ipFamilyPolicy !== "SingleStack" ? ["IPv4", "IPv6"] : ["IPv4"];
  const { ipFamilies = standard } = spec;
  const whole = { ...spec, ipFamilies, ipFamilyPolicy };
  const causes = isOpen ? [] : toFamilyCauses(whole);
  if (causes.length > 0) throw refuse(subject, causes);
  return whole;
}

function toFamilyCauses(spec: JsonObject): readonly Cause[] {
  const reason = "FieldValueInvalid";
  const policy = readField(spec, "ipFamilyPolicy");
  const dual = `Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services`;
  const families = asList(spec["ipFamilies"]).flatMap((family, index) => {
    const message = `Invalid value: ${JSON.stringify(family)}: not configured on this cluster`;
    return family === "IPv6" ? [{ reason, message, field: `spec.ipFamilies[${index}]` }] : [];
  });
  if (policy !== "RequireDualStack") return families;
  return [{ reason, message: dual, field: "spec.ipFamilyPolicy" }, ...families];
}
