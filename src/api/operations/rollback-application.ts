import { formatApplicationName } from "../../application/application.ts";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { SeenApplication } from "../../ports/application-data.ts";
import type { RollbackAsk } from "../../record/ask.ts";
import type { HistoryEntry } from "../../record/state.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { findApplication } from "../applications/find-application.ts";
import { toApiApplication } from "../applications/to-api-application.ts";
import { isFlag, refuseFields, toWhole } from "../parse-fields.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { askFor, askForOperation } from "./ask-application.ts";
import { toInitiator, toNameChecks } from "./parse-sync-request.ts";

/**
 * Asks for a sync to what the history has under an id; without one, or with 0, to what was there before. Where the Application
 * syncs by itself it stays there: until `pinUntil`, or until it is released.
 */
export async function rollbackApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const checks = { ...toNameChecks(call, found.manifest), ...rollbackChecks };
  const refused = refuseFields(call.body, checks, "roll back");
  if (refused !== undefined) return refused.refusal;
  const asked = toRollback(call);
  const problem = findProblem(asked, found.seen?.state?.history ?? [], { call, now: ports.clock.now() });
  return problem === undefined ? await askForOperation(call, { found, asked }, ports) : problem.refusal;
}

/** Asks for the end of a pin: the Application goes on with its own revision. */
export async function releasePin(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const refused = refuseFields(call.body, toNameChecks(call, found.manifest), "release");
  if (refused !== undefined) return refused.refusal;
  if (!isPinned(found.seen)) {
    const message = `Cannot release ${formatApplicationName(call.name)}: it is not pinned`;
    return refuse("NOT_PINNED", message).refusal;
  }
  const asked = { kind: "release", initiatedBy: toInitiator(call) } as const;
  await askFor(call.name, asked, ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, { ...found, asked }) };
}

function isPinned(seen: SeenApplication | undefined): boolean {
  const isAsked = seen?.ask?.what.kind === "rollback";
  return isAsked || (seen?.state?.conditions ?? []).some(({ type }) => type === "Pinned");
}

const rollbackChecks = {
  id: (value: Json) => (toWhole(value) ?? -1) >= 0,
  prune: isFlag,
  dryRun: isFlag,
  pinUntil: (value: Json) => toTime(value) !== undefined,
};

function toRollback(call: ApiCall): RollbackAsk {
  const { id, prune, dryRun, pinUntil }: JsonObject = call.body;
  const until = toTime(pinUntil);
  return {
    kind: "rollback",
    id: toWhole(id) ?? 0,
    prune: prune === true,
    initiatedBy: toInitiator(call),
    ...(dryRun === true ? { dryRun } : {}),
    ...(until === undefined ? {} : { pinUntil: until }),
  };
}

const timeText = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads a time of RFC 3339, as milliseconds since 1970. */
export function toTime(value: Json | undefined): number | undefined {
  if (typeof value !== "string" || !timeText.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function findProblem(
  { id, pinUntil }: RollbackAsk,
  history: readonly HistoryEntry[],
  { call, now }: { readonly call: ApiCall; readonly now: number },
): Refusal | undefined {
  const title = formatApplicationName(call.name);
  if (pinUntil !== undefined && pinUntil <= now)
    return refuse("BAD_BODY", `Cannot roll back ${title}: pinUntil is over: ${readText(call.body)}`);
  if (id === 0 && history.length < 2)
    return refuse("NO_HISTORY", `Cannot roll back ${title}: it has not been synced twice yet`);
  if (id === 0 || history.some((entry) => entry.id === id)) return undefined;
  const known = history.map((entry) => entry.id).join(", ") || "none";
  return refuse("NO_HISTORY", `Cannot roll back ${title}: its history has no ${id}; it has ${known}`);
}

function readText(body: JsonObject): string {
  return String(readField(body, "pinUntil"));
}
