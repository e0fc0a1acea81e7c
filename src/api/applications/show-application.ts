import type { SyncWindow } from "../../application/project-spec.ts";
import type { JsonObject } from "../../kube/json.ts";
import { checkWindows, isActive, windowsOf } from "../../project/sync-windows.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { askForLook } from "../operations/ask-application.ts";
import { findApplication } from "./find-application.ts";
import { loadFound } from "./load-found.ts";
import { toApiApplication } from "./to-api-application.ts";

/** Shows one Application as it was last seen; with `refresh` a new look is asked for, and not waited for. */
export async function showApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const { refresh } = call.query;
  if (refresh !== undefined) await askForLook(call.name, refresh === "hard", ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, found) };
}

/** Shows the sync windows of one Application, those that are open, and whether a person could sync it now. */
export async function showSyncWindows(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const loaded = await loadFound(call, ports);
  if ("refusal" in loaded) return loaded.refusal;
  const { project, application, connection } = loaded.subject;
  const now = ports.clock.now();
  const assigned = windowsOf(project, application, connection);
  const answer = checkWindows(assigned, { now, isManual: true });
  const body = {
    activeWindows: assigned.filter((window) => isActive(window, now)).map(toApiWindow),
    assignedWindows: assigned.map(toApiWindow),
    canSync: answer.allowed,
    ...(answer.allowed ? {} : { message: answer.reason }),
  };
  return { status: 200, headers: {}, body };
}

function toApiWindow({ kind, schedule, duration, manualSync }: SyncWindow): JsonObject {
  return { kind, schedule, duration, manualSync };
}
