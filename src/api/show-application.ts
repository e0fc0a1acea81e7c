import type { ApiCall, ApiPorts } from "./api-call.ts";
import type { ApiAnswer } from "./api-request.ts";
import { askForLook } from "./ask-application.ts";
import { findApplication } from "./find-application.ts";
import { toApiApplication } from "./to-api-application.ts";

/** Shows one Application as it was last seen; with `refresh` a new look is asked for, and not waited for. */
export async function showApplication(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const { refresh } = call.query;
  if (refresh !== undefined) await askForLook(call.name, refresh === "hard", ports);
  return { status: 200, headers: {}, body: toApiApplication(found.manifest, found) };
}
