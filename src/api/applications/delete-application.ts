import { formatApplicationName } from "../../application/application.ts";
import { confirmDeletion, requestDeletion } from "../../deletion/request-deletion.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { toInitiator } from "../operations/parse-sync-request.ts";
import { refuse } from "../refuse.ts";
import { findApplication } from "./find-application.ts";
import { toApiApplication } from "./to-api-application.ts";

/**
 * Asks for the deletion of an Application, with what it has in its cluster unless `cascade` is false. A reconcile carries it out;
 * until then the Application shows its deletionTimestamp.
 */
export async function deleteApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const { cascade = true, propagationPolicy } = call.query;
  if (!cascade && propagationPolicy !== undefined) {
    const title = formatApplicationName(call.name);
    const message = `Cannot delete ${title}: propagationPolicy says how objects are deleted, and cascade=false that none are; leave one out`;
    return refuse("BAD_QUERY", message).refusal;
  }
  const { username } = toInitiator(call);
  const options = { cascade, requestedBy: username };
  const propagation = propagationPolicy === undefined ? {} : { propagation: propagationPolicy };
  await requestDeletion(call.name, { ...options, ...propagation }, ports);
  return { status: 200, headers: {}, body: {} };
}

/** Approves what waits for a person: deletions and prunes of objects that say `confirm`. */
export async function confirmApplicationDeletion(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  await confirmDeletion(call.name, ports);
  const manifest = (await ports.specs.read("Application", call.name)) ?? found.manifest;
  return { status: 200, headers: {}, body: toApiApplication(manifest, found) };
}
