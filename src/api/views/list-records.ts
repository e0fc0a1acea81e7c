import { compareText, type JsonObject } from "../../kube/json.ts";
import { limits } from "../../limits.ts";
import { toArgoStatus } from "../../record/argo-status.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { findApplication } from "../applications/find-application.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import { refuse } from "../refuse.ts";

// As sync/ makes them: time, then the token of the lease.
const operationId = /^[0-9]{13,16}-[0-9]{1,16}$/;

/** Lists what happened to an application, newest first; as far back as limits.recordsShownMax. */
export async function listRecords(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const { query, name } = call;
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const before = query.continue === undefined ? undefined : parseCursor("records", query.continue);
  if (query.continue !== undefined && !operationId.test(before ?? ""))
    return refuse("BAD_CURSOR", "Cannot go on: continue is no cursor of this list; begin again without it")
      .refusal;
  const all = await ports.data.readRecords(name, limits.recordsShownMax);
  const rest = all.filter(({ operation }) => before === undefined || compareText(operation, before) < 0);
  const items = rest.slice(0, query.limit);
  const last = items.at(-1);
  const isMore = items.length < rest.length && last !== undefined;
  const metadata = isMore ? { continue: toCursor("records", last.operation) } : {};
  return { status: 200, headers: {}, body: { metadata, items } };
}

/** Lists an application's objects as they were last seen: the lines of status.resources. */
export async function listResources(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const { resources } = toArgoStatus(found.seen?.state, found.seen?.bulk);
  const body: JsonObject = { items: resources };
  return { status: 200, headers: {}, body };
}
