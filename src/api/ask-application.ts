import { randomUUID } from "node:crypto";
import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import { markAndWake } from "../moves/wake.ts";
import type { SeenApplication } from "../ports/application-data.ts";
import type { AskedFor } from "../record/ask.ts";
import type { ApiCall, ApiPorts } from "./api-call.ts";
import type { ApiAnswer } from "./api-request.ts";
import { findApplication } from "./find-application.ts";
import { parseSyncRequest } from "./parse-sync-request.ts";
import { refuse } from "./refuse.ts";
import { toApiApplication } from "./to-api-application.ts";

/** Asks for a sync; what of Argo CD's request is not supported is refused by name. */
export async function syncApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const parsed = parseSyncRequest(call, found.manifest);
  if ("refusal" in parsed) return parsed.refusal;
  if (isRunning(found.seen)) {
    const message = `Cannot sync ${formatApplicationName(call.name)}: an operation is running; wait for it or terminate it`;
    return refuse("OPERATION_RUNNING", message).refusal;
  }
  const { request } = parsed;
  await askFor(call.name, { kind: "sync", request }, ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, { ...found, request }) };
}

/** Asks for a new look; `hard`: with a new render, too. */
export async function refreshApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  await askForLook(call.name, call.query.hard, ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, found) };
}

/** Asks for the end of the running operation, or of one that was asked for and has not begun. */
export async function terminateOperation(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  if (!isRunning(found.seen) && found.seen?.isDue !== true) {
    const message = `Cannot terminate the operation of ${formatApplicationName(call.name)}: none is running`;
    return refuse("NO_OPERATION", message).refusal;
  }
  await askFor(call.name, { kind: "terminate" }, ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, found) };
}

/** Wakes a look. A plain one leaves what somebody else asked for as it is; a hard one takes its place. */
export async function askForLook(name: ApplicationName, hard: boolean, ports: ApiPorts): Promise<void> {
  if (hard) await askFor(name, { kind: "hardRefresh" }, ports);
  else await markAndWake([name], ports);
}

/** Writes down what a person asks of an application, and wakes a reconcile that serves it. */
async function askFor(name: ApplicationName, what: AskedFor, ports: ApiPorts): Promise<void> {
  await markAndWake([name], ports, { id: randomUUID(), what });
}

function isRunning(seen: SeenApplication | undefined): boolean {
  return seen?.state?.operation !== undefined;
}
