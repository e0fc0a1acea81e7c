import { randomUUID } from "node:crypto";
import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { parseApplication } from "../../application/read-application.ts";
import { defaultSyncOptions, parseSyncOptions } from "../../application/sync-options.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import { markAndWake } from "../../moves/wake.ts";
import type { SeenApplication } from "../../ports/application-data.ts";
import type { AskedFor } from "../../record/ask.ts";
import type { SyncRequest } from "../../record/state.ts";
import { findClosedWindow } from "../../stories/load-subject.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { type FoundApplication, findApplication } from "../applications/find-application.ts";
import { toApiApplication } from "../applications/to-api-application.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { parseSyncRequest } from "./parse-sync-request.ts";

/** Asks for a sync; what of Argo CD's request is not supported is refused by name. */
export async function syncApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const parsed = parseSyncRequest(call, found.manifest);
  if ("refusal" in parsed) return parsed.refusal;
  const { request } = parsed;
  if (!ports.settings.reconciliation.replaceAllowed && replaces(request, found.manifest))
    return replaceForbidden;
  return await askForOperation(call, { found, asked: { kind: "sync", request } }, ports);
}

/** Whether all objects would be replaced, by what is asked for or by the Application itself; single objects may, as in Argo CD. */
function replaces({ choices }: SyncRequest, manifest: JsonObject): boolean {
  const own = parseApplication(manifest).application?.syncPolicy.options ?? defaultSyncOptions;
  return parseSyncOptions(choices?.syncOptions ?? [], own).options.replace;
}

const { refusal: replaceForbidden } = refuse(
  "UNSUPPORTED",
  "Cannot sync: syncs that replace objects are forbidden (server.sync.replace.allowed is false); leave Replace=true out, or ask with Replace=false where the Application has it",
);

/** Asks for something that only one operation at a time may do, unless one runs, a sync window forbids it, or it is deleted. */
export async function askForOperation(
  { name }: ApiCall,
  { found, asked }: { readonly found: FoundApplication; readonly asked: AskedFor },
  ports: ApiPorts,
): Promise<ApiAnswer> {
  const refused = refuseOperation(name, found) ?? (await refuseClosed(name, found.manifest, ports));
  if (refused !== undefined) return refused.refusal;
  await askFor(name, asked, ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, { ...found, asked }) };
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
  const asked = { kind: "terminate" } as const;
  await askFor(call.name, asked, ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, { ...found, asked }) };
}

/** Wakes a look. A plain one leaves what somebody else asked for as it is; a hard one takes its place. */
export async function askForLook(name: ApplicationName, hard: boolean, ports: ApiPorts): Promise<void> {
  if (hard) await askFor(name, { kind: "hardRefresh" }, ports);
  else await markAndWake([name], ports);
}

/** Writes down what a person asks of an application, and wakes a reconcile that serves it. */
export async function askFor(name: ApplicationName, what: AskedFor, ports: ApiPorts): Promise<void> {
  await markAndWake([name], ports, { id: randomUUID(), what });
}

function isRunning(seen: SeenApplication | undefined): boolean {
  return seen?.state?.operation !== undefined;
}

function refuseOperation(name: ApplicationName, { manifest, seen }: FoundApplication): Refusal | undefined {
  const title = formatApplicationName(name);
  if (readField(manifest, "metadata", "deletionTimestamp") !== undefined)
    return refuse("DELETING", `Cannot sync ${title}: it is being deleted`);
  if (!isRunning(seen)) return undefined;
  const message = `Cannot sync ${title}: an operation is running; wait for it or terminate it`;
  return refuse("OPERATION_RUNNING", message);
}

async function refuseClosed(
  name: ApplicationName,
  manifest: JsonObject,
  ports: ApiPorts,
): Promise<Refusal | undefined> {
  const closed = await findClosedWindow(manifest, ports);
  if (closed === undefined) return undefined;
  return refuse("SYNC_WINDOW_CLOSED", `Cannot sync ${formatApplicationName(name)}: ${closed}`);
}
